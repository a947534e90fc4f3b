// SPDX-License-Identifier: MIT
// Cancelling tasks from outside: rules C1 to C9, F8, F15, K4.
#include "support.h"

using namespace loopscope;
using namespace loopscope::test;

namespace {

/// Tells what a task's coroutine sees at its await.
struct TracedWait {
  Trace& trace;

  Coro<void> wait(Future<void> future) {
    try {
      co_await future;
      trace("went on");
    } catch (const CancelledError& error) {
      trace("cancelled " + error.message().value_or("(none)"));
      throw;
    }
  }
};

}  // namespace

class TaskCancelTest : public QObject {
  Q_OBJECT

 private slots:
  // C1
  void aDoneTaskCannotBeCancelled() {
    VirtualLoop loop;
    const Task<void> task = loop.create_task(sleep(0s));
    loop.run_until_complete(task);
    QVERIFY(!task.cancel());
    QCOMPARE(task.cancelling(), 0);
    QVERIFY(!task.cancelled());
  }

  // C1, C2
  void aTaskThatWaitsForAFutureSeesItOneIterationLaterAndItsAwaiterTwo() {
    VirtualLoop loop;
    Trace trace(loop);
    TracedWait witness{trace};
    const auto future = loop.create_future<void>();
    const Task<void> task = loop.create_task(witness.wait(future));
    const Task<void> awaiter = loop.create_task([&]() -> Coro<void> {
      try {
        co_await task;
      } catch (const CancelledError&) {
        trace("awaiter");
      }
    });
    run_iterations(loop, 2);
    trace.restart();
    loop.call_soon([&] {
      EXPECT(task.cancel("why"));
      EXPECT(!task.cancelled());  // not yet
      EXPECT(future.cancelled());
      EXPECT_EQ(task.cancelling(), 1);
      trace("cancel");
    });
    run_iterations(loop, 3);
    QCOMPARE(trace.events, (Events{"cancel@1", "cancelled why@2", "awaiter@3"}));
    QVERIFY(task.cancelled());
    QVERIFY(awaiter.done());
  }

  // C3
  void aChainOfTasksUnwindsOneIterationALevel() {
    VirtualLoop loop;
    Trace trace(loop);
    const auto future = loop.create_future<void>();
    std::vector<std::exception_ptr> errors;
    std::vector<Task<void>> tasks;
    const auto level = [&](int depth) -> Coro<void> {
      try {
        if (depth == 0)
          co_await future;
        else
          co_await tasks[static_cast<std::size_t>(depth - 1)];
      } catch (const CancelledError& error) {
        errors.push_back(std::current_exception());
        trace(std::to_string(depth) + " " + error.message().value_or(""));
        throw;
      }
    };
    for (int depth = 0; depth < 4; ++depth) tasks.push_back(loop.create_task(level(depth)));
    run_iterations(loop);
    trace.restart();
    loop.call_soon([&] {
      EXPECT(tasks.back().cancel("stop"));
      for (const Task<void>& task : tasks) EXPECT_EQ(task.cancelling(), 1);
    });
    run_iterations(loop, 5);
    QCOMPARE(trace.events, (Events{"0 stop@2", "1 stop@3", "2 stop@4", "3 stop@5"}));
    QVERIFY(errors[0] == errors[3]);  // the very object travels up
    QVERIFY(tasks.back().cancelled());
  }

  // C4; test_tasks.py BaseTaskTests.test_cancel_with_message_before_starting_task
  void aTaskCancelledBeforeItsFirstStepNeverBegins() {
    VirtualLoop loop;
    const CapturedLog log;
    const Task<void> task = loop.create_task([]() -> Coro<void> {
      NEVER("it began");
      co_return;
    });
    QVERIFY(task.cancel("first"));
    QVERIFY(task.cancel("last"));
    QVERIFY(!task.done());
    run_iterations(loop);
    QVERIFY(task.cancelled());
    QCOMPARE(task.cancelling(), 2);
    QCOMPARE(outcome_of(task), std::string("CancelledError: last"));
    QCOMPARE(log.lines, Events{});  // P4: no D8
  }

