// SPDX-License-Identifier: MIT
// std::promise/std::future for W6, and floors, which are no peers: the least that a loop of this kind
// can be written as on this machine (no timers, no I/O, no cancellation), with a bare coroutine type
// on top of it. They say how much of a peer's figure is the machine's.
#include "../counted_malloc.h"
#include "../harness.h"

#include <coroutine>
#include <deque>
#include <exception>
#include <future>

namespace {

using bench::Case;
using bench::Meter;
using bench::Out;
using std::uint64_t;
using Fn = std::function<void()>;

// For one thread: not even a lock.
class DequeLoop {
 public:
  void post(Fn f) { queue_.push_back(std::move(f)); }
  void stop() { stopped_ = true; }
  void run() {
    while (!stopped_) {
      const Fn f = std::move(queue_.front());
      queue_.pop_front();
      f();
    }
  }

 private:
  std::deque<Fn> queue_;
  bool stopped_ = false;
};

// Mutex, vector of std::function swapped out per turn, condition variable.
class Loop {
 public:
  void post(Fn f) {
    bool wake;
    {
      std::lock_guard l(m_);
      queue_.push_back(std::move(f));
      wake = std::exchange(asleep_, false);
    }
    if (wake) cv_.notify_one();
  }
  void stop() { stopped_ = true; }  // from the loop's thread
  void run() {
    std::vector<Fn> batch;
    while (!stopped_) {
      {
        std::unique_lock l(m_);
        while (queue_.empty()) {
          asleep_ = true;
          cv_.wait(l);
        }
        batch.swap(queue_);
      }
      for (auto& f : batch) f();
      batch.clear();
    }
  }

