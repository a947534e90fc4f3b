// SPDX-License-Identifier: MIT
#include "bench_loop.h"

#include <chrono>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "../harness.h"

namespace loopscope::bench {

namespace {

using namespace std::chrono_literals;

inspect::Journal* counted = nullptr;

std::uint64_t records_in_ring() { return counted ? counted->waiting() : 0; }

}  // namespace

BenchLoop::BenchLoop() {
  const char* asked = std::getenv("LOOPSCOPE_BENCH_INSPECT");
  const std::string_view mode = asked ? asked : "";
  if (mode.empty()) return;
  inspect::InspectorOptions options{.loop_name = "bench"};
  if (mode == "counted") options.journal_slots = 1 << 20;
  inspector_ = std::make_unique<inspect::Inspector>(*this, options);
  if (mode == "counted") {
    counted = &inspector_->journal();
    ::bench::records_told = &records_in_ring;
  }
  if (mode == "drained") reader_ = std::thread([this] { drain(); });
}

BenchLoop::~BenchLoop() {
  counted = nullptr;
  ends_.store(true, std::memory_order_relaxed);  // the reader only has to see it some time
  if (reader_.joinable()) reader_.join();
}

void BenchLoop::drain() {
  std::vector<inspect::Record> batch;
  while (!ends_.load(std::memory_order_relaxed)) {
    batch.clear();
    inspector_->journal().read(batch, inspector_->journal().waiting());
    std::this_thread::sleep_for(100us);
  }
}

}  // namespace loopscope::bench
