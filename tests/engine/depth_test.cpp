// SPDX-License-Identifier: MIT
// Any depth on a constant native stack, in any build: rules P5, P21, T15.
#include "support.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>

#include <loopscope/combine/gather.h>
#include <tests/sanitized.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

constexpr int deep = sanitized ? 20'000 : 100'000;

/// Coroutines below each other, the innermost waits.
Coro<int> descend(int depth, Future<void> gate) {
  if (depth == 0) {
    co_await gate;
    co_return 0;
  }
  co_return 1 + co_await descend(depth - 1, gate);
}

/// Coroutines that own each other as parameters.
Coro<int> wrap(Coro<int> inner) { co_return 1 + co_await std::move(inner); }

Coro<int> wrapped(int depth) {
  Coro<int> coroutine = give(1);
  for (int i = 0; i < depth; ++i) coroutine = wrap(std::move(coroutine));
  return coroutine;
}

/// Tasks that await each other, the first waits for the gate.
std::vector<Task<int>> chain(Loop& loop, Future<void> gate) {
  std::vector<Task<int>> tasks;
  tasks.push_back(loop.create_task(descend(0, gate)));
  const auto link = [](Task<int> inner) -> Coro<int> { co_return 1 + co_await inner; };
  for (int i = 1; i < deep; ++i) tasks.push_back(loop.create_task(link(tasks.back())));
  run_iterations(loop);
  return tasks;
}

/// Gathers of gathers, the innermost of the gate.
Future<int> nested_gathers(Future<int> gate) {
  const auto only = [](const std::vector<int>& results) { return results.front(); };
  for (int i = 0; i < deep; ++i) gate = gather_as(std::vector{gate}, only);
  return gate;
}

/// Tasks that await a gather of the task before.
std::vector<Task<int>> gathering_tasks(Loop& loop, Future<int> gate) {
  const auto link = [](Future<int> inner) -> Coro<int> {
    const auto all = gather(std::vector{inner});
    const std::vector<int> results = co_await all;
    co_return results.front();
  };
  std::vector<Task<int>> tasks{loop.create_task(link(std::move(gate)))};
  for (int i = 1; i < deep; ++i) tasks.push_back(loop.create_task(link(tasks.back())));
  run_iterations(loop);
  return tasks;
}

/// A value that owns the next future.
struct Node {
  std::shared_ptr<Future<Node>> next;
};

/// With a small stack, recursion shows whatever the build's frames weigh.
void begin_anew_with_a_small_stack(char** argv) {
  if (::getenv("LOOPSCOPE_SMALL_STACK")) return;
  ::setenv("LOOPSCOPE_SMALL_STACK", "1", 1);
  const rlimit small{1 << 20, 1 << 20};
  ::setrlimit(RLIMIT_STACK, &small);
  ::execv("/proc/self/exe", argv);
}

}  // namespace

class DepthTest : public QObject {
  Q_OBJECT

 private slots:
  void aMillionAwaitsThatDoNotSuspend() {
    VirtualLoop loop;
    const int sum = run(loop, [&]() -> Coro<int> {
      int total = 0;
      for (int i = 0; i < 1'000'000; ++i) total += co_await give(1);
      co_return total;
    });
    QCOMPARE(sum, 1'000'000);
    QCOMPARE(loop.core().iteration(), 2u);
  }

  void aMillionAwaitsOfADoneFuture() {
    VirtualLoop loop;
    const auto done = loop.create_future<int>();
    done.set_result(1);
    const int sum = run(loop, [&]() -> Coro<int> {
      int total = 0;
      for (int i = 0; i < 1'000'000; ++i) total += co_await done;
      co_return total;
    });
    QCOMPARE(sum, 1'000'000);
  }

  void aDeepChainOfCoroutinesReturns() {
    VirtualLoop loop;
    const auto gate = loop.create_future<void>();
    const Task<int> task = loop.create_task(descend(deep, gate));
    run_iterations(loop);
    QCOMPARE(task.stack().size(), static_cast<std::size_t>(deep + 1));
    gate.set_result();
    QCOMPARE(loop.run_until_complete(task), deep);
  }

  void aDeepChainOfCoroutinesIsCancelled() {
    VirtualLoop loop;
    const auto gate = loop.create_future<void>();
    const Task<int> task = loop.create_task(descend(deep, gate));
    run_iterations(loop);
    task.cancel("deep");
    run_iterations(loop);
    QCOMPARE(thrown([&] { return task.result(); }), std::string("CancelledError: deep"));
  }

  void aDeepChainOfCoroutinesGoesWithTheLoop() {
    const CapturedLog log;
    VirtualLoop loop;
    const Task<int> task = loop.create_task(descend(deep, loop.create_future<void>()));
    run_iterations(loop);
    loop.close();
    QVERIFY(!task.done());
  }

  void coroutinesThatOwnEachOtherRun() {
    VirtualLoop loop;
    QCOMPARE(loop.run_until_complete(wrapped(deep)), deep + 1);
  }

  void coroutinesThatOwnEachOtherAreDropped() {
    const CapturedLog log;
    { const Coro<int> dropped = wrapped(deep); }
    QCOMPARE(log.lines.size(), static_cast<std::size_t>(deep + 1));
  }