  // F8, K4
  void theMessageIsGivenToTheFirstWhoAsks() {
    VirtualLoop loop;
    const Task<void> task = loop.create_task(sleep(1h));
    run_iterations(loop);
    task.cancel("why");
    run_iterations(loop);
    QCOMPARE(outcome_of(task), std::string("CancelledError: why"));
    QCOMPARE(outcome_of(task), std::string("CancelledError"));
    QCOMPARE(thrown([&] { task.exception(); }), std::string("CancelledError"));
  }

  // C5
  void theMessageOfACancellationThatNobodyFetchesIsForgotten() {
    VirtualLoop loop;
    const Task<void> fails = loop.create_task([]() -> Coro<void> {
      current_task().cancel("too late");
      throw ValueError("first");
      co_return;
    });
    const Task<void> waits = loop.create_task(sleep(1h));
    waits.cancel("before it begins");
    QVERIFY(loop.core().cancel_message_of(waits.id()) == "before it begins");
    run_iterations(loop);
    QCOMPARE(error_line(fails.exception()), std::string("ValueError: first"));
    QVERIFY(waits.cancelled());
    for (const AnyFuture& task : {AnyFuture(fails), AnyFuture(waits)})
      QVERIFY(!loop.core().cancel_message_of(task.id()));
  }

  void twoCancellationsInOneIterationAreDeliveredOnceWithTheFirstMessage() {
    VirtualLoop loop;
    Trace trace(loop);
    const auto future = loop.create_future<void>();
    const Task<int> task = loop.create_task([&]() -> Coro<int> {
      try {
        co_await future;
      } catch (const CancelledError& error) {
        trace(error.message().value_or(""));
      }
      co_await sleep(0s);
      co_await sleep(1s);
      co_return current_task().cancelling();
    });
    run_iterations(loop);
    QVERIFY(task.cancel("first"));
    QVERIFY(task.cancel("second"));
    QCOMPARE(loop.run_until_complete(task), 2);
    QCOMPARE(trace.events, (Events{"first@2"}));
  }

