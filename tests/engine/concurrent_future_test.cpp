// SPDX-License-Identifier: MIT
// Rule X14 of the futures that pass between threads, with the texts of concurrent.futures where it
// has any.
#include <QtTest>

#include <latch>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <loopscope/concurrent_future.h>
#include <loopscope/errors.h>
#include <loopscope/threads.h>
#include <tests/engine/thread_helpers.h>

using namespace loopscope;
using namespace loopscope::test;
using namespace std::chrono_literals;

class ConcurrentFutureTest : public QObject {
  Q_OBJECT

 private slots:
  void aNewOneIsPending();
  void theResultCanBeReadAnyNumberOfTimes();
  void resultWaitsForAnotherThread();
  void everyWaitingThreadGetsTheResult();
  void aTimeoutThrowsAndLeavesItPending();
  void aTimeoutOfZeroOnlyLooks();
  void anEndlessTimeoutDoesNotOverflow();
  void anExceptionIsTheSameObjectEachTime();
  void exceptionIsNullWithAResult();
  void cancelWorksWhilePendingAlone();
  void cancelRefusesRunningWork();
  void cancelRefusesADoneOne();
  void aWorkerLearnsOfTheCancellation();
  void waitersLearnOfTheCancellation();
  void beginningTwiceIsAnError();
  void aDoneOneRefusesOutcomes();
  void aNullExceptionIsRefused();
  void callbacksRunInOrderInTheCompletingThread();
  void aCallbackOfADoneOneRunsAtOnce();
  void cancelRunsCallbacksInTheCancellingThread();
  void aThrowingCallbackIsLoggedAndTheOthersRun();
  void aCallbackMayAddACallback();
  void aCallbackThatNeverRunsIsDestroyed();
  void voidHasAnOutcomeToo();
  void aReferenceIsTheSameObject();
  void aMoveOnlyValueIsReadInPlaceOrTaken();
  void aTakenValueIsGone();
  void handlesShareOneState();
  void anEmptyHandleIsAnError();
};

void ConcurrentFutureTest::aNewOneIsPending() {
  const ConcurrentFuture<int> future;
  QVERIFY(!future.done());
  QVERIFY(!future.running());
  QVERIFY(!future.cancelled());
}

void ConcurrentFutureTest::theResultCanBeReadAnyNumberOfTimes() {
  const ConcurrentFuture<std::string> future;
  future.set_result("value");
  QVERIFY(future.done());
  QCOMPARE(future.result(), std::string("value"));
  QCOMPARE(future.result(0ns), std::string("value"));
}

void ConcurrentFutureTest::resultWaitsForAnotherThread() {
  const ConcurrentFuture<int> future;
  const ScopedThread thread([future] { future.set_result(42); });
  QCOMPARE(future.result(), 42);
}

void ConcurrentFutureTest::everyWaitingThreadGetsTheResult() {
  const ConcurrentFuture<int> future;
  std::atomic<int> sum{0};
  {
    std::vector<std::unique_ptr<ScopedThread>> threads;
    for (int i = 0; i < 4; ++i)
      threads.push_back(std::make_unique<ScopedThread>([&] { sum += future.result(); }));
    future.set_result(10);
  }
  QCOMPARE(sum.load(), 40);
}

void ConcurrentFutureTest::aTimeoutThrowsAndLeavesItPending() {
  const ConcurrentFuture<int> future;
  QVERIFY(throws<TimeoutError>([&] { (void)future.result(1ms); }));
  QVERIFY(throws<TimeoutError>([&] { (void)future.exception(1ms); }));
  QVERIFY(!future.done());
  future.set_result(1);
  QCOMPARE(future.result(1ms), 1);
}

void ConcurrentFutureTest::aTimeoutOfZeroOnlyLooks() {
  const ConcurrentFuture<int> future;
  QVERIFY(throws<TimeoutError>([&] { (void)future.result(0ns); }));
  QVERIFY(throws<TimeoutError>([&] { (void)future.result(-1s); }));
}

void ConcurrentFutureTest::anEndlessTimeoutDoesNotOverflow() {
  const ConcurrentFuture<int> future;
  const ScopedThread thread([future] { future.set_result(1); });
  QCOMPARE(future.result(Duration::max()), 1);
}

