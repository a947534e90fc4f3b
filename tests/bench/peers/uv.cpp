// SPDX-License-Identifier: MIT
// libuv. It has no "post", so callbacks go through a queue of std::function
// that the program owns (a captured pointer fits without allocating):
//   "libuv idle+queue"  same-thread only: a uv_idle handle drains the queue;
//   "libuv async+queue" the usual idiom: mutex, push, uv_async_send.
// Both drain one batch (swap, then run) per loop iteration. libuv has no
// future and no coroutine: W4, W5 and W6 do not apply.
#include <uv.h>

#include "../counted_malloc.h"
#include "../harness.h"

namespace {

using bench::Case;
using bench::Meter;
using bench::Out;
using std::uint64_t;
using Fn = std::function<void()>;

class IdleQueue {
 public:
  uv_loop_t loop;
  IdleQueue() {
    uv_loop_init(&loop);
    uv_idle_init(&loop, &idle_);
    idle_.data = this;
  }
  ~IdleQueue() {
    uv_close(reinterpret_cast<uv_handle_t*>(&idle_), nullptr);
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_loop_close(&loop);
  }
  void post(Fn f) {
    if (queue_.empty()) uv_idle_start(&idle_, drain);
    queue_.push_back(std::move(f));
  }
  void run() { uv_run(&loop, UV_RUN_DEFAULT); }
  void finish() {}

 private:
  uv_idle_t idle_;
  std::vector<Fn> queue_, batch_;
  static void drain(uv_idle_t* h) {
    auto* self = static_cast<IdleQueue*>(h->data);
    self->batch_.swap(self->queue_);
    for (auto& f : self->batch_) f();
    self->batch_.clear();
    if (self->queue_.empty()) uv_idle_stop(h);
  }
};

class AsyncQueue {
 public:
  uv_loop_t loop;
  AsyncQueue() {
    uv_loop_init(&loop);
    uv_async_init(&loop, &async_, drain);
    async_.data = this;
  }
  ~AsyncQueue() { uv_loop_close(&loop); }
  void post(Fn f) {
    {
      std::lock_guard l(m_);
      queue_.push_back(std::move(f));
    }
    uv_async_send(&async_);
  }
  void run() { uv_run(&loop, UV_RUN_DEFAULT); }  // until finish()
  void finish() { uv_close(reinterpret_cast<uv_handle_t*>(&async_), nullptr); }

