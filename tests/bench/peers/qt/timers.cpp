// SPDX-License-Identifier: MIT
// W7.
#include "qt.h"

#include <QTimer>

#include <memory>

namespace {

void w7_timers(const Case& c, uint64_t n) {
  const auto ms = bench::deadlines_ms(n, 60 * 1000, 3600 * 1000);
  const uint64_t nd = n / 10;
  const auto due_ms = bench::deadlines_ms(nd, 1, 10);
  uint64_t fired = 0;
  std::vector<std::unique_ptr<QTimer>> v, due;
  v.reserve(n);
  due.reserve(nd);
  auto insert = [&](std::vector<std::unique_ptr<QTimer>>& to, std::uint32_t d) {
    auto t = std::make_unique<QTimer>();
    t->setSingleShot(true);
    QObject::connect(t.get(), &QTimer::timeout, t.get(), [&] { ++fired; });
    t->start(int(d));
    to.push_back(std::move(t));
  };

  Meter ins;
  ins.start();
  for (uint64_t i = 0; i < n; ++i) insert(v, ms[i]);
  ins.stop();
  Out("w7_insert", label(c), n).meter(ins).print();

  uint64_t cancelled = 0;
  Meter can;
  can.start();
  for (uint64_t i = 0; i < n; ++i)
    if (i % 10) {
      v[i]->stop();
      ++cancelled;
    }
  const double calls = bench::now_ns() - can.ns;
  QCoreApplication::processEvents();
  can.stop();
  Out("w7_cancel", label(c), cancelled)
      .meter(can)
      .add("call_only_ns", calls / double(cancelled))
      .print();

  for (uint64_t i = 0; i < nd; ++i) insert(due, due_ms[i]);
  bench::spin_us(15000);
  Meter fire;
  fire.start();
  while (fired < nd) QCoreApplication::processEvents();
  fire.stop();
  Out("w7_fire", label(c), nd).meter(fire).print();
  std::_Exit(0);
}

}  // namespace

Cases timers() { return {{"w7_timers", "QTimer", 20000, w7_timers}}; }
