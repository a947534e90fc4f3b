// SPDX-License-Identifier: MIT
// Cancelling what is gathered: rules G5, G7 to G9.
#include "support.h"

#include <loopscope/combine/gather.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

using Ints = std::vector<Future<int>>;

Coro<int> swallow(Future<void> future) {
  try {
    co_await future;
  } catch (const CancelledError&) {
  }
  co_return 1;
}

}  // namespace

class GatherCancelTest : public QObject {
  Q_OBJECT

 private slots:
  // G5, G7; test_tasks.py FutureGatherTests.test_one_cancellation
  void aCancelledChildIsAFailureAndNoCancellation() {
    VirtualLoop loop;
    const Ints children = futures(loop, 5);
    const auto all = gather(children);
    int called = 0;
    all.add_done_callback([&] { ++called; });
    children[0].set_result(1);
    children[1].cancel("why");
    run_iterations(loop, 2);
    QVERIFY(all.done());
    QCOMPARE(called, 1);
    QVERIFY(!all.cancelled());
    QVERIFY(detail::is_cancelled_error(all.exception()));
    QCOMPARE(cancellation(all), std::string("why"));
    // These change nothing.
    children[2].set_result(3);
    children[3].cancel();
    children[4].set_exception(std::runtime_error("late"));
    run_iterations(loop, 2);
    QCOMPARE(called, 1);
  }

  // G5: the task that awaits it is cancelled
  void whoAwaitsACancelledChildIsCancelled() {
    VirtualLoop loop;
    const Ints children = futures(loop, 2);
    const Task<void> task = loop.create_task([&]() -> Coro<void> { co_await gather(children); });
    run_iterations(loop);
    children[0].cancel("why");
    run_iterations(loop, 2);
    QVERIFY(task.cancelled());
    QCOMPARE(task.cancelling(), 0);
    QCOMPARE(cancellation(task), std::string("why"));
  }

  // G8
  void cancellingItCancelsTheChildrenAndLeavesItPending() {
    VirtualLoop loop;
    const Ints children = futures(loop, 2);
    const auto all = gather(children);
    QVERIFY(all.cancel("stop"));
    QVERIFY(!all.done());
    for (const Future<int>& child : children) QCOMPARE(cancellation(child), std::string("stop"));
    run_iterations(loop);
    QVERIFY(all.done());
    QVERIFY(!all.cancelled());  // G7
    QCOMPARE(cancellation(all), std::string("stop"));
    QVERIFY(!all.cancel());
  }

  // G8: it is enough that one accepts
  void oneChildThatAcceptsIsEnough() {
    VirtualLoop loop;
    const Ints children = futures(loop, 2);
    const auto all = gather(children);
    children[0].set_result(1);
    QVERIFY(all.cancel());
    run_iterations(loop);
    QVERIFY(children[1].cancelled());
    QCOMPARE(cancellation(all), std::string("(none)"));
  }

  // G8: all children done, their callbacks not yet run
  void itRefusesWhenAllChildrenAreDone() {
    VirtualLoop loop;
    const Ints children = futures(loop, 2);
    const auto all = gather(children);
    for (const Future<int>& child : children) child.set_result(1);
    QVERIFY(!all.done());
    QVERIFY(!all.cancel());
    QCOMPARE(loop.run_until_complete(all), (std::vector{1, 1}));
  }

  // G8, C6: then the task that awaits it is cancelled itself, when it next runs
  void aTaskThatAwaitsItIsCancelledAllTheSame() {
    VirtualLoop loop;
    const Ints children = futures(loop, 2);
    auto all = gather(children);
    const Task<void> task = loop.create_task([&]() -> Coro<void> {
      co_await all;
      NEVER("it went on");
    });
    run_iterations(loop);
    for (const Future<int>& child : children) child.set_result(1);
    QVERIFY(task.cancel("late"));
    run_iterations(loop, 2);
    QVERIFY(task.cancelled());
    QVERIFY(all.done() && !all.exception());
  }

  // G8; test_tasks.py BaseTaskTests.test_cancel_gather_1
  void aGatheringFutureRefusesCancellationOnceItsChildrenAreDone() {
    VirtualLoop loop;
    const auto future = loop.create_future<int>();
    const auto wait = [&]() -> Coro<int> { co_return co_await future; };
    const auto all = run(loop, [&]() -> Coro<Future<std::vector<int>>> {
      std::vector<Coro<int>> children;
      children.push_back(wait());
      auto gathering = gather(std::move(children));
      co_return gathering;
    });
    bool accepted = true;
    future.add_done_callback([&] { accepted = all.cancel(); });  // runs after the child's step
    future.set_result(42);
    QCOMPARE(loop.run_until_complete(all), std::vector{42});
    QVERIFY(!accepted);
  }