void ConcurrentFutureTest::anExceptionIsTheSameObjectEachTime() {
  const ConcurrentFuture<int> future;
  future.set_exception(std::runtime_error("broken"));
  QVERIFY(future.done());
  QCOMPARE(thrown<std::runtime_error>([&] { (void)future.result(); }), std::string("broken"));
  QVERIFY(future.exception() != nullptr);
  QVERIFY(future.exception() == future.exception());
}

void ConcurrentFutureTest::exceptionIsNullWithAResult() {
  const ConcurrentFuture<int> future;
  future.set_result(1);
  QVERIFY(future.exception() == nullptr);
}

void ConcurrentFutureTest::cancelWorksWhilePendingAlone() {
  const ConcurrentFuture<int> future;
  QVERIFY(future.cancel());
  QVERIFY(future.cancelled());
  QVERIFY(future.done());
  QVERIFY(future.cancel());  // again: still cancelled
  QVERIFY(throws<CancelledError>([&] { (void)future.result(); }));
  QVERIFY(throws<CancelledError>([&] { (void)future.exception(); }));
}

void ConcurrentFutureTest::cancelRefusesRunningWork() {
  const ConcurrentFuture<int> future;
  QVERIFY(future.set_running_or_notify_cancel());
  QVERIFY(future.running());
  QVERIFY(!future.cancel());
  future.set_result(1);
  QVERIFY(!future.running());
  QCOMPARE(future.result(), 1);
}

void ConcurrentFutureTest::cancelRefusesADoneOne() {
  const ConcurrentFuture<int> future;
  future.set_result(1);
  QVERIFY(!future.cancel());
  QVERIFY(!future.cancelled());
}

void ConcurrentFutureTest::aWorkerLearnsOfTheCancellation() {
  const ConcurrentFuture<int> future;
  future.cancel();
  QVERIFY(!future.set_running_or_notify_cancel());
  QVERIFY(future.cancelled());
  QVERIFY(future.cancel());
}

void ConcurrentFutureTest::waitersLearnOfTheCancellation() {
  const ConcurrentFuture<int> future;
  std::atomic<bool> told{false};
  {
    const ScopedThread thread(
        [&] { told = throws<CancelledError>([&] { (void)future.result(); }); });
    future.cancel();
  }
  QVERIFY(told);
}

void ConcurrentFutureTest::beginningTwiceIsAnError() {
  const ConcurrentFuture<int> future;
  QVERIFY(future.set_running_or_notify_cancel());
  const auto again = [&] { future.set_running_or_notify_cancel(); };
  QCOMPARE(thrown<RuntimeError>(again), std::string("Future in unexpected state"));
}

void ConcurrentFutureTest::aDoneOneRefusesOutcomes() {
  const ConcurrentFuture<int> finished;
  finished.set_result(1);
  QCOMPARE(thrown<InvalidStateError>([&] { finished.set_result(2); }),
           std::string("FINISHED: invalid state"));
  QVERIFY(throws<InvalidStateError>([&] { finished.set_exception(std::runtime_error("late")); }));
  QCOMPARE(finished.result(), 1);

  const ConcurrentFuture<int> cancelled;
  cancelled.cancel();
  QCOMPARE(thrown<InvalidStateError>([&] { cancelled.set_result(2); }),
           std::string("CANCELLED: invalid state"));
}

void ConcurrentFutureTest::aNullExceptionIsRefused() {
  const ConcurrentFuture<int> future;
  QVERIFY(throws<ValueError>([&] { future.set_exception(std::exception_ptr()); }));
  QVERIFY(!future.done());
}

void ConcurrentFutureTest::callbacksRunInOrderInTheCompletingThread() {
  const ConcurrentFuture<int> future;
  std::vector<std::string> calls;
  inspect::ThreadId where = 0;
  future.add_done_callback([&](const ConcurrentFuture<int>& done) {
    calls.push_back("first " + std::to_string(done.result()));
  });
  future.add_done_callback([&] {
    calls.push_back("second");
    where = this_thread_id();
  });
  inspect::ThreadId completing = 0;
  {
    const ScopedThread thread([&] {
      completing = this_thread_id();
      future.set_result(7);
    });
  }
  QCOMPARE(calls, (std::vector<std::string>{"first 7", "second"}));
  QCOMPARE(where, completing);
  QVERIFY(where != this_thread_id());
}

