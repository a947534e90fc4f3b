// SPDX-License-Identifier: MIT
// Eager tasks: rules E1 to E4.
#include "support.h"

using namespace loopscope;
using namespace loopscope::test;

class EagerTest : public QObject {
  Q_OBJECT

 private slots:
  // E1
  void theFirstStepRunsInsideCreateTask() {
    VirtualLoop loop;
    Trace trace(loop);
    loop.set_task_factory(eager_tasks);
    const Task<void> outer = loop.create_task([&]() -> Coro<void> {
      const AnyTask self = current_task();
      trace("outer");
      const Task<void> inner = loop.create_task([&]() -> Coro<void> {
        trace(current_task() != self ? "inner" : "wrong task");
        co_return;
      });
      trace(current_task() == self ? "back" : "wrong task");
      EXPECT(inner.done());
      co_return;
    });
    QCOMPARE(trace.events, Events{});  // the loop does not run: as usual
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"outer@1", "inner@1", "back@1"}));
    QVERIFY(outer.done());
  }

  // E1: in a plain callback there is no task before or afterwards
  void aCallbackMayStartAnEagerTask() {
    VirtualLoop loop;
    loop.call_soon([&] {
      const Task<int> task = loop.create_task([]() -> Coro<int> { co_return 1; }, {.eager = true});
      EXPECT(!current_task());
      EXPECT_EQ(task.result(), 1);
    });
    run_iterations(loop);
  }

  // E2
  void aTaskThatDoesNotSuspendIsDoneAtOnceAndQueuesNothing() {
    VirtualLoop loop;
    const TaskOptions eager{.eager = true};
    loop.call_soon([&] {
      std::size_t during = 0;
      const Task<int> value = loop.create_task(
          [&]() -> Coro<int> {
            during = loop.all_tasks().size();
            co_return 1;
          },
          eager);
      const Task<int> error = loop.create_task(
          []() -> Coro<int> {
            throw ValueError("x");
            co_return 1;
          },
          eager);
      const Task<int> cancelled = loop.create_task(
          []() -> Coro<int> {
            current_task().cancel("self");
            co_return 1;
          },
          eager);
      EXPECT_EQ(value.result(), 1);
      EXPECT_EQ(error_line(error.exception()), std::string("ValueError: x"));
      EXPECT(cancelled.cancelled());
      EXPECT_EQ(during, 1u);
      EXPECT(loop.all_tasks().empty());
      EXPECT(loop.core().ready().empty());
    });
    run_iterations(loop);
  }

  // E3
  void aTaskThatSuspendsGoesOnAsAnyOther() {
    VirtualLoop loop;
    Trace trace(loop);
    loop.set_task_factory(eager_tasks);
    const auto future = loop.create_future<void>();
    std::vector<Task<void>> tasks;
    loop.call_soon([&] {
      tasks.push_back(loop.create_task([&]() -> Coro<void> {
        trace("waits");
        co_await future;
        trace("woken");
      }));
      tasks.push_back(loop.create_task([&]() -> Coro<void> {
        trace("yields");
        co_await sleep(0s);
        trace("continues");
        future.set_result();
      }));
    });
    run_iterations(loop, 3);
    QCOMPARE(trace.events, (Events{"waits@1", "yields@1", "continues@2", "woken@3"}));
    QVERIFY(tasks[0].done() && tasks[1].done());
  }

  // E3
  void cancellingOneselfInTheEagerStepReachesTheNextSuspension() {
    VirtualLoop loop;
    const auto future = loop.create_future<void>();
    Task<void> task;
    loop.call_soon([&] {
      task = loop.create_task(
          [&]() -> Coro<void> {
            current_task().cancel("self");
            co_await future;
          },
          {.eager = true});
      EXPECT(future.cancelled());
    });
    run_iterations(loop, 2);
    QCOMPARE(thrown([&] { task.result(); }), std::string("CancelledError: self"));
  }

  // test_eager_task_factory.py test_cancellation_after_eager_step_blocks
  void anEagerTaskThatBlocksCanBeCancelled() {
    VirtualLoop loop;
    Trace trace(loop);
    Task<void> task;
    loop.call_soon([&] {
      task = loop.create_task(
          [&]() -> Coro<void> {
            try {
              co_await sleep(1h);
            } catch (const CancelledError& error) {
              trace(*error.message());
              throw;
            }
          },
          {.eager = true});
      task.cancel("why");
    });
    run_iterations(loop, 2);
    QCOMPARE(trace.events, (Events{"why@2"}));
    QVERIFY(task.cancelled());
  }

  // E4
  void aDoneCallbackOfADoneEagerTaskRunsInTheNextIteration() {
    VirtualLoop loop;
    Trace trace(loop);
    loop.call_soon([&] {
      const Task<void> task = loop.create_task([]() -> Coro<void> { co_return; }, {.eager = true});
      task.add_done_callback([&] { trace("callback"); });
      trace("made");
    });
    run_iterations(loop, 2);
    QCOMPARE(trace.events, (Events{"made@1", "callback@2"}));
  }

  // L8
  void aFatalExitInAnEagerStepComesOutOfCreateTask() {
    VirtualLoop loop;
    std::string error;
    loop.call_soon([&] {
      error = thrown([&] {
        static_cast<void>(loop.create_task(
            []() -> Coro<void> {
              throw FatalExit(2);
              co_return;
            },
            {.eager = true}));
      });
    });
    const CapturedLog log;
    run_iterations(loop);
    QCOMPARE(error, std::string("FatalExit: code 2"));
    QVERIFY(loop.all_tasks().empty());
    QCOMPARE(log.lines.size(), 1u);  // D6: nobody fetched it from the task
  }
};

QTEST_APPLESS_MAIN(EagerTest)
#include "eager_test.moc"
