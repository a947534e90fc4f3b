// SPDX-License-Identifier: MIT
// Condition variables: rules Y5 to Y7.
#include "support.h"

#include <loopscope/combine/timeout.h>
#include <loopscope/sync/condition.h>
#include <loopscope/sync/semaphore.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

Coro<void> wait(Condition& condition, Trace& trace, std::string name) {
  const auto guard = co_await condition.scoped();
  co_await condition.wait();
  trace(name);
}

std::vector<Task<void>> waiters(Loop& loop, Condition& condition, Trace& trace, int count) {
  std::vector<Task<void>> tasks;
  for (int i = 0; i < count; ++i)
    tasks.push_back(loop.create_task(wait(condition, trace, std::to_string(i))));
  return tasks;
}

Coro<void> notify(Condition& condition, std::size_t n) {
  const auto guard = co_await condition.scoped();
  condition.notify(n);
}

}  // namespace

class ConditionTest : public QObject {
  Q_OBJECT

 private slots:
  // Y5
  void itNeedsItsLock() {
    VirtualLoop loop;
    Condition condition;
    QCOMPARE(thrown([&] { return condition.notify(), 0; }),
             std::string("RuntimeError: cannot notify on un-acquired lock"));
    QCOMPARE(thrown([&] { return condition.notify_all(), 0; }),
             std::string("RuntimeError: cannot notify on un-acquired lock"));
    QCOMPARE(thrown([&] { loop.run_until_complete(condition.wait()); }),
             std::string("RuntimeError: cannot wait on un-acquired lock"));
  }

  // Y5: any holder suffices
  void anotherTaskMayHoldTheLock() {
    VirtualLoop loop;
    Condition condition;
    loop.run_until_complete(condition.acquire());
    condition.notify();
    run(loop, [&]() -> Coro<void> {
      get_running_loop().call_later(
          1s, [&] { loop.create_task(notify(condition, 1)).set_name("notifier"); });
      co_await condition.wait();
    });
    QVERIFY(condition.locked());
    condition.release();
  }

  // Y5: notified and released at 0, the waiter goes on at 1, with the lock
  void aNotifiedTaskGoesOnInTheNextIteration() {
    VirtualLoop loop;
    Trace trace(loop);
    Condition condition;
    const auto tasks = waiters(loop, condition, trace, 1);
    run_iterations(loop);
    QVERIFY(!condition.locked());
    run(loop, [&]() -> Coro<void> {
      co_await condition.acquire();
      trace.restart();
      condition.notify();
      condition.release();
    });
    loop.run_until_complete(tasks[0]);
    QCOMPARE(trace.events, (Events{"0@1"}));
    QVERIFY(!condition.locked());
  }

  // Y5
  void aNotifiedTaskWaitsForTheLock() {
    VirtualLoop loop;
    Trace trace(loop);
    Condition condition;
    const auto tasks = waiters(loop, condition, trace, 1);
    run_iterations(loop);
    run(loop, [&]() -> Coro<void> {
      const auto guard = co_await condition.scoped();
      condition.notify();
      co_await sleep(1s);
      EXPECT_EQ(trace.events, Events{});
    });
    loop.run_until_complete(tasks[0]);
    QCOMPARE(trace.events.size(), 1u);
  }

  // Y7
  void soManyAreNotified() {
    VirtualLoop loop;
    Trace trace(loop);
    Condition condition;
    const auto tasks = waiters(loop, condition, trace, 4);
    run_iterations(loop);
    loop.run_until_complete(notify(condition, 2));
    run_iterations(loop, 4);
    QVERIFY(tasks[0].done() && tasks[1].done());
    QVERIFY(!tasks[2].done());
    loop.run_until_complete(notify(condition, 9));
    loop.run_until_complete(tasks[3]);
    QVERIFY(tasks[2].done());
  }

  // Y7
  void notifyAllNotifiesAll() {
    VirtualLoop loop;
    Trace trace(loop);
    Condition condition;
    const auto tasks = waiters(loop, condition, trace, 3);
    run_iterations(loop);
    run(loop, [&]() -> Coro<void> {
      const auto guard = co_await condition.scoped();
      condition.notify_all();
    });
    loop.run_until_complete(tasks[2]);
    QVERIFY(tasks[0].done() && tasks[1].done());
    QVERIFY(!condition.locked());
  }

  // Y7: a task that has been notified, but has not run, is not notified again
  void nobodyIsNotifiedTwice() {
    VirtualLoop loop;
    Trace trace(loop);
    Condition condition;
    const auto tasks = waiters(loop, condition, trace, 2);
    run_iterations(loop);
    run(loop, [&]() -> Coro<void> {
      const auto guard = co_await condition.scoped();
      condition.notify();
      condition.notify();
    });
    loop.run_until_complete(tasks[1]);
    QVERIFY(tasks[0].done());
  }

