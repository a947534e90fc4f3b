// SPDX-License-Identifier: MIT
// W7: a million timers set, nine in ten of them cancelled, and a tenth as many fired.
#include "workloads.h"

#include <chrono>
#include <vector>

namespace loopscope::bench {
namespace {

void one_iteration(Loop& loop) {
  loop.stop();
  loop.run_forever();
}

}  // namespace

void timers(const Case& which, uint64_t n) {
  using std::chrono::milliseconds;
  const auto delays = ::bench::deadlines_ms(n, 60 * 1000, 3600 * 1000);
  const uint64_t due_count = n / 10;
  const auto due_delays = ::bench::deadlines_ms(due_count, 1, 10);
  BenchLoop loop;
  std::vector<TimerHandle> set;
  std::vector<TimerHandle> due;
  set.reserve(n);
  due.reserve(due_count);
  uint64_t fired = 0;

  Meter inserting;
  inserting.start();
  for (const auto delay : delays)
    set.push_back(loop.call_later(milliseconds(delay), [&] { ++fired; }));
  inserting.stop();
  Out("w7_insert", which.peer, n).meter(inserting).print();

  uint64_t cancelled = 0;
  Meter cancelling;
  cancelling.start();
  for (uint64_t i = 0; i < n; ++i) {
    if (i % 10 == 0) continue;
    set[i].cancel();
    ++cancelled;
  }
  const double calls = ::bench::now_ns() - cancelling.ns;
  one_iteration(loop);  // clears them away
  cancelling.stop();
  Out("w7_cancel", which.peer, cancelled)
      .meter(cancelling)
      .add("call_only_ns", calls / static_cast<double>(cancelled))
      .print();

  for (const auto delay : due_delays)
    due.push_back(loop.call_later(milliseconds(delay), [&] { ++fired; }));
  ::bench::spin_us(15000);
  Meter firing;
  firing.start();
  while (fired < due_count) one_iteration(loop);
  firing.stop();
  Out("w7_fire", which.peer, due_count).meter(firing).print();
  std::_Exit(0);
}

}  // namespace loopscope::bench