  // C6
  void aCancellationReplacesAResultThatHasNotBeenFetched() {
    VirtualLoop loop;
    Trace trace(loop);
    TracedWait witness{trace};
    const auto future = loop.create_future<void>();
    const Task<void> task = loop.create_task(witness.wait(future));
    run_iterations(loop);
    future.set_result();
    QVERIFY(task.cancel("late"));
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"cancelled late@2"}));
    QVERIFY(task.cancelled());
  }

  // C6: an exception counts as retrieved
  void soItDoesAnException() {
    VirtualLoop loop;
    const Reports reports(loop);
    Trace trace(loop);
    TracedWait witness{trace};
    auto future = loop.create_future<void>();
    const Task<void> task = loop.create_task(witness.wait(future));
    run_iterations(loop);
    future.set_exception(std::runtime_error("lost"));
    task.cancel("late");
    run_iterations(loop);
    future = {};
    QCOMPARE(trace.events, (Events{"cancelled late@2"}));
    QCOMPARE(reports.messages(), Events{});
  }

  // C7; test_tasks.py BaseTaskTests.test_cancel_yield
  void aBareYieldIsCancelledInTheNextIteration() {
    VirtualLoop loop;
    const Task<void> task = loop.create_task([]() -> Coro<void> {
      co_await sleep(0s);
      co_await sleep(0s);
      NEVER("it went on");
    });
    run_iterations(loop);
    QVERIFY(task.cancel("while yielding"));
    run_iterations(loop);
    QVERIFY(task.cancelled());
    QCOMPARE(outcome_of(task), std::string("CancelledError: while yielding"));
  }

  // C8; test_tasks.py BaseTaskTests.test_cancel_task_catching
  void aTaskMayCatchItsCancellationAndReturn() {
    VirtualLoop loop;
    const auto future = loop.create_future<void>();
    const Task<int> task = loop.create_task([&]() -> Coro<int> {
      try {
        co_await future;
      } catch (const CancelledError&) {
        co_return 42;
      }
      co_return 0;
    });
    run_iterations(loop);
    task.cancel();
    QCOMPARE(loop.run_until_complete(task), 42);
    QVERIFY(future.cancelled());
    QVERIFY(!task.cancelled());
    QCOMPARE(task.cancelling(), 1);
  }

  // C8; test_tasks.py BaseTaskTests.test_cancel_task_ignoring
  void aTaskMayCatchItsCancellationAndGoOn() {
    VirtualLoop loop;
    const auto first = loop.create_future<void>();
    const auto second = loop.create_future<int>();
    const Task<int> task = loop.create_task([&]() -> Coro<int> {
      try {
        co_await first;
      } catch (const CancelledError&) {
      }
      co_return co_await second;
    });
    run_iterations(loop);
    task.cancel();
    run_iterations(loop);
    QVERIFY(first.cancelled());
    QVERIFY(!second.cancelled());
    QVERIFY(task.awaited() == second);
    second.set_result(7);
    QCOMPARE(loop.run_until_complete(task), 7);
  }

  // C9
  void cancellingTheFutureEndsTheTaskWithoutACount() {
    VirtualLoop loop;
    const auto future = loop.create_future<void>();
    const Task<void> task = loop.create_task([&]() -> Coro<void> { co_await future; });
    run_iterations(loop);
    future.cancel("future");
    run_iterations(loop);
    QVERIFY(task.cancelled());
    QCOMPARE(task.cancelling(), 0);
    QCOMPARE(outcome_of(task), std::string("CancelledError: future"));
  }

  // T4; test_tasks.py BaseTaskTests.test_cancel_both_task_and_inner_future
  void cancellingTheFutureAndThenTheTaskCancelsBoth() {
    VirtualLoop loop;
    const auto future = loop.create_future<void>();
    const Task<void> task = loop.create_task([&]() -> Coro<void> { co_await future; });
    run_iterations(loop);
    QVERIFY(future.cancel("future"));
    QVERIFY(task.cancel("task"));
    run_iterations(loop);
    QVERIFY(future.cancelled());
    QVERIFY(task.cancelled());
    QCOMPARE(outcome_of(task), std::string("CancelledError: future"));  // one that is there stays
  }

  // F15
  void cancellingOneAwaiterCancelsTheFutureForAll() {
    VirtualLoop loop;
    const auto future = loop.create_future<void>();
    const auto wait = [&]() -> Coro<void> { co_await future; };
    const Task<void> first = loop.create_task(wait());
    const Task<void> second = loop.create_task(wait());
    run_iterations(loop);
    first.cancel();
    run_iterations(loop);
    QVERIFY(first.cancelled());
    QVERIFY(second.cancelled());
    QCOMPARE(second.cancelling(), 0);
  }

  // S3; test_tasks.py BaseTaskTests.test_sleep_cancel
  void cancellingASleeperCancelsItsTimer() {
    VirtualLoop loop;
    const Task<void> task = loop.create_task(sleep(10s));
    run_iterations(loop);
    QCOMPARE(loop.core().timers(), 1u);
    task.cancel();
    run_iterations(loop);
    QVERIFY(task.cancelled());
    QCOMPARE(loop.core().timers(), 0u);
  }

  // C1: through a handle that knows no more than a future
  void anyHandleCancelsTheTask() {
    VirtualLoop loop;
    const Task<void> task = loop.create_task(sleep(1h));
    const Future<void> as_future = task;
    const AnyFuture as_any = task;
    const AnyTask as_task = task;
    run_iterations(loop);
    QVERIFY(as_future.cancel("a"));
    QVERIFY(as_any.cancel("b"));
    QVERIFY(as_task.cancel("c"));
    QCOMPARE(task.cancelling(), 3);
    run_iterations(loop);
    QCOMPARE(outcome_of(task), std::string("CancelledError: a"));
  }
};

QTEST_APPLESS_MAIN(TaskCancelTest)
#include "task_cancel_test.moc"