  // G9
  void aRememberedCancellationWinsOverChildrenThatSwallowIt() {
    VirtualLoop loop;
    const auto future = loop.create_future<void>();
    const auto other = loop.create_future<void>();
    run(loop, [&]() -> Coro<void> {
      auto all = gather(return_exceptions, swallow(future), swallow(other));
      co_await sleep(0s);
      EXPECT(all.cancel("stop"));
      try {
        co_await all;
        NEVER("it went on");
      } catch (const CancelledError& error) {
        EXPECT(!error.message());
      }
    });
  }

  // G9: with exceptions as values too, and only when all children have ended
  void itWaitsForChildrenThatCleanUp() {
    VirtualLoop loop;
    Trace trace(loop);
    const auto clean_up = [&](Duration time) -> Coro<void> {
      bool cancelled = false;
      try {
        co_await sleep(1h);
      } catch (const CancelledError&) {
        cancelled = true;
      }
      co_await sleep(time);
      trace.events.push_back("clean");
      if (cancelled) throw CancelledError("cleaned");
    };
    run(loop, [&]() -> Coro<void> {
      auto all = gather(return_exceptions, clean_up(1s), clean_up(2s));
      co_await sleep(0s);
      all.cancel("stop");
      try {
        co_await all;
        NEVER("it went on");
      } catch (const CancelledError& error) {
        trace.events.push_back(error.message().value_or("(none)"));
      }
    });
    QCOMPARE(trace.events, (Events{"clean", "clean", "cleaned"}));
  }

  // G9, D6: what they throw instead counts as retrieved
  void errorsOfChildrenThatCleanUpBadlyAreSilent() {
    VirtualLoop loop;
    const Reports reports(loop);
    const auto fail = []() -> Coro<int> {
      try {
        co_await sleep(1h);
      } catch (const CancelledError&) {
        throw std::runtime_error("bad cleanup");
      }
      co_return 0;
    };
    const Task<void> task = loop.create_task(
        [&]() -> Coro<void> { co_await gather(return_exceptions, fail(), fail()); });
    run_iterations(loop, 2);
    task.cancel();
    run_iterations(loop, 4);
    QVERIFY(task.cancelled());
    QCOMPARE(reports.messages(), Events{});
  }

  // G9, C11: Task.cancel at 0, the children at 1, the future at 2, the task at 3
  void cancellationTravelsFromTheTaskToTheChildrenAndBack() {
    VirtualLoop loop;
    Trace trace(loop);
    const auto child = [&]() -> Coro<void> {
      try {
        co_await sleep(1h);
      } catch (const CancelledError&) {
        trace("child");
        throw;
      }
    };
    Future<std::tuple<std::monostate, std::monostate>> all;
    const Task<void> task = loop.create_task([&]() -> Coro<void> {
      try {
        all = gather(child(), child());
        co_await all;
      } catch (const CancelledError&) {
        trace("task");
        throw;
      }
    });
    run_iterations(loop, 2);
    trace.restart();
    QVERIFY(task.cancel());
    run_iterations(loop);
    QVERIFY(!all.done());
    run_iterations(loop);
    QVERIFY(all.done());
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"child@1", "child@1", "task@3"}));
    QVERIFY(task.cancelled());
  }

  // G8, G9; test_tasks.py CoroutineGatherTests.test_cancellation_broadcast
  void cancellingTheAwaitingTaskCancelsAllChildrenAndWhatTheyAwait() {
    VirtualLoop loop;
    int proof = 0;
    const auto waiter = loop.create_future<void>();
    const auto inner = [&]() -> Coro<void> {
      co_await waiter;
      ++proof;
    };
    const Task<void> child1 = loop.create_task(inner());
    const Task<void> child2 = loop.create_task(inner());
    Future<std::tuple<std::monostate, std::monostate>> gatherer;
    const Task<void> outer = loop.create_task([&]() -> Coro<void> {
      gatherer = gather(child1, child2);
      co_await gatherer;
      proof += 100;
    });
    run_iterations(loop);
    QVERIFY(outer.cancel());
    QCOMPARE(thrown([&] { loop.run_until_complete(outer); }), std::string("CancelledError"));
    QVERIFY(!gatherer.cancel());
    QVERIFY(waiter.cancelled());
    QVERIFY(child1.cancelled());
    QVERIFY(child2.cancelled());
    run_iterations(loop);
    QCOMPARE(proof, 0);
  }
};

QTEST_APPLESS_MAIN(GatherCancelTest)
#include "gather_cancel_test.moc"
