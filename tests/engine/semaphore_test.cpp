// SPDX-License-Identifier: MIT
// Semaphores: rules Y8 to Y10.
#include "support.h"

#include <loopscope/combine/gather.h>
#include <loopscope/sync/semaphore.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

Coro<void> take(Semaphore& semaphore, Trace& trace, std::string name) {
  co_await semaphore.acquire();
  trace(name);
}

}  // namespace

class SemaphoreTest : public QObject {
  Q_OBJECT

 private slots:
  // Y8
  void aNegativeNumberIsAnError() {
    QCOMPARE(thrown([] { return Semaphore(-1), 0; }),
             std::string("ValueError: Semaphore initial value must be >= 0"));
    QCOMPARE(thrown([] { return BoundedSemaphore(-1), 0; }),
             std::string("ValueError: Semaphore initial value must be >= 0"));
  }

  // Y0, Y8
  void permitsAreTakenWithoutSuspending() {
    VirtualLoop loop;
    Trace trace(loop);
    Semaphore semaphore(2);
    run(loop, [&]() -> Coro<void> {
      co_await take(semaphore, trace, "one");
      EXPECT(!semaphore.locked());
      co_await take(semaphore, trace, "two");
      EXPECT(semaphore.locked());
    });
    QCOMPARE(trace.events, (Events{"one@1", "two@1"}));
    semaphore.release();
    QVERIFY(!semaphore.locked());
  }

  // Y9: released at 0, the waiter runs at 1; test_locks.py SemaphoreTests.test_acquire
  void aReleasedPermitGoesToTheFirstWhoWaits() {
    VirtualLoop loop;
    Trace trace(loop);
    Semaphore semaphore(3);
    run(loop, [&]() -> Coro<void> {
      co_await semaphore.acquire();
      co_await semaphore.acquire();
      EXPECT(!semaphore.locked());
      std::vector<Task<void>> tasks;
      for (const char* name : {"1", "2", "3"})
        tasks.push_back(get_running_loop().create_task(take(semaphore, trace, name)));
      co_await sleep(0s);
      EXPECT_EQ(trace.events, (Events{"1@2"}));
      EXPECT(semaphore.locked());
      tasks.push_back(get_running_loop().create_task(take(semaphore, trace, "4")));
      trace.restart();
      semaphore.release();
      semaphore.release();
      co_await sleep(0s);
      EXPECT_EQ(trace.events, (Events{"2@1", "3@1"}));
      EXPECT(semaphore.locked());
      EXPECT(!tasks[3].done());
      semaphore.release();
      co_await gather(tasks);
    });
  }

  // Y8: a permit that is on its way to somebody is not for a newcomer
  void newcomersQueueBehindWhoWaits() {
    VirtualLoop loop;
    Trace trace(loop);
    Semaphore semaphore(0);
    run(loop, [&]() -> Coro<void> {
      const Task<void> waiter = get_running_loop().create_task(take(semaphore, trace, "waiter"));
      co_await sleep(0s);
      trace.restart();
      semaphore.release();
      semaphore.release();
      EXPECT(semaphore.locked());  // though one permit is free
      co_await take(semaphore, trace, "newcomer");
      EXPECT(waiter.done());
    });
    QCOMPARE(trace.events, (Events{"waiter@1", "newcomer@2"}));
  }

