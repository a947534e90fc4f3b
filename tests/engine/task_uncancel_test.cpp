// SPDX-License-Identifier: MIT
// Taking cancellations back, cancelling oneself, and rings: rules C4, C10, T5, T8, T15.
#include "support.h"

using namespace loopscope;
using namespace loopscope::test;

class TaskUncancelTest : public QObject {
  Q_OBJECT

 private slots:
  void requestsAreCountedWithoutALimit() {
    VirtualLoop loop;
    const Task<void> task = loop.create_task([]() -> Coro<void> { co_await sleep(1s); });
    run_iterations(loop);
    for (int i = 0; i < 10'000; ++i) task.cancel();
    QCOMPARE(task.cancelling(), 10'000);
    for (int left = 10'000; left > 500;) QCOMPARE(task.uncancel(), --left);
    QCOMPARE(task.cancelling(), 500);
    run_iterations(loop);
    QVERIFY(task.cancelled());
  }

  // C10; test_tasks.py BaseTaskTests.test_uncancel_basic
  void uncancelCountsDownToZero() {
    VirtualLoop loop;
    const Task<void> task = loop.create_task([]() -> Coro<void> {
      try {
        co_await sleep(10s);
      } catch (const CancelledError&) {
        current_task().uncancel();
      }
      co_await sleep(10s);
    });
    run_iterations(loop);
    QVERIFY(task.cancel());
    QCOMPARE(task.cancelling(), 1);
    run_iterations(loop);
    QVERIFY(!task.done());
    QCOMPARE(task.cancelling(), 0);
    QVERIFY(task.cancel());
    run_iterations(loop);
    QVERIFY(task.cancelled());
    QCOMPARE(task.cancelling(), 1);
    QVERIFY(!task.cancel());
    QCOMPARE(task.cancelling(), 1);
    QCOMPARE(task.uncancel(), 0);
    QCOMPARE(task.uncancel(), 0);
    QVERIFY(task.cancelled());
  }

  // C10; test_tasks.py BaseTaskTests.test_uncancel_resets_must_cancel
  void uncancelRevokesWhatHasNotBeenDelivered() {
    VirtualLoop loop;
    const auto gate = loop.create_future<void>();
    const Task<int> task = loop.create_task([&]() -> Coro<int> {
      co_await gate;
      co_return 42;
    });
    run_iterations(loop);
    gate.set_result();
    QVERIFY(task.cancel());
    QCOMPARE(task.uncancel(), 0);
    QCOMPARE(loop.run_until_complete(task), 42);
  }

  // C10
  void uncancelDoesNotRevokeWhatTheFutureKnows() {
    VirtualLoop loop;
    const Task<void> task = loop.create_task(sleep(1h));
    run_iterations(loop);
    task.cancel();
    QCOMPARE(task.uncancel(), 0);
    run_iterations(loop);
    QVERIFY(task.cancelled());
  }

  // C10; test_tasks.py BaseTaskTests.test_uncancel_structured_blocks
  void aTimeoutByHandLeavesNoCount() {
    VirtualLoop loop;
    Events events;
    const auto with_timeout = [&](Duration limit, Duration needed) -> Coro<void> {
      const AnyTask self = current_task();
      const int before = self.cancelling();
      bool fired = false;
      TimerHandle timer = loop.call_later(limit, [&] {
        fired = true;
        self.cancel();
      });
      bool timed_out = false;
      try {
        co_await sleep(needed);
      } catch (const CancelledError&) {
        if (!fired || self.uncancel() > before) throw;
        timed_out = true;
      }
      timer.cancel();
      events.emplace_back(timed_out ? "timed out" : "in time");
    };
    const Task<int> task = loop.create_task([&]() -> Coro<int> {
      co_await with_timeout(1s, 10s);
      co_await with_timeout(10s, 1s);
      co_return current_task().cancelling();
    });
    QCOMPARE(loop.run_until_complete(task), 0);
    QCOMPARE(events, (Events{"timed out", "in time"}));
    QCOMPARE(loop.time(), Duration(2s));
  }

  // T8; test_tasks.py BaseTaskTests.test_cancel_current_task
  void cancellingOneselfTakesEffectAtTheNextSuspension() {
    VirtualLoop loop;
    Trace trace(loop);
    const auto done = loop.create_future<void>();
    done.set_result();
    const Task<void> task = loop.create_task([&]() -> Coro<void> {
      EXPECT(current_task().cancel("me"));
      co_await done;  // does not suspend
      trace("still here");
      co_await sleep(100s);
      trace("never");
    });
    run_iterations(loop, 2);
    QCOMPARE(trace.events, (Events{"still here@1"}));
    QCOMPARE(outcome_of(task), std::string("CancelledError: me"));
  }

  // T5; test_tasks.py BaseTaskTests.test_cancel_at_end
  void cancellingOneselfInTheLastStepDropsTheResult() {
    VirtualLoop loop;
    const Task<int> task = loop.create_task([]() -> Coro<int> {
      current_task().cancel("bye");
      co_return 12;
    });
    run_iterations(loop);
    QVERIFY(task.cancelled());
    // No coroutine ended by this error: CPython makes it anew each time, with its message.
    for (int i = 0; i < 3; ++i) QCOMPARE(outcome_of(task), std::string("CancelledError: bye"));
  }

  // T8; test_tasks.py BaseTaskTests.test_cancel_awaited_task
  void cancellingOneselfReachesTheTaskAwaitedNext() {
    VirtualLoop loop;
    const auto future = loop.create_future<void>();
    const Task<void> nested = loop.create_task([&]() -> Coro<void> { co_await future; });
    const Task<void> task = loop.create_task([&]() -> Coro<void> {
      current_task().cancel();
      co_await nested;
    });
    run_iterations(loop, 3);
    QVERIFY(task.cancelled());
    QVERIFY(nested.cancelled());
    QVERIFY(future.cancelled());
  }

  // C4: of several self-cancellations the last message wins
  void ofSeveralSelfCancellationsTheLastMessageCounts() {
    VirtualLoop loop;
    const Task<void> task = loop.create_task([]() -> Coro<void> {
      current_task().cancel("1");
      current_task().cancel("2");
      co_await sleep(0s);
    });
    run_iterations(loop, 2);
    QCOMPARE(task.cancelling(), 2);
    QCOMPARE(outcome_of(task), std::string("CancelledError: 2"));
  }

  // T15: CPython ends in a RecursionError
  void tasksThatAwaitEachOtherCanBeCancelled() {
    for (const std::size_t ring : {2u, 3u, 1000u}) {
      VirtualLoop loop;
      std::vector<Task<void>> tasks(ring);
      const auto wait_for_next = [&](std::size_t place) -> Coro<void> {
        co_await tasks[(place + 1) % ring];
      };
      for (std::size_t place = 0; place < ring; ++place)
        tasks[place] = loop.create_task(wait_for_next(place));
      run_iterations(loop);
      EXPECT(tasks[0].cancel("open up"));
      run_iterations(loop, static_cast<int>(ring));
      for (const Task<void>& task : tasks) {
        EXPECT(task.cancelled());
        EXPECT_EQ(task.cancelling(), 1);
      }
      EXPECT_EQ(outcome_of(tasks[1]), std::string("CancelledError: open up"));
    }
  }

  // T15: from outside the ring
  void aTaskThatAwaitsARingCanBeCancelled() {
    VirtualLoop loop;
    Task<void> a;
    Task<void> b;
    a = loop.create_task([&]() -> Coro<void> { co_await b; });
    b = loop.create_task([&]() -> Coro<void> { co_await a; });
    const Task<void> outside = loop.create_task([&]() -> Coro<void> { co_await b; });
    run_iterations(loop);
    QVERIFY(outside.cancel());
    run_iterations(loop, 3);
    QVERIFY(a.cancelled() && b.cancelled() && outside.cancelled());
  }
};

QTEST_APPLESS_MAIN(TaskUncancelTest)
#include "task_uncancel_test.moc"
