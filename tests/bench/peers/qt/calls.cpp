// SPDX-License-Identifier: MIT
// W1, W2 and W3.
#include "qt.h"

#include <functional>
#include <thread>

namespace {

const QEvent::Type kHop = QEvent::User;

class Receiver : public QObject {  // postEvent target
 public:
  std::function<void()> on_event;
  bool event(QEvent* e) override {
    if (e->type() != kHop) return QObject::event(e);
    on_event();
    return true;
  }
};

struct Batches {
  QObject* ctx;
  uint64_t left, n, hits = 0;
  Meter m{};
  void hit() {
    if (++hits == n) {
      m.stop();
      QCoreApplication::quit();
    }
  }
  void step() {
    for (int i = 0; i < 1000; ++i) invoke(ctx, [this] { hit(); });
    if (--left) invoke(ctx, [this] { step(); });
  }
};

void w1_batch(const Case& c, uint64_t n) {
  for (uint64_t k : {n / 10, n}) {
    QObject ctx;
    Batches b{&ctx, k / 1000, k};
    invoke(&ctx, [&] {
      b.m.start();
      b.step();
    });
    QCoreApplication::exec();
    if (k == n) Out(c.workload, label(c), k).meter(b.m).print();
  }
}

void w1_batch_event(const Case& c, uint64_t n) {
  for (uint64_t k : {n / 10, n}) {
    Receiver nop, stepper;  // a refill event goes to the second object
    uint64_t left = k / 1000, hits = 0;
    Meter m;
    nop.on_event = [&] {
      if (++hits == k) {
        m.stop();
        QCoreApplication::quit();
      }
    };
    stepper.on_event = [&] {
      if (left == k / 1000) m.start();
      for (int i = 0; i < 1000; ++i) QCoreApplication::postEvent(&nop, new QEvent(kHop));
      if (--left) QCoreApplication::postEvent(&stepper, new QEvent(kHop));
    };
    QCoreApplication::postEvent(&stepper, new QEvent(kHop));
    QCoreApplication::exec();
    if (k == n) Out(c.workload, label(c), k).meter(m).print();
  }
}

struct Hops {
  QObject* ctx;
  uint64_t n, hits = 0;
  Meter m{};
  void hop() {
    if (hits == 0) m.start();
    if (++hits < n) return invoke(ctx, [this] { hop(); });
    m.stop();
    QCoreApplication::quit();
  }
};

void w1_pingpong(const Case& c, uint64_t n) {
  for (uint64_t k : {n / 10, n}) {
    QObject ctx;
    Hops h{&ctx, k};
    invoke(&ctx, [&] { h.hop(); });
    QCoreApplication::exec();
    if (k == n) Out(c.workload, label(c), k).meter(h.m).print();
  }
}

void w1_pingpong_event(const Case& c, uint64_t n) {
  for (uint64_t k : {n / 10, n}) {
    Receiver r;
    uint64_t hits = 0;
    Meter m;
    r.on_event = [&] {
      if (hits == 0) m.start();
      if (++hits < k) return QCoreApplication::postEvent(&r, new QEvent(kHop));
      m.stop();
      QCoreApplication::quit();
    };
    QCoreApplication::postEvent(&r, new QEvent(kHop));
    QCoreApplication::exec();
    if (k == n) Out(c.workload, label(c), k).meter(m).print();
  }
}

struct Flood {
  QObject* ctx;
  uint64_t n, hits = 0;
  Meter m{};
  void hit() {
    if (++hits == n) {
      m.stop();
      QCoreApplication::quit();
    }
  }
};

template <int Threads>
void w2(const Case& c, uint64_t n) {
  for (uint64_t k : {n / 10, n}) {
    QObject ctx;
    Flood f{&ctx, k};
    bench::Producers p(Threads, k, [&f] { invoke(f.ctx, [s = &f] { s->hit(); }); });
    invoke(&ctx, [&] {
      f.m.start();
      p.go();
    });
    QCoreApplication::exec();
    p.join();
    if (k == n)
      Out(c.workload, label(c), k)
          .meter(f.m)
          .add("wall_ms", f.m.ns / 1e6)
          .add("producers_ms", p.longest_ns() / 1e6)
          .print();
  }
}

void w3_wake(const Case& c, uint64_t n) {
  QObject ctx;
  const bool cross = !std::strcmp(c.workload, "w3_cross");
  std::vector<double> us;
  bench::pin_this_thread(0);
  std::thread asker([&] {
    us = bench::wake_round_trips(cross, n,
                                 [&](bench::Answer& a) { invoke(&ctx, [&a] { a.fire(); }); });
    invoke(&ctx, [] { QCoreApplication::quit(); });
  });
  QCoreApplication::exec();
  asker.join();
  bench::emit_wake(c.workload, label(c), us);
}

}  // namespace

Cases calls() {
  return {
      {"w1_batch", "Qt invokeMethod", 1000000, w1_batch},
      {"w1_batch", "Qt postEvent", 1000000, w1_batch_event},
      {"w1_pingpong", "Qt invokeMethod", 200000, w1_pingpong},
      {"w1_pingpong", "Qt postEvent", 200000, w1_pingpong_event},
      {"w2_p1", "Qt invokeMethod", 1000000, w2<1>},
      {"w2_p2", "Qt invokeMethod", 1000000, w2<2>},
      {"w2_p4", "Qt invokeMethod", 1000000, w2<4>},
      {"w3_same", "Qt invokeMethod", 4000, w3_wake},
      {"w3_cross", "Qt invokeMethod", 4000, w3_wake},
  };
}