 private:
  uv_async_t async_;
  std::mutex m_;
  std::vector<Fn> queue_, batch_;
  static void drain(uv_async_t* h) {
    auto* self = static_cast<AsyncQueue*>(h->data);
    {
      std::lock_guard l(self->m_);
      self->batch_.swap(self->queue_);
    }
    for (auto& f : self->batch_) f();
    self->batch_.clear();
  }
};

template <class L>
struct Batches {
  L& l;
  uint64_t left, n, hits = 0;
  void hit() {
    if (++hits == n) l.finish();
  }
  void step() {
    for (int i = 0; i < 1000; ++i) l.post([this] { hit(); });
    if (--left) l.post([this] { step(); });
  }
};

template <class L>
void w1_batch(const Case& c, uint64_t n) {
  for (uint64_t k : {n / 10, n}) {
    L l;
    Batches<L> b{l, k / 1000, k};
    l.post([&] { b.step(); });
    Meter m;
    m.start();
    l.run();
    m.stop();
    if (b.hits != k) std::abort();
    if (k == n) Out(c.workload, c.peer, k).meter(m).print();
  }
}

template <class L>
struct Hops {
  L& l;
  uint64_t n, hits = 0;
  void hop() {
    if (++hits < n)
      l.post([this] { hop(); });
    else
      l.finish();
  }
};

template <class L>
void w1_pingpong(const Case& c, uint64_t n) {
  for (uint64_t k : {n / 10, n}) {
    L l;
    Hops<L> h{l, k};
    l.post([&] { h.hop(); });
    Meter m;
    m.start();
    l.run();
    m.stop();
    if (h.hits != k) std::abort();
    if (k == n) Out(c.workload, c.peer, k).meter(m).print();
  }
}

struct Flood {
  AsyncQueue& l;
  uint64_t n, hits = 0;
  Meter m{};
  void hit() {
    if (++hits == n) m.stop();
  }
};

template <int Threads>
void w2(const Case& c, uint64_t n) {
  for (uint64_t k : {n / 10, n}) {
    AsyncQueue l;
    Flood f{l, k};
    bench::Producers p(Threads, k, [&f] { f.l.post([s = &f] { s->hit(); }); });
    l.post([&] {
      f.m.start();
      p.go();
    });
    while (f.hits < k) uv_run(&l.loop, UV_RUN_ONCE);
    p.join();  // the handle is closed only when no producer can still signal it
    l.finish();
    l.run();
    if (k == n)
      Out(c.workload, c.peer, k)
          .meter(f.m)
          .add("wall_ms", f.m.ns / 1e6)
          .add("producers_ms", p.longest_ns() / 1e6)
          .print();
  }
}

void w3_wake(const Case& c, uint64_t n) {
  AsyncQueue l;
  const bool cross = !std::strcmp(c.workload, "w3_cross");
  std::vector<double> us;
  bench::pin_this_thread(0);
  std::thread asker([&] {
    us = bench::wake_round_trips(cross, n, [&](bench::Answer& a) { l.post([&a] { a.fire(); }); });
    l.post([&] { l.finish(); });
  });
  l.run();
  asker.join();
  bench::emit_wake(c.workload, c.peer, us);
}

void w7_timers(const Case& c, uint64_t n) {
  const auto ms = bench::deadlines_ms(n, 60 * 1000, 3600 * 1000);
  const uint64_t nd = n / 10;
  const auto due_ms = bench::deadlines_ms(nd, 1, 10);
  static uint64_t fired = 0;
  auto hit = [](uv_timer_t*) { ++fired; };
  uv_loop_t loop;
  uv_loop_init(&loop);
  std::vector<uv_timer_t> v, due;
  v.reserve(n);
  due.reserve(nd);

  Meter ins;
  ins.start();
  for (uint64_t i = 0; i < n; ++i) {
    v.emplace_back();
    uv_timer_init(&loop, &v.back());
    uv_timer_start(&v.back(), hit, ms[i], 0);
  }
  ins.stop();
  Out("w7_insert", c.peer, n).meter(ins).print();

  uint64_t cancelled = 0;
  Meter can;
  can.start();
  for (uint64_t i = 0; i < n; ++i)
    if (i % 10) cancelled += uv_timer_stop(&v[i]) == 0;
  const double calls = bench::now_ns() - can.ns;
  uv_run(&loop, UV_RUN_NOWAIT);
  can.stop();
  Out("w7_cancel", c.peer, cancelled)
      .meter(can)
      .add("call_only_ns", calls / double(cancelled))
      .print();

  uv_update_time(&loop);
  for (uint64_t i = 0; i < nd; ++i) {
    due.emplace_back();
    uv_timer_init(&loop, &due.back());
    uv_timer_start(&due.back(), hit, due_ms[i], 0);
  }
  bench::spin_us(15000);
  Meter fire;
  fire.start();
  while (fired < nd) uv_run(&loop, UV_RUN_NOWAIT);
  fire.stop();
  Out("w7_fire", c.peer, nd).meter(fire).print();
  std::_Exit(0);
}

}  // namespace

int main(int argc, char** argv) {
  return bench::main_with(
      {
          {"w1_batch", "libuv idle+queue", 1000000, w1_batch<IdleQueue>},
          {"w1_batch", "libuv async+queue", 1000000, w1_batch<AsyncQueue>},
          {"w1_pingpong", "libuv idle+queue", 1000000, w1_pingpong<IdleQueue>},
          {"w1_pingpong", "libuv async+queue", 200000, w1_pingpong<AsyncQueue>},
          {"w2_p1", "libuv async+queue", 1000000, w2<1>},
          {"w2_p2", "libuv async+queue", 1000000, w2<2>},
          {"w2_p4", "libuv async+queue", 1000000, w2<4>},
          {"w3_same", "libuv async+queue", 4000, w3_wake},
          {"w3_cross", "libuv async+queue", 4000, w3_wake},
          {"w7_timers", "libuv uv_timer", 1000000, w7_timers},
      },
      argc, argv);
}
