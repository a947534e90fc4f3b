// SPDX-License-Identifier: MIT
// W4, W5 and W6: a future awaited and resolved, a task spawned, and what pending ones weigh.
#include "workloads.h"

#include <vector>

#include <loopscope/sleep.h>

namespace loopscope::bench {
namespace {

Coro<void> await_and_resolve(Loop& loop, uint64_t n, uint64_t& sum) {
  for (uint64_t i = 0; i < n; ++i) {
    Future<int> future = loop.create_future<int>();
    loop.call_soon([future] { future.set_result(1); });
    sum += static_cast<uint64_t>(co_await future);
  }
}

/// Counts at its own end, as asyncio's programs do: a callback for that would be a second object.
struct Ends {
  Loop& loop;
  uint64_t left;
  uint64_t sum = 0;
};

Coro<void> yield_once(uint64_t i, Ends& ends) {
  co_await sleep(Duration::zero());
  ends.sum += i;
  if (--ends.left == 0) ends.loop.stop();
}

int hits = 0;

Coro<void> wait_for(Future<int> future) { hits += co_await future; }

/// All tasks' first steps were in the ready queue at once. A loop gives the memory back when it has not
/// needed it from one rest to the next.
Coro<void> rest_twice() {
  co_await sleep(std::chrono::milliseconds(1));
  co_await sleep(std::chrono::milliseconds(1));
}

/// Resident memory for each of n, and the time to make them. Ends the process: what it takes to tear a
/// million down is not asked.
template <class Make>
[[noreturn]] void weigh(const Case& which, uint64_t n, Make make) {
  BenchLoop loop;
  malloc_trim(0);
  const double resident = ::bench::rss_bytes();
  const double heap = ::bench::heap_bytes();
  Meter meter;
  meter.start();
  auto held = make(loop, n);
  meter.stop();
  Out(which.workload, which.peer, n)
      .meter(meter)
      .bytes(::bench::rss_bytes() - resident)
      .add("heap_bytes_per_item", (::bench::heap_bytes() - heap) / static_cast<double>(n))
      .print();
  std::_Exit(0);
}

}  // namespace

void await_resolved(const Case& which, uint64_t n) {
  warm_then_measure(which, n, [](uint64_t cycles) {
    BenchLoop loop;
    uint64_t sum = 0;
    Meter meter;
    meter.start();
    loop.run_until_complete(await_and_resolve(loop, cycles, sum));
    meter.stop();
    require(sum == cycles);
    return measured(cycles, meter);
  });
}

void spawn_tasks(const Case& which, uint64_t n) {
  warm_then_measure(which, n, [](uint64_t tasks) {
    malloc_trim(0);
    ::bench::reset_peak_rss();
    const double resident = ::bench::rss_bytes();
    BenchLoop loop;
    Ends ends{loop, tasks};
    Meter meter;
    loop.call_soon([&] {
      meter.start();
      for (uint64_t i = 0; i < tasks; ++i) static_cast<void>(loop.create_task(yield_once(i, ends)));
    });
    loop.run_forever();
    meter.stop();
    require(ends.sum == tasks * (tasks - 1) / 2);
    return measured(tasks, meter).bytes(::bench::peak_rss_bytes() - resident);
  });
}

void pending_futures(const Case& which, uint64_t n) {
  weigh(which, n, [](Loop& loop, uint64_t count) {
    std::vector<Future<int>> futures;
    futures.reserve(count);
    for (uint64_t i = 0; i < count; ++i) {
      futures.push_back(loop.create_future<int>());
      futures.back().add_done_callback([](const Future<int>& future) { hits += future.result(); });
    }
    return futures;
  });
}

void pending_tasks(const Case& which, uint64_t n) {
  weigh(which, n, [](Loop& loop, uint64_t count) {
    std::vector<Future<int>> futures;
    futures.reserve(count);
    for (uint64_t i = 0; i < count; ++i) {
      futures.push_back(loop.create_future<int>());
      static_cast<void>(loop.create_task(wait_for(futures.back())));
    }
    loop.run_until_complete(rest_twice());
    return futures;
  });
}

}  // namespace loopscope::bench