  void coroutinesThatOwnEachOtherAreCancelledBeforeTheyBegin() {
    const CapturedLog log;
    VirtualLoop loop;
    const Task<int> task = loop.create_task(wrapped(deep));
    task.cancel();
    run_iterations(loop);
    QVERIFY(task.cancelled());
  }

  void aDeepChainOfTasksReturns() {
    VirtualLoop loop;
    const auto gate = loop.create_future<void>();
    const auto tasks = chain(loop, gate);
    gate.set_result();
    QCOMPARE(loop.run_until_complete(tasks.back()), deep - 1);
  }

  void aDeepChainOfTasksWithoutHandlesReturns() {
    VirtualLoop loop;
    const auto gate = loop.create_future<void>();
    const Task<int> last = chain(loop, gate).back();
    gate.set_result();
    QCOMPARE(loop.run_until_complete(last), deep - 1);
  }

  // C3
  void aDeepChainOfTasksIsCancelled() {
    VirtualLoop loop;
    const auto tasks = chain(loop, loop.create_future<void>());
    tasks.back().cancel("deep");
    QCOMPARE(thrown([&] { loop.run_until_complete(tasks.back()); }),
             std::string("CancelledError: deep"));
    QVERIFY(tasks.front().cancelled());
  }

  // G8
  void aDeepNestOfGathersIsCancelled() {
    VirtualLoop loop;
    const auto gate = loop.create_future<int>();
    const Future<int> all = nested_gathers(gate);
    QVERIFY(all.cancel("deep"));
    QVERIFY(gate.cancelled());
    QCOMPARE(thrown([&] { loop.run_until_complete(all); }), std::string("CancelledError: deep"));
  }

  // G8: none has accepted
  void aDeepNestOfGathersRefusesToBeCancelledWhenItsChildIsDone() {
    VirtualLoop loop;
    const auto gate = loop.create_future<int>();
    const Future<int> all = nested_gathers(gate);
    gate.set_result(1);
    QVERIFY(!all.cancel());
    QCOMPARE(loop.run_until_complete(all), 1);
  }

  void aDeepNestOfGathersIsDropped() {
    VirtualLoop loop;
    { static_cast<void>(nested_gathers(loop.create_future<int>())); }
    QCOMPARE(loop.core().live_states(), 0);
  }

  void aDeepNestOfGathersThatNobodyHoldsIsDroppedAfterTheLoop() {
    Future<int> gate;
    {
      VirtualLoop loop;
      gate = loop.create_future<int>();
      static_cast<void>(nested_gathers(gate));
    }
    gate = {};
  }

  // C3, G8, G9
  void aDeepNestOfTasksAndGathersIsCancelled() {
    VirtualLoop loop;
    const auto gate = loop.create_future<int>();
    const auto tasks = gathering_tasks(loop, gate);
    tasks.back().cancel("deep");
    QVERIFY(gate.cancelled());
    QCOMPARE(thrown([&] { loop.run_until_complete(tasks.back()); }),
             std::string("CancelledError: deep"));
    QCOMPARE(tasks.front().cancelling(), 1);
  }

  void aDeepNestOfTasksAndGathersGoesWithTheLoop() {
    const CapturedLog log;
    auto loop = std::make_unique<VirtualLoop>();
    { const auto tasks = gathering_tasks(*loop, loop->create_future<int>()); }
    loop.reset();
    QCOMPARE(log.lines.size(), static_cast<std::size_t>(deep));  // D7
  }

  void aDeepChainOfTasksGoesWithTheLoop() {
    const CapturedLog log;
    auto loop = std::make_unique<VirtualLoop>();
    { const auto tasks = chain(*loop, loop->create_future<void>()); }
    loop.reset();
    QCOMPARE(log.lines.size(), static_cast<std::size_t>(deep));  // D7
  }

  void aDeepChainOfTasksMayBeDroppedAfterTheLoop() {
    const CapturedLog log;
    std::vector<Task<int>> tasks;
    {
      VirtualLoop loop;
      tasks = chain(loop, loop.create_future<void>());
    }
    QVERIFY(!tasks.back().done());
  }

  void futuresThatOwnEachOtherAreDropped() {
    VirtualLoop loop;
    Future<Node> first = loop.create_future<Node>();
    Future<Node> last = first;
    for (int i = 0; i < deep; ++i) {
      const auto next = loop.create_future<Node>();
      last.set_result(Node{std::make_shared<Future<Node>>(next)});
      last = next;
    }
    last = {};
    first = {};
    QCOMPARE(loop.core().live_states(), 0);
  }

  void futuresThatOwnEachOtherAreDroppedAfterTheLoop() {
    Future<Node> first;
    {
      VirtualLoop loop;
      first = loop.create_future<Node>();
      Future<Node> last = first;
      for (int i = 0; i < deep; ++i) {
        const auto next = loop.create_future<Node>();
        last.set_result(Node{std::make_shared<Future<Node>>(next)});
        last = next;
      }
    }
    first = {};
  }

  void aLongChainOfDoneCallbacksRuns() {
    VirtualLoop loop;
    int runs = 0;
    const auto future = loop.create_future<void>();
    for (int i = 0; i < deep; ++i) future.add_done_callback([&] { ++runs; });
    future.set_result();
    run_iterations(loop);
    QCOMPARE(runs, deep);
  }
};

QTEST_MAIN_WRAPPER(DepthTest, begin_anew_with_a_small_stack(argv);)
#include "depth_test.moc"