void ConcurrentFutureTest::aCallbackOfADoneOneRunsAtOnce() {
  const ConcurrentFuture<int> future;
  future.set_result(1);
  bool called = false;
  future.add_done_callback([&] { called = true; });
  QVERIFY(called);
}

void ConcurrentFutureTest::cancelRunsCallbacksInTheCancellingThread() {
  const ConcurrentFuture<int> future;
  bool cancelled = false;
  future.add_done_callback(
      [&](const ConcurrentFuture<int>& done) { cancelled = done.cancelled(); });
  future.cancel();
  QVERIFY(cancelled);
}

void ConcurrentFutureTest::aThrowingCallbackIsLoggedAndTheOthersRun() {
  const LogCapture log;
  const ConcurrentFuture<int> future;
  bool called = false;
  future.add_done_callback(named("bad", [] { throw std::runtime_error("oops"); }));
  future.add_done_callback([&] { called = true; });
  future.set_result(1);
  QVERIFY(called);
  QCOMPARE(log.lines(),
           (std::vector<std::string>{"exception calling callback bad: runtime_error: oops"}));
}

void ConcurrentFutureTest::aCallbackMayAddACallback() {
  const ConcurrentFuture<int> future;
  bool called = false;
  future.add_done_callback(
      [&](const ConcurrentFuture<int>& done) { done.add_done_callback([&] { called = true; }); });
  future.set_result(1);
  QVERIFY(called);
}

void ConcurrentFutureTest::aCallbackThatNeverRunsIsDestroyed() {
  const auto owned = std::make_shared<int>(0);
  {
    const ConcurrentFuture<int> future;
    future.add_done_callback([owned] {});
    QCOMPARE(owned.use_count(), 2L);
  }
  QCOMPARE(owned.use_count(), 1L);
}

void ConcurrentFutureTest::voidHasAnOutcomeToo() {
  const ConcurrentFuture<void> future;
  future.set_result();
  future.result();
  future.take();
  QVERIFY(future.exception() == nullptr);
}

void ConcurrentFutureTest::aReferenceIsTheSameObject() {
  int object = 1;
  const ConcurrentFuture<int&> future;
  future.set_result(object);
  QCOMPARE(&future.result(), &object);
  QCOMPARE(&future.take(), &object);
}

void ConcurrentFutureTest::aMoveOnlyValueIsReadInPlaceOrTaken() {
  const ConcurrentFuture<std::unique_ptr<int>> future;
  future.set_result(std::make_unique<int>(5));
  QCOMPARE(*future.result(), 5);
  QCOMPARE(*future.take(), 5);
}

void ConcurrentFutureTest::aTakenValueIsGone() {
  const ConcurrentFuture<std::string> future;
  future.set_result("once");
  QCOMPARE(future.take(), std::string("once"));
  QCOMPARE(thrown<InvalidStateError>([&] { (void)future.result(); }),
           std::string("Result was taken."));
  QCOMPARE(thrown<InvalidStateError>([&] { (void)future.take(); }),
           std::string("Result was taken."));
}

void ConcurrentFutureTest::handlesShareOneState() {
  const ConcurrentFuture<int> future;
  const ConcurrentFuture<int> same = future;
  QVERIFY(same == future);
  QVERIFY(!(ConcurrentFuture<int>() == future));
  same.set_result(1);
  QVERIFY(future.done());
}

void ConcurrentFutureTest::anEmptyHandleIsAnError() {
  ConcurrentFuture<int> future;
  const ConcurrentFuture<int> moved = std::move(future);
  QVERIFY(
      throws<InvalidStateError>([&] { (void)future.done(); }));  // NOLINT(bugprone-use-after-move)
  QVERIFY(!future && moved);
}

QTEST_APPLESS_MAIN(ConcurrentFutureTest)
#include "concurrent_future_test.moc"
