// SPDX-License-Identifier: MIT
// Locks and events: rules Y0 to Y4.
#include "support.h"

#include <loopscope/sync/event.h>
#include <loopscope/sync/lock.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

Coro<void> take(Lock& lock, Trace& trace, std::string name) {
  co_await lock.acquire();
  trace(name);
}

Coro<void> wait(Event& event, Trace& trace, std::string name) {
  co_await event.wait();
  trace(name);
}

}  // namespace

class LockTest : public QObject {
  Q_OBJECT

 private slots:
  // Y0, Y1
  void aFreeLockIsTakenWithoutSuspending() {
    VirtualLoop loop;
    Trace trace(loop);
    Lock lock;
    QVERIFY(!lock.locked());
    run(loop, [&]() -> Coro<void> {
      co_await lock.acquire();
      EXPECT(lock.locked());
      lock.release();
      EXPECT(!lock.locked());
      co_await lock.acquire();
      trace("taken");
    });
    QCOMPARE(trace.events, (Events{"taken@1"}));
    lock.release();  // owned by nobody in particular
  }

  // Y1
  void releasingAFreeLockIsAnError() {
    Lock lock;
    QCOMPARE(thrown([&] { return lock.release(), 0; }),
             std::string("RuntimeError: Lock is not acquired."));
  }

  // Y1, Y2: released at 0, the next one runs at 1; test_locks.py LockTests.test_acquire
  void aLockIsTakenInTheOrderOfAsking() {
    VirtualLoop loop;
    Trace trace(loop);
    Lock lock;
    run(loop, [&]() -> Coro<void> {
      co_await lock.acquire();
      const Task<void> t1 = get_running_loop().create_task(take(lock, trace, "1"));
      const Task<void> t2 = get_running_loop().create_task(take(lock, trace, "2"));
      co_await sleep(0s);
      EXPECT_EQ(trace.events, Events{});
      trace.restart();
      lock.release();
      co_await sleep(0s);
      EXPECT_EQ(trace.events, (Events{"1@1"}));
      co_await sleep(0s);
      EXPECT_EQ(trace.events, (Events{"1@1"}));
      const Task<void> t3 = get_running_loop().create_task(take(lock, trace, "3"));
      trace.restart();
      lock.release();
      co_await sleep(0s);
      EXPECT_EQ(trace.events, (Events{"2@1"}));
      trace.restart();
      lock.release();
      co_await sleep(0s);
      EXPECT_EQ(trace.events, (Events{"3@1"}));
      EXPECT(t1.done() && t2.done() && t3.done());
    });
  }

  // Y2
  void newcomersQueueBehindWhoWasWoken() {
    VirtualLoop loop;
    Trace trace(loop);
    Lock lock;
    run(loop, [&]() -> Coro<void> {
      co_await lock.acquire();
      const Task<void> waiter = get_running_loop().create_task(take(lock, trace, "waiter"));
      co_await sleep(0s);
      trace.restart();
      lock.release();
      EXPECT(!lock.locked());
      get_running_loop().call_later(1s, [&] { lock.release(); });
      co_await take(lock, trace, "newcomer");  // must wait, though the lock looks free
      EXPECT_EQ(get_running_loop().time(), Duration(1s));
      EXPECT(waiter.done());
    });
    QCOMPARE(trace.events, (Events{"waiter@1", "newcomer@3"}));
  }

  // Y3: released and cancelled at 0, the successor owns the lock at 2
  void whoIsCancelledWhenWokenPassesTheLockOn() {
    for (const bool released_first : {true, false}) {
      VirtualLoop loop;
      Trace trace(loop);
      Lock lock;
      run(loop, [&]() -> Coro<void> {
        co_await lock.acquire();
        const Task<void> first = get_running_loop().create_task(take(lock, trace, "first"));
        const Task<void> second = get_running_loop().create_task(take(lock, trace, "second"));
        co_await sleep(0s);
        trace.restart();
        if (released_first) lock.release();
        first.cancel();
        if (!released_first) lock.release();
        co_await second;
        EXPECT(first.cancelled());
      });
      QCOMPARE(trace.events, (Events{"second@2"}));
    }
  }

  // Y3; test_locks.py LockTests.test_cancel_release_race
  void aCancellationTogetherWithAReleaseGivesTheLockToOne() {
    VirtualLoop loop;
    Lock lock;
    int lock_count = 0;
    int call_count = 0;
    const auto lock_it = [&]() -> Coro<void> {
      ++call_count;
      co_await lock.acquire();
      ++lock_count;
    };
    run(loop, [&]() -> Coro<void> {
      co_await lock.acquire();
      const Task<void> t1 = get_running_loop().create_task(lock_it());
      const Task<void> t2 = get_running_loop().create_task(lock_it());
      const Task<void> t3 = get_running_loop().create_task(lock_it());
      co_await sleep(0s);
      get_running_loop().call_soon([&] {
        t1.cancel();
        lock.release();
      });
      try {
        co_await t1;
        NEVER("it was not cancelled");
      } catch (const CancelledError&) {
      }
      EXPECT_EQ(lock_count, 1);
      EXPECT_EQ(call_count, 3);
      EXPECT(t1.cancelled() && t2.done());
      t3.cancel();
      co_await sleep(0s);
      EXPECT(t3.cancelled());
    });
  }

