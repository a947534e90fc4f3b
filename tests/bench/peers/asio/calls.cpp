// SPDX-License-Identifier: MIT
// W1, W2 and W3.
#include "asio.h"

#include <cstring>
#include <thread>

namespace {

struct Batches {
  net::io_context& io;
  uint64_t left, hits = 0;
  void step() {
    for (int i = 0; i < 1000; ++i) net::post(io, [this] { ++hits; });
    if (--left) net::post(io, [this] { step(); });
  }
};

void w1_batch(const Case& c, uint64_t n) {
  for (uint64_t k : {n / 10, n}) {
    Loop l(wants_reactor(c));
    Batches b{l.io, k / 1000};
    net::post(l.io, [&] { b.step(); });
    Meter m;
    m.start();
    l.io.run();
    m.stop();
    if (b.hits != k) std::abort();
    if (k == n) Out(c.workload, c.peer, k).meter(m).print();
  }
}

struct Hops {
  net::io_context& io;
  uint64_t n, hits = 0;
  void hop() {
    if (++hits < n) net::post(io, [this] { hop(); });
  }
};

void w1_pingpong(const Case& c, uint64_t n) {
  for (uint64_t k : {n / 10, n}) {
    Loop l(wants_reactor(c));
    Hops h{l.io, k};
    net::post(l.io, [&] { h.hop(); });
    Meter m;
    m.start();
    l.io.run();
    m.stop();
    if (h.hits != k) std::abort();
    if (k == n) Out(c.workload, c.peer, k).meter(m).print();
  }
}

struct Flood {
  Loop& l;
  uint64_t n, hits = 0;
  Meter m{};
  net::executor_work_guard<Ex> guard{l.io.get_executor()};
  void hit() {
    if (++hits == n) {
      m.stop();
      guard.reset();
    }
  }
};

template <int Threads>
void w2(const Case& c, uint64_t n) {
  for (uint64_t k : {n / 10, n}) {
    Loop l(wants_reactor(c));
    Flood f{l, k};
    bench::Producers p(Threads, k, [&f] { net::post(f.l.io, [s = &f] { s->hit(); }); });
    net::post(l.io, [&] {
      f.m.start();
      p.go();
    });
    l.io.run();
    p.join();
    if (k == n)
      Out(c.workload, c.peer, k)
          .meter(f.m)
          .add("wall_ms", f.m.ns / 1e6)
          .add("producers_ms", p.longest_ns() / 1e6)
          .print();
  }
}

void w3_wake(const Case& c, uint64_t n) {
  Loop l(wants_reactor(c));
  auto guard = net::make_work_guard(l.io);
  const bool cross = !std::strcmp(c.workload, "w3_cross");
  std::vector<double> us;
  bench::pin_this_thread(0);
  std::thread asker([&] {
    us = bench::wake_round_trips(cross, n,
                                 [&](bench::Answer& a) { net::post(l.io, [&a] { a.fire(); }); });
    guard.reset();
  });
  l.io.run();
  asker.join();
  bench::emit_wake(c.workload, c.peer, us);
}

}  // namespace

Cases calls() {
  return {
      {"w1_batch", NAME, 1000000, w1_batch},
      {"w1_batch", NAME "+reactor", 1000000, w1_batch},
      {"w1_pingpong", NAME, 1000000, w1_pingpong},
      {"w1_pingpong", NAME "+reactor", 1000000, w1_pingpong},
      {"w2_p1", NAME, 1000000, w2<1>},
      {"w2_p1", NAME "+reactor", 1000000, w2<1>},
      {"w2_p2", NAME, 1000000, w2<2>},
      {"w2_p2", NAME "+reactor", 1000000, w2<2>},
      {"w2_p4", NAME, 1000000, w2<4>},
      {"w2_p4", NAME "+reactor", 1000000, w2<4>},
      {"w3_same", NAME, 4000, w3_wake},
      {"w3_cross", NAME, 4000, w3_wake},
      {"w3_same", NAME "+reactor", 4000, w3_wake},
      {"w3_cross", NAME "+reactor", 4000, w3_wake},
  };
}