 private:
  std::mutex m_;
  std::condition_variable cv_;
  std::vector<Fn> queue_;
  bool asleep_ = false, stopped_ = false;
};

template <class L>
struct Batches {
  L& l;
  uint64_t left, n, hits = 0;
  void hit() {
    if (++hits == n) l.stop();
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
    if (k == n) Out(c.workload, c.peer, k).meter(m).print();
  }
}

template <class L>
struct Hops {
  L& l;
  uint64_t n, hits = 0;
  void hop() {
    ++hits < n ? l.post([this] { hop(); }) : l.stop();
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
    if (k == n) Out(c.workload, c.peer, k).meter(m).print();
  }
}

struct Flood {
  Loop& l;
  uint64_t n, hits = 0;
  Meter m{};
  void hit() {
    if (++hits == n) {
      m.stop();
      l.stop();
    }
  }
};

template <int Threads>
void w2(const Case& c, uint64_t n) {
  for (uint64_t k : {n / 10, n}) {
    Loop l;
    Flood f{l, k};
    bench::Producers p(Threads, k, [&f] { f.l.post([s = &f] { s->hit(); }); });
    l.post([&] {
      f.m.start();
      p.go();
    });
    l.run();
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
  Loop l;
  const bool cross = !std::strcmp(c.workload, "w3_cross");
  std::vector<double> us;
  bench::pin_this_thread(0);
  std::thread asker([&] {
    us = bench::wake_round_trips(cross, n, [&](bench::Answer& a) { l.post([&a] { a.fire(); }); });
    l.post([&] { l.stop(); });
  });
  l.run();
  asker.join();
  bench::emit_wake(c.workload, c.peer, us);
}

// --- W4, W5: a coroutine with nothing around it ------------------------------
struct Fire {  // starts at once, frees itself
  struct promise_type {
    Fire get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
};

struct Shot {  // awaited by one, resolved by one, resumed through the loop
  Loop& l;
  int value = 0;
  std::coroutine_handle<> waiter{};
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) { waiter = h; }
  int await_resume() const noexcept { return value; }
  void resolve(int v) {
    value = v;
    l.post([h = waiter] { h.resume(); });
  }
};

Fire cycles(Loop& l, uint64_t n, uint64_t& sum) {
  for (uint64_t i = 0; i < n; ++i) {
    Shot s{l};
    l.post([p = &s] { p->resolve(1); });
    sum += co_await s;
  }
  l.stop();
}

void w4_await(const Case& c, uint64_t n) {
  for (uint64_t k : {n / 10, n}) {
    Loop l;
    uint64_t sum = 0;
    l.post([&] { cycles(l, k, sum); });
    Meter m;
    m.start();
    l.run();
    m.stop();
    if (sum != k) std::abort();
    if (k == n) Out(c.workload, c.peer, k).meter(m).print();
  }
}

struct Yield {
  Loop& l;
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    l.post([h] { h.resume(); });
  }
  void await_resume() const noexcept {}
};

struct Sum {
  uint64_t left, total = 0;
};

Fire child(Loop& l, int i, Sum& s) {
  co_await Yield{l};
  s.total += i;
  if (--s.left == 0) l.stop();
}

void w5_spawn(const Case& c, uint64_t n) {
  for (uint64_t k : {n / 10, n}) {
    malloc_trim(0);
    bench::reset_peak_rss();
    const double rss0 = bench::rss_bytes();
    Loop l;
    Sum s{k};
    l.post([&] {
      for (uint64_t i = 0; i < k; ++i) child(l, int(i), s);
    });
    Meter m;
    m.start();
    l.run();
    m.stop();
    if (s.total != k * (k - 1) / 2) std::abort();
    if (k == n)
      Out(c.workload, c.peer, k)
          .meter(m)
          .bytes(bench::peak_rss_bytes() - rss0)
          .add("peak_rss_mb", bench::peak_rss_bytes() / 1e6)
          .print();
  }
}

// --- W9: lazy, resumes whoever awaits it -------------------------------------
struct Nested {
  struct promise_type {
    std::coroutine_handle<> parent;
    int value = 0;
    Nested get_return_object() {
      return {std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    auto final_suspend() noexcept {
      struct Back {
        bool await_ready() noexcept { return false; }
        std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> h) noexcept {
          return h.promise().parent;
        }
        void await_resume() noexcept {}
      };
      return Back{};
    }
    void return_value(int v) { value = v; }
    void unhandled_exception() { std::terminate(); }
  };
  std::coroutine_handle<promise_type> h;
  Nested(std::coroutine_handle<promise_type> handle) : h(handle) {}
  Nested(const Nested&) = delete;
  ~Nested() { h.destroy(); }
  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> parent) {
    h.promise().parent = parent;
    return h;
  }
  int await_resume() const noexcept { return h.promise().value; }
};

constexpr uint64_t kLevels = 100;

Nested nest(uint64_t depth) {
  if (depth == 0) co_return 1;
  co_return co_await nest(depth - 1) + 1;
}

Fire nests(uint64_t times, uint64_t& sum) {
  for (uint64_t i = 0; i < times; ++i) sum += co_await nest(kLevels - 1);
}

void w9_nest(const Case& c, uint64_t n) {
  for (uint64_t k : {n / 10, n}) {
    uint64_t sum = 0;
    Meter m;
    m.start();
    nests(k / kLevels, sum);
    m.stop();
    if (sum != k) std::abort();
    if (k == n) Out(c.workload, c.peer, k).meter(m).print();
  }
}

// --- W6: std::promise, which can carry no callback -----------------------------
void w6_std(const Case& c, uint64_t n) {
  malloc_trim(0);
  const double rss0 = bench::rss_bytes(), heap0 = bench::heap_bytes();
  Meter m;
  m.start();
  std::vector<std::pair<std::promise<int>, std::future<int>>> v(n);
  for (auto& [p, f] : v) f = p.get_future();
  m.stop();
  Out(c.workload, c.peer, n)
      .meter(m)
      .bytes(bench::rss_bytes() - rss0)
      .add("heap_bytes_per_item", (bench::heap_bytes() - heap0) / double(n))
      .print();
  std::_Exit(0);
}

}  // namespace

int main(int argc, char** argv) {
  return bench::main_with(
      {
          {"w1_batch", "floor: plain deque", 1000000, w1_batch<DequeLoop>},
          {"w1_batch", "floor: mutex+condvar queue", 1000000, w1_batch<Loop>},
          {"w1_pingpong", "floor: plain deque", 1000000, w1_pingpong<DequeLoop>},
          {"w1_pingpong", "floor: mutex+condvar queue", 1000000, w1_pingpong<Loop>},
          {"w2_p1", "floor: mutex+condvar queue", 1000000, w2<1>},
          {"w2_p2", "floor: mutex+condvar queue", 1000000, w2<2>},
          {"w2_p4", "floor: mutex+condvar queue", 1000000, w2<4>},
          {"w3_same", "floor: mutex+condvar queue", 4000, w3_wake},
          {"w3_cross", "floor: mutex+condvar queue", 4000, w3_wake},
          {"w4_await", "floor: bare coroutine", 200000, w4_await},
          {"w5_spawn", "floor: bare coroutine", 100000, w5_spawn},
          {"w9_nest", "floor: bare coroutine", 1000000, w9_nest},
          {"w6_pending", "std::promise + std::future (no callback)", 1000000, w6_std},
      },
      argc, argv);
}