  // Y2: somebody cancelled in the middle does not matter
  void aCancelledWaiterLeavesTheQueue() {
    VirtualLoop loop;
    Trace trace(loop);
    Lock lock;
    run(loop, [&]() -> Coro<void> {
      co_await lock.acquire();
      const Task<void> first = get_running_loop().create_task(take(lock, trace, "first"));
      const Task<void> second = get_running_loop().create_task(take(lock, trace, "second"));
      co_await sleep(0s);
      second.cancel();
      first.cancel();
      co_await sleep(0s);
      lock.release();
      trace.restart();
      co_await take(lock, trace, "newcomer");
    });
    QCOMPARE(trace.events, (Events{"newcomer@0"}));
  }

  void aLockMayGoBeforeTheLoopWhoseTasksWaitForIt() {
    const CapturedLog log;
    VirtualLoop loop;
    Lock lock;
    loop.run_until_complete(lock.acquire());
    static_cast<void>(loop.create_task([&]() -> Coro<void> { co_await lock.acquire(); }));
    run_iterations(loop);
  }

  void aGuardReleasesWhenItGoes() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      Lock lock;
      {
        auto guard = co_await lock.scoped();
        EXPECT(lock.locked());
        auto moved = std::move(guard);
        EXPECT(lock.locked());
      }
      EXPECT(!lock.locked());
      auto early = co_await lock.scoped();
      early.release();
      EXPECT(!lock.locked());
      early.release();  // releases nothing
      try {
        auto guard = co_await lock.scoped();
        throw RuntimeError("left");
      } catch (const RuntimeError&) {
      }
      EXPECT(!lock.locked());
    });
  }

  void aGuardOfAReleasedLockIsLogged() {
    VirtualLoop loop;
    const CapturedLog log;
    run(loop, []() -> Coro<void> {
      Lock lock;
      auto guard = co_await lock.scoped();
      lock.release();
    });
    QCOMPARE(log.lines.size(), 1u);
    QVERIFY(log.lines[0].ends_with("Lock is not acquired."));
  }

  // Y0
  void aPrimitiveBelongsToTheLoopThatFirstWaitedForIt() {
    VirtualLoop loop;
    VirtualLoop other;
    Lock lock;
    Event event;
    run(other, [&]() -> Coro<void> {
      co_await lock.acquire();  // without waiting: nobody's yet
    });
    const auto use = [&]() -> Coro<void> { co_await lock.acquire(); };
    const Task<void> waiting = loop.create_task(use());
    const auto use_event = [&]() -> Coro<void> { co_await event.wait(); };
    const Task<void> waiting_too = loop.create_task(use_event());
    run_iterations(loop);
    QCOMPARE(thrown([&] { run(other, use); }),
             std::string("RuntimeError: Lock is bound to a different event loop"));
    QCOMPARE(thrown([&] { run(other, use_event); }),
             std::string("RuntimeError: Event is bound to a different event loop"));
    lock.release();
    event.set();
    loop.run_until_complete(waiting);
    QVERIFY(waiting_too.done());
  }

  // Y4
  void aSetEventIsNotWaitedFor() {
    VirtualLoop loop;
    Trace trace(loop);
    Event event;
    QVERIFY(!event.is_set());
    event.set();
    QVERIFY(event.is_set());
    run(loop, [&]() -> Coro<void> { co_await wait(event, trace, "through"); });
    QCOMPARE(trace.events, (Events{"through@1"}));
    event.clear();
    QVERIFY(!event.is_set());
  }

  // Y4: even if it is cleared before they run
  void setWakesAllInOrder() {
    VirtualLoop loop;
    Trace trace(loop);
    Event event;
    std::vector<Task<void>> tasks;
    for (const char* name : {"a", "b", "c"})
      tasks.push_back(loop.create_task(wait(event, trace, name)));
    run_iterations(loop);
    trace.restart();
    event.set();
    event.clear();
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"a@1", "b@1", "c@1"}));
    const Task<void> late = loop.create_task(wait(event, trace, "late"));
    run_iterations(loop, 2);
    QVERIFY(!late.done());
    event.set();
    loop.run_until_complete(late);
  }

  // Y4
  void aCancellationAfterSetIsDelivered() {
    VirtualLoop loop;
    Trace trace(loop);
    Event event;
    const Task<void> task = loop.create_task(wait(event, trace, "through"));
    run_iterations(loop);
    event.set();
    task.cancel();
    run_iterations(loop);
    QVERIFY(task.cancelled());
    QCOMPARE(trace.events, Events{});
  }
};

QTEST_APPLESS_MAIN(LockTest)
#include "lock_test.moc"
