// SPDX-License-Identifier: MIT
// W9 and W10: awaits and cancellations through many levels, gather, and hand-overs between two tasks.
#include "workloads.h"

#include <vector>

#include <loopscope/combine/gather.h>
#include <loopscope/sleep.h>
#include <loopscope/sync/event.h>
#include <loopscope/sync/lock.h>
#include <loopscope/sync/queue.h>

namespace loopscope::bench {
namespace {

constexpr int levels = 100;

Coro<int> nest(int depth) {
  if (depth == 0) co_return 1;
  co_return co_await nest(depth - 1) + 1;
}

Coro<void> nest_often(uint64_t times, uint64_t& sum) {
  for (uint64_t i = 0; i < times; ++i) sum += static_cast<uint64_t>(co_await nest(levels - 1));
}

/// Coroutines below each other, in one task.
Coro<void> wait_below(Loop& loop, const Future<void>& innermost, int depth) {
  if (depth == 0)
    co_await innermost;
  else
    co_await wait_below(loop, innermost, depth - 1);
}

/// A task that awaits a task that awaits … a future.
Coro<void> await_chain(Loop& loop, const Future<void>& innermost, int depth) {
  if (depth == 0) {
    co_await innermost;
  } else {
    const Task<void> next = loop.create_task(await_chain(loop, innermost, depth - 1));
    co_await next;
  }
}

template <class Chain>
Coro<void> cancel_often(Loop& loop, Chain chain, uint64_t times, Meter& meter) {
  meter = {};
  for (uint64_t i = 0; i < times; ++i) {
    const Future<void> innermost = loop.create_future<void>();
    const Task<void> outermost = loop.create_task(chain(loop, innermost, levels - 1));
    for (int level = 0; level <= levels; ++level) co_await sleep(Duration::zero());
    Meter once;
    once.start();
    outermost.cancel();
    try {
      co_await outermost;
    } catch (const CancelledError&) {
    }
    once.stop();
    meter += once;
  }
}

Coro<int> yield_once(int i) {
  co_await sleep(Duration::zero());
  co_return i;
}

Coro<void> gather_often(uint64_t times, uint64_t width, uint64_t& sum) {
  for (uint64_t i = 0; i < times; ++i) {
    std::vector<Coro<int>> coroutines;
    coroutines.reserve(width);
    for (uint64_t k = 0; k < width; ++k) coroutines.push_back(yield_once(1));
    const auto all = gather(std::move(coroutines));
    for (const int one : co_await all) sum += static_cast<uint64_t>(one);
  }
}

Coro<void> put_many(Queue<int>& queue, uint64_t n) {
  for (uint64_t i = 0; i < n; ++i) co_await queue.put(1);
}
Coro<void> get_many(Queue<int>& queue, uint64_t n, uint64_t& sum) {
  for (uint64_t i = 0; i < n; ++i) sum += static_cast<uint64_t>(co_await queue.get());
}

/// Two of them take turns: whoever releases finds the other waiting.
Coro<void> take_turns(Lock& lock, uint64_t n, uint64_t& sum) {
  for (uint64_t i = 0; i < n; ++i) {
    co_await lock.acquire();
    ++sum;
    co_await sleep(Duration::zero());
    lock.release();
  }
}

Coro<void> answer_events(Event& mine, Event& theirs, uint64_t n, uint64_t& sum) {
  for (uint64_t i = 0; i < n; ++i) {
    co_await mine.wait();
    mine.clear();
    ++sum;
    theirs.set();
  }
}

/// Runs two tasks to their end.
template <class First, class Second>
Meter run_both(First&& first, Second&& second) {
  BenchLoop loop;
  Meter meter;
  const Task<void> one = loop.create_task(std::move(first));
  const Task<void> two = loop.create_task(std::move(second));
  meter.start();
  loop.run_until_complete(one);
  loop.run_until_complete(two);
  meter.stop();
  return meter;
}

}  // namespace

void nested_awaits(const Case& which, uint64_t n) {
  warm_then_measure(which, n, [](uint64_t awaits) {
    BenchLoop loop;
    uint64_t sum = 0;
    Meter meter;
    meter.start();
    loop.run_until_complete(nest_often(awaits / levels, sum));
    meter.stop();
    require(sum == awaits);
    return measured(awaits, meter);
  });
}

template <class Chain>
void cancel_below(const Case& which, uint64_t n, Chain chain) {
  warm_then_measure(which, n, [chain](uint64_t cancellations) {
    BenchLoop loop;
    Meter meter;
    loop.run_until_complete(cancel_often(loop, chain, cancellations / levels, meter));
    return measured(cancellations, meter);
  });
}

void cancel_coroutines(const Case& which, uint64_t n) { cancel_below(which, n, &wait_below); }
void cancel_tasks(const Case& which, uint64_t n) { cancel_below(which, n, &await_chain); }

void gather_tasks(const Case& which, uint64_t n) {
  warm_then_measure(which, n, [](uint64_t tasks) {
    constexpr uint64_t width = 10'000;
    const uint64_t times = std::max<uint64_t>(1, tasks / width);
    BenchLoop loop;
    uint64_t sum = 0;
    Meter meter;
    meter.start();
    loop.run_until_complete(gather_often(times, width, sum));
    meter.stop();
    require(sum == times * width);
    return measured(times * width, meter);
  });
}

void queue_handover(const Case& which, uint64_t n) {
  warm_then_measure(which, n, [](uint64_t items) {
    Queue<int> queue(1);
    uint64_t sum = 0;
    const Meter meter = run_both(put_many(queue, items), get_many(queue, items, sum));
    require(sum == items);
    return measured(items, meter);
  });
}

void lock_handover(const Case& which, uint64_t n) {
  warm_then_measure(which, n, [](uint64_t turns) {
    Lock lock;
    uint64_t sum = 0;
    const Meter meter =
        run_both(take_turns(lock, turns / 2, sum), take_turns(lock, turns / 2, sum));
    require(sum == turns);
    return measured(turns, meter);
  });
}

void event_handover(const Case& which, uint64_t n) {
  warm_then_measure(which, n, [](uint64_t turns) {
    Event ping;
    Event pong;
    uint64_t sum = 0;
    ping.set();
    const Meter meter = run_both(answer_events(ping, pong, turns / 2, sum),
                                 answer_events(pong, ping, turns / 2, sum));
    require(sum == turns);
    return measured(turns, meter);
  });
}

}  // namespace loopscope::bench
