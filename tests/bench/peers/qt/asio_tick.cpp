// SPDX-License-Identifier: MIT
// W8, the second peer: Asio polled from a QTimer(0) on the Qt thread, which is the usual way to put
// the two on one thread. The same tick and flood as in main.cpp; the flood goes through asio::post.
//   "poll()"        runs handlers until none is ready;
//   "poll_one x256" at most 256 of them a turn, so that Qt gets its turn too.
#include <asio.hpp>

#include "../../counted_malloc.h"
#include "qt.h"
#include "tick.h"

namespace {

template <int Budget>
void w8_bridge(const Case& c, uint64_t n) {
  asio::io_context io(1);
  auto guard = asio::make_work_guard(io);
  asio::steady_timer reactor(io);
  QTimer pump;
  QObject::connect(&pump, &QTimer::timeout, &pump, [&] {
    if constexpr (Budget == 0)
      io.poll();
    else
      for (int i = 0; i < Budget && io.poll_one(); ++i) {
      }
  });
  pump.start(0);
  bench::FloodedTick tick(n);
  tick.run([&](auto* hit) { asio::post(io, [hit] { hit->hit(); }); });
  tick.print(c.workload, label(c));
}

}  // namespace

int main(int argc, char** argv) {
  QCoreApplication app(argc, argv);
  return bench::main_with(
      {
          {"w8_bridge", "asio poll() in QTimer(0)", 1000000, w8_bridge<0>},
          {"w8_bridge", "asio poll_one x256 in QTimer(0)", 1000000, w8_bridge<256>},
      },
      argc, argv);
}