  // Y5: re-acquires when cancelled too
  void aCancelledTaskOwnsTheLockWhenItGoesOn() {
    VirtualLoop loop;
    Condition condition;
    const Task<void> task = loop.create_task([&]() -> Coro<void> {
      co_await condition.acquire();
      try {
        co_await condition.wait();
      } catch (const CancelledError&) {
        EXPECT(condition.locked());
        condition.release();
        throw;
      }
    });
    run_iterations(loop);
    task.cancel("why");
    QCOMPARE(thrown([&] { loop.run_until_complete(task); }), std::string("CancelledError: why"));
    QVERIFY(!condition.locked());
  }

  // Y6: the last of several cancellations counts
  void aCancellationWhileItTriesToAcquireIsKept() {
    VirtualLoop loop;
    Condition condition;
    std::string message;
    const Task<void> task = loop.create_task([&]() -> Coro<void> {
      const auto guard = co_await condition.scoped();
      try {
        co_await condition.wait();
      } catch (const CancelledError& error) {
        message = error.message().value_or("(none)");
        throw;
      }
    });
    run_iterations(loop);
    run(loop, [&]() -> Coro<void> {
      const auto guard = co_await condition.scoped();
      condition.notify();
      for (const char* text : {"first", "second"}) {
        co_await sleep(0s);
        co_await sleep(0s);
        task.cancel(text);
      }
      co_await sleep(1s);
      EXPECT(!task.done());
    });
    run_iterations(loop, 2);
    QVERIFY(task.cancelled());
    QCOMPARE(message, std::string("second"));
    QVERIFY(!condition.locked());
  }

  // Y6: the notified one is cancelled at 0, unwinds at 1, the next one goes on at 2
  void aNotificationIsPassedOn() {
    VirtualLoop loop;
    Trace trace(loop);
    Condition condition;
    const auto tasks = waiters(loop, condition, trace, 2);
    run_iterations(loop);
    run(loop, [&]() -> Coro<void> {
      co_await condition.acquire();
      trace.restart();
      condition.notify();
      tasks[0].cancel();
      condition.release();
    });
    run_iterations(loop, 2);
    QVERIFY(tasks[0].cancelled());
    QCOMPARE(trace.events, (Events{"1@2"}));
    QVERIFY(tasks[1].done());
  }

  // Y6; test_locks.py ConditionTests.test_cancelled_wakeup
  void aNotificationOfACancelledTaskIsNotLost() {
    VirtualLoop loop;
    Condition condition;
    int state = 0;
    const auto consumer = [&]() -> Coro<void> {
      const auto guard = co_await condition.scoped();
      const auto something = [&] { return state != 0; };
      for (;;) {
        co_await condition.wait_for(something);
        if (state < 0) co_return;
        --state;
      }
    };
    run(loop, [&]() -> Coro<void> {
      const Task<void> first = get_running_loop().create_task(consumer());
      const Task<void> second = get_running_loop().create_task(consumer());
      co_await sleep(0s);
      {
        const auto guard = co_await condition.scoped();
        ++state;
        condition.notify(1);
        first.cancel();
        const auto consumed = [&]() -> Coro<void> {
          const auto none = [&] { return state == 0; };
          co_await condition.wait_for(none);
        };
        try {
          co_await with_timeout(10ms, consumed);
        } catch (const TimeoutError&) {
        }
        EXPECT_EQ(state, 0);
        state = -1;
        condition.notify_all();
      }
      co_await second;
      EXPECT(first.cancelled());
    });
  }

  // Y7
  void aPredicateThatHoldsNeedsNoLock() {
    VirtualLoop loop;
    Condition condition;
    const auto value = [] { return 7; };
    QCOMPARE(loop.run_until_complete(condition.wait_for(value)), 7);
  }

  // Y7
  void aPredicateIsTestedWithTheLockAgainAndAgain() {
    VirtualLoop loop;
    Condition condition;
    int tested = 0;
    int state = 0;
    const Task<int> task = loop.create_task([&]() -> Coro<int> {
      const auto guard = co_await condition.scoped();
      const auto predicate = [&] {
        ++tested;
        EXPECT(condition.locked());
        return state > 1 ? state : 0;
      };
      co_return co_await condition.wait_for(predicate);
    });
    for (int i = 0; i < 2; ++i) {
      run_iterations(loop, 2);
      QVERIFY(!task.done());
      ++state;
      loop.run_until_complete(notify(condition, 1));
    }
    QCOMPARE(loop.run_until_complete(task), 2);
    QCOMPARE(tested, 3);
  }

  void aLockCanBeShared() {
    VirtualLoop loop;
    Lock lock;
    Condition not_empty(lock);
    Condition not_full(lock);
    run(loop, [&]() -> Coro<void> {
      const auto guard = co_await not_empty.scoped();
      EXPECT(lock.locked());
      not_full.notify();
    });
    QVERIFY(!lock.locked());
    Semaphore semaphore(1);
    BasicCondition<Semaphore> of_semaphore(semaphore);
    run(loop, [&]() -> Coro<void> {
      const auto guard = co_await of_semaphore.scoped();
      EXPECT(semaphore.locked());
      of_semaphore.notify_all();
    });
    QVERIFY(!semaphore.locked());
  }
};

QTEST_APPLESS_MAIN(ConditionTest)
#include "condition_test.moc"
