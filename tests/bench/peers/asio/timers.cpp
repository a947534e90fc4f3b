// SPDX-License-Identifier: MIT
// W7.
#include "asio.h"

namespace {

void w7_timers(const Case& c, uint64_t n) {
  const auto ms = bench::deadlines_ms(n, 60 * 1000, 3600 * 1000);
  const uint64_t nd = n / 10;
  const auto due_ms = bench::deadlines_ms(nd, 1, 10);
  Loop l(true);
  std::vector<net::steady_timer> v, due;
  v.reserve(n);
  due.reserve(nd);
  uint64_t aborted = 0, fired = 0;

  Meter ins;
  ins.start();
  for (uint64_t i = 0; i < n; ++i) {
    v.emplace_back(l.io, std::chrono::milliseconds(ms[i]));
    v.back().async_wait([&](error_code) { ++aborted; });
  }
  ins.stop();
  Out("w7_insert", c.peer, n).meter(ins).print();

  uint64_t cancelled = 0;
  Meter can;
  can.start();
  for (uint64_t i = 0; i < n; ++i)
    if (i % 10) cancelled += v[i].cancel();
  const double calls = bench::now_ns() - can.ns;
  l.io.poll();  // runs the aborted handlers
  can.stop();
  if (aborted != cancelled) std::abort();
  Out("w7_cancel", c.peer, cancelled)
      .meter(can)
      .add("call_only_ns", calls / double(cancelled))
      .print();

  for (uint64_t i = 0; i < nd; ++i) {
    due.emplace_back(l.io, std::chrono::milliseconds(due_ms[i]));
    due.back().async_wait([&](error_code) { ++fired; });
  }
  bench::spin_us(15000);
  Meter fire;
  fire.start();
  while (fired < nd) l.io.poll();
  fire.stop();
  Out("w7_fire", c.peer, nd).meter(fire).print();
  std::_Exit(0);
}

}  // namespace

Cases timers() { return {{"w7_timers", NAME " steady_timer", 1000000, w7_timers}}; }