  // Y9; test_locks.py SemaphoreTests.test_acquire_fifo_order_4
  void anAcquireWakesWhoWaitsForFurtherPermits() {
    VirtualLoop loop;
    Semaphore semaphore(0);
    std::vector<int> result;
    run(loop, [&]() -> Coro<void> {
      Task<void> t4;
      const auto c4 = [&]() -> Coro<void> {
        result.push_back(4);
        co_return;
      };
      const auto c1 = [&]() -> Coro<void> {
        co_await semaphore.acquire();
        t4 = get_running_loop().create_task(c4());
        result.push_back(1);
      };
      const auto c2 = [&]() -> Coro<void> {
        for (int i = 0; i < 3; ++i) semaphore.release();
        EXPECT(semaphore.locked());  // c1 has not run yet
        co_await semaphore.acquire();
        result.push_back(2);
      };
      const auto c3 = [&]() -> Coro<void> {
        co_await semaphore.acquire();
        EXPECT(semaphore.locked());
        result.push_back(3);
      };
      const Task<void> t1 = get_running_loop().create_task(c1());
      const Task<void> t2 = get_running_loop().create_task(c2());
      const Task<void> t3 = get_running_loop().create_task(c3());
      co_await sleep(0s);
      co_await sleep(0s);
      co_await gather(t1, t2, t3, t4);
    });
    QCOMPARE(result, (std::vector{1, 2, 3, 4}));
  }

  // Y9
  void aPermitSkipsWhoHasBeenCancelled() {
    VirtualLoop loop;
    Trace trace(loop);
    Semaphore semaphore(0);
    const Task<void> first = loop.create_task(take(semaphore, trace, "first"));
    const Task<void> second = loop.create_task(take(semaphore, trace, "second"));
    run_iterations(loop);
    first.cancel();
    semaphore.release();
    trace.restart();
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"second@1"}));
    QVERIFY(first.cancelled());
    QVERIFY(semaphore.locked());
    QVERIFY(second.done());
  }

  // Y9: woken and cancelled at 0, the next one runs at 2
  void whoIsCancelledWhenWokenGivesThePermitBack() {
    VirtualLoop loop;
    Trace trace(loop);
    Semaphore semaphore(0);
    const Task<void> first = loop.create_task(take(semaphore, trace, "first"));
    const Task<void> second = loop.create_task(take(semaphore, trace, "second"));
    run_iterations(loop);
    semaphore.release();
    first.cancel();
    trace.restart();
    run_iterations(loop, 2);
    QCOMPARE(trace.events, (Events{"second@2"}));
    QVERIFY(first.cancelled());
    QVERIFY(second.done());
    QVERIFY(semaphore.locked());
  }

  // Y9: and with nobody else it is free again
  void thePermitOfACancelledTaskIsNotLost() {
    VirtualLoop loop;
    Trace trace(loop);
    Semaphore semaphore(0);
    const Task<void> only = loop.create_task(take(semaphore, trace, "only"));
    run_iterations(loop);
    semaphore.release();
    only.cancel();
    run_iterations(loop);
    QVERIFY(only.cancelled());
    QVERIFY(!semaphore.locked());
  }

  // Y10
  void aBoundedOneRefusesMorePermitsThanItHad() {
    VirtualLoop loop;
    BoundedSemaphore semaphore(1);
    const std::string error = "ValueError: BoundedSemaphore released too many times";
    QCOMPARE(thrown([&] { return semaphore.release(), 0; }), error);
    loop.run_until_complete(semaphore.acquire());
    semaphore.release();
    QCOMPARE(thrown([&] { return semaphore.release(), 0; }), error);
    Semaphore unbounded(1);
    unbounded.release();
  }

  void aGuardGivesThePermitBack() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      BoundedSemaphore semaphore(1);
      {
        auto guard = co_await semaphore.scoped();
        EXPECT(semaphore.locked());
      }
      EXPECT(!semaphore.locked());
    });
  }

  // Y0
  void aSemaphoreBelongsToTheLoopThatFirstWaitedForIt() {
    VirtualLoop loop;
    VirtualLoop other;
    Semaphore semaphore(0);
    const auto use = [&]() -> Coro<void> { co_await semaphore.acquire(); };
    const Task<void> waiting = loop.create_task(use());
    run_iterations(loop);
    QCOMPARE(thrown([&] { run(other, use); }),
             std::string("RuntimeError: Semaphore is bound to a different event loop"));
    semaphore.release();
    loop.run_until_complete(waiting);
  }
};

QTEST_APPLESS_MAIN(SemaphoreTest)
#include "semaphore_test.moc"
