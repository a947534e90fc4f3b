// SPDX-License-Identifier: MIT
// How the cost grows with the number of things: N is how many there are at a time (of producers, how
// many threads). Small ones are repeated, and the middle one of the repetitions counts.
#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>
#include <vector>

#include <loopscope/combine/task_group.h>
#include <loopscope/sleep.h>

#include "workloads.h"

namespace loopscope::bench {
namespace {

/// once(n, meter) measures a part of what it does.
template <class Once>
void repeat(const Case& which, uint64_t n, Once once) {
  constexpr uint64_t enough = 200'000;
  const uint64_t times = std::clamp<uint64_t>(enough / std::max<uint64_t>(n, 1), 1, 31);
  std::vector<Meter> measured_ones;
  for (uint64_t i = 0; i < times; ++i) {
    Meter meter;
    once(n, meter);
    measured_ones.push_back(meter);
  }
  const auto middle = measured_ones.begin() + static_cast<std::ptrdiff_t>(times / 2);
  std::nth_element(measured_ones.begin(), middle, measured_ones.end(),
                   [](const Meter& a, const Meter& b) { return a.ns < b.ns; });
  Out(which.workload, which.peer, n).meter(*middle).print();
}

void one_iteration(Loop& loop) {
  loop.stop();
  loop.run_forever();
}

Coro<void> wait_for(Future<void> future) { co_await future; }

Coro<void> yield_once() { co_await sleep(Duration::zero()); }

/// Posts n calls in batches, so that the ring is drained meanwhile.
struct Calls {
  Loop& loop;
  uint64_t left;

  void step() {
    for (int i = 0; i < 1000 && left > 0; ++i, --left) loop.call_soon([] {});
    if (left > 0)
      loop.call_soon([this] { step(); });
    else
      loop.call_soon([this] { loop.stop(); });
  }
};

}  // namespace

/// Made, given a callback, resolved.
void curve_futures(const Case& which, uint64_t n) {
  repeat(which, n, [](uint64_t count, Meter& meter) {
    BenchLoop loop;
    uint64_t hits = 0;
    meter.start();
    std::vector<Future<int>> futures;
    for (uint64_t i = 0; i < count; ++i) {
      futures.push_back(loop.create_future<int>());
      futures.back().add_done_callback([&hits] { ++hits; });
    }
    for (const Future<int>& future : futures) future.set_result(1);
    one_iteration(loop);
    meter.stop();
    require(hits == count);
  });
}

void curve_tasks(const Case& which, uint64_t n) {
  repeat(which, n, [](uint64_t count, Meter& meter) {
    BenchLoop loop;
    meter.start();
    for (uint64_t i = 0; i < count; ++i) static_cast<void>(loop.create_task(yield_once()));
    while (!loop.all_tasks().empty()) one_iteration(loop);
    meter.stop();
  });
}

/// Inserted, nine in ten cancelled and cleared away.
void curve_timers(const Case& which, uint64_t n) {
  repeat(which, n, [](uint64_t count, Meter& meter) {
    const auto delays = ::bench::deadlines_ms(count, 60 * 1000, 3600 * 1000);
    BenchLoop loop;
    std::vector<TimerHandle> timers;
    meter.start();
    for (const auto delay : delays)
      timers.push_back(loop.call_later(std::chrono::milliseconds(delay), [] {}));
    for (uint64_t i = 0; i < count; ++i)
      if (i % 10) timers[i].cancel();
    one_iteration(loop);
    meter.stop();
  });
}

void curve_callbacks(const Case& which, uint64_t n) {
  repeat(which, n, [](uint64_t count, Meter& meter) {
    BenchLoop loop;
    const Future<int> future = loop.create_future<int>();
    uint64_t hits = 0;
    meter.start();
    for (uint64_t i = 0; i < count; ++i) future.add_done_callback([&hits] { ++hits; });
    future.set_result(1);
    one_iteration(loop);
    meter.stop();
    require(hits == count);
  });
}

/// Each of n callbacks on one future is taken away, every other one from the front.
void curve_remove_callback(const Case& which, uint64_t n) {
  repeat(which, n, [](uint64_t count, Meter& meter) {
    BenchLoop loop;
    const Future<int> future = loop.create_future<int>();
    std::vector<CallbackToken> tokens;
    for (uint64_t i = 0; i < count; ++i) tokens.push_back(future.add_done_callback([] {}));
    meter.start();
    for (uint64_t i = 0; i < count; ++i) {
      const uint64_t at = i % 2 ? count - 1 - i / 2 : i / 2;
      require(future.remove_done_callback(tokens[at]) == 1);
    }
    meter.stop();
  });
}

/// A group of n waiting tasks is cancelled from outside.
void curve_cancel_group(const Case& which, uint64_t n) {
  repeat(which, n, [](uint64_t count, Meter& meter) {
    BenchLoop loop;
    const Future<void> never = loop.create_future<void>();
    std::vector<Future<void>> awaited;
    for (uint64_t i = 0; i < count; ++i) awaited.push_back(loop.create_future<void>());
    const Task<void> whole = loop.create_task([&]() -> Coro<void> {
      co_await task_group([&](TaskGroup& group) -> Coro<void> {
        for (uint64_t i = 0; i < count; ++i)
          static_cast<void>(group.create_task(wait_for(awaited[i])));
        co_await never;
      });
    });
    for (int i = 0; i < 3; ++i) one_iteration(loop);
    meter.start();
    whole.cancel();
    while (!whole.done()) one_iteration(loop);
    meter.stop();
    require(whole.cancelled());
  });
}

/// All of n pending ones are asked for, once.
void curve_all_tasks(const Case& which, uint64_t n) {
  repeat(which, n, [](uint64_t count, Meter& meter) {
    BenchLoop loop;
    const Future<void> never = loop.create_future<void>();
    std::vector<Task<void>> tasks;
    for (uint64_t i = 0; i < count; ++i) tasks.push_back(loop.create_task(wait_for(never)));
    one_iteration(loop);
    meter.start();
    require(loop.all_tasks().size() == count);
    meter.stop();
    never.set_result();
    while (!tasks.back().done()) one_iteration(loop);
  });
}

/// The records of n calls, drained by a thread.
void curve_journal(const Case& which, uint64_t n) {
  ::setenv("LOOPSCOPE_BENCH_INSPECT", "drained", 1);
  repeat(which, n, [](uint64_t count, Meter& meter) {
    BenchLoop loop;
    Calls calls{loop, count};
    loop.call_soon([&] { calls.step(); });
    meter.start();
    loop.run_forever();
    meter.stop();
  });
}

/// So many threads post as much together, whatever their number.
void curve_producers(const Case& which, uint64_t threads) {
  constexpr uint64_t posts = 400'000;
  BenchLoop loop;
  const LoopDoor door = loop.door();
  uint64_t hits = 0;
  Meter meter;
  ::bench::Producers producers(static_cast<int>(threads), posts, [&] {
    door.call_soon_threadsafe([&] {
      if (++hits < posts) return;
      meter.stop();
      loop.stop();
    });
  });
  loop.call_soon([&] {
    meter.start();
    producers.go();
  });
  loop.run_forever();
  producers.join();
  Out(which.workload, which.peer, posts).meter(meter).print();
}

}  // namespace loopscope::bench
