// SPDX-License-Identifier: MIT
// Outcomes that pass between threads and loops: rules X9 to X11. First CPython's own tests.
#include <QtTest>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <loopscope/run_in_executor.h>
#include <loopscope/thread_pool.h>
#include <loopscope/threadsafe.h>
#include <tests/engine/adding.h>
#include <tests/engine/thread_helpers.h>

using namespace loopscope;
using namespace loopscope::test;
using namespace std::chrono_literals;

class WrapFutureTest : public QObject {
  Q_OBJECT

 private slots:
  void aWrapperOfAJobGetsItsResult();
  void aFutureIsItsOwnWrapper();
  void wrappingNeedsARunningLoop();
  void cancellingTheWrapperCancelsTheSource();
  void cancellingTheWrapperOfADoneSourceLeavesIt();
  void outcomesAreCopied();
  void aDoneSourceTakesTheIterationsOfX9();
  void aSourceCompletedInTheLoopTakesTheSame();
  void aCancelledSourceCancelsTheWrapperWithoutAMessage();
  void anExceptionThatIsACancellationStaysAnException();
  void aLateOutcomeOfAResolvedWrapperIsReported();
  void aClosedLoopDropsTheOutcome();
  void aWrapperOfAnAbandonedSourceIsFreed();
  void aRunningSourceIgnoresTheWrappersCancellation();
  void awaitingAnOutcomeOfTheOwnLoopWorks();
  void awaitingAnOutcomeOfAnotherLoopWorks();
  void aFutureOfALoopCanBeWaitedForInAThread();
  void cancellingTheConcurrentSideCancelsTheFuture();
  void closingTheLoopFailsTheConcurrentSide();
  void aChainedFutureEndsAnIterationLater();
  void cancellingAChainedFutureCancelsItsSource();
  void chainedFuturesDoNotKeepEachOther();
  void futuresOfTwoLoopsAreNotChained();
};

void WrapFutureTest::aWrapperOfAJobGetsItsResult() {  // test_wrap_future
  Loop loop(virtual_clock());
  ThreadPool pool(1);
  const auto source = pool.submit([](std::string text) { return text; }, "oi");
  QCOMPARE(loop.run_until_complete(wrap_future(source, loop)), std::string("oi"));
}

void WrapFutureTest::aFutureIsItsOwnWrapper() {  // test_wrap_future_future, X9
  Loop loop(virtual_clock());
  const Future<int> future = loop.create_future<int>();
  QVERIFY(wrap_future(future) == future);
}

void WrapFutureTest::wrappingNeedsARunningLoop() {  // test_wrap_future_without_loop
  QCOMPARE(thrown<RuntimeError>([] { (void)wrap_future(ConcurrentFuture<int>()); }),
           std::string("no running event loop"));
}

void WrapFutureTest::cancellingTheWrapperCancelsTheSource() {  // test_wrap_future_cancel
  Loop loop(virtual_clock());
  const ConcurrentFuture<int> source;
  const Future<int> wrapper = wrap_future(source, loop);
  wrapper.cancel();
  QVERIFY(!source.cancelled());
  run_once(loop);
  QVERIFY(source.cancelled());
  QVERIFY(wrapper.cancelled());
}

void WrapFutureTest::cancellingTheWrapperOfADoneSourceLeavesIt() {  // test_wrap_future_cancel2
  Loop loop(virtual_clock());
  const ConcurrentFuture<int> source;
  const Future<int> wrapper = wrap_future(source, loop);
  source.set_result(42);
  wrapper.cancel();
  run_once(loop);
  QVERIFY(!source.cancelled());
  QCOMPARE(source.result(), 42);
  QVERIFY(wrapper.cancelled());
}

void WrapFutureTest::outcomesAreCopied() {  // test_copy_state
  Loop loop(virtual_clock());
  const ConcurrentFuture<int> result;
  const ConcurrentFuture<int> error;
  const ConcurrentFuture<int> cancelled;
  const auto of_result = wrap_future(result, loop);
  const auto of_error = wrap_future(error, loop);
  const auto of_cancelled = wrap_future(cancelled, loop);
  result.set_result(10);
  error.set_exception(std::runtime_error("copied"));
  cancelled.cancel();
  run_once(loop);
  QCOMPARE(of_result.result(), 10);
  QVERIFY(of_error.exception() == error.exception());
  QVERIFY(of_cancelled.cancelled());
}

void WrapFutureTest::aDoneSourceTakesTheIterationsOfX9() {
  Loop loop(virtual_clock());
  const ConcurrentFuture<int> source;
  source.set_result(1);
  Future<int> wrapper;
  bool resumed = false;
  const auto task = loop.create_task([&]() -> Coro<void> {
    wrapper = wrap_future(source);
    (void)co_await wrapper;
    resumed = true;
  });
  run_once(loop);  // @k: wrapped and awaited
  QVERIFY(!wrapper.done());
  run_once(loop);  // @k+1
  QVERIFY(wrapper.done() && !resumed);
  run_once(loop);  // @k+2
  QVERIFY(resumed && task.done());
}

void WrapFutureTest::aSourceCompletedInTheLoopTakesTheSame() {  // X9
  Loop loop(virtual_clock());
  const ConcurrentFuture<int> source;
  const Future<int> wrapper = wrap_future(source, loop);
  loop.call_soon([&] { source.set_result(1); });
  run_once(loop);
  QVERIFY(source.done() && !wrapper.done());
  run_once(loop);
  QVERIFY(wrapper.done());
}

void WrapFutureTest::aCancelledSourceCancelsTheWrapperWithoutAMessage() {  // X10
  Loop loop(virtual_clock());
  const ConcurrentFuture<int> source;
  const Future<int> wrapper = wrap_future(source, loop);
  source.cancel();
  run_once(loop);
  QVERIFY(wrapper.cancelled());
  try {
    (void)wrapper.result();
    QFAIL("no exception");
  } catch (const CancelledError& error) {
    QVERIFY(!error.message());
  }
}

void WrapFutureTest::anExceptionThatIsACancellationStaysAnException() {  // X11
  Loop loop(virtual_clock());
  const ConcurrentFuture<int> source;
  const Future<int> wrapper = wrap_future(source, loop);
  source.set_exception(CancelledError());
  run_once(loop);
  QVERIFY(wrapper.done() && !wrapper.cancelled());
  QVERIFY(wrapper.exception() != nullptr);
}

void WrapFutureTest::aLateOutcomeOfAResolvedWrapperIsReported() {
  Loop loop(virtual_clock());
  std::vector<std::string> errors;
  collect_errors(loop, errors);
  const ConcurrentFuture<int> source;
  const Future<int> wrapper = wrap_future(source, loop);
  wrapper.set_result(1);  // somebody was faster
  source.set_result(2);
  run_once(loop);
  QCOMPARE(wrapper.result(), 1);
  QCOMPARE(errors, (std::vector<std::string>{
                       "Exception in callback copy_outcome; InvalidStateError: invalid state"}));
}

void WrapFutureTest::aClosedLoopDropsTheOutcome() {  // X10
  Loop loop(virtual_clock());
  const ConcurrentFuture<int> source;
  const Future<int> wrapper = wrap_future(source, loop);
  loop.close();
  source.set_result(1);
  QVERIFY(!wrapper.done());
}

void WrapFutureTest::aWrapperOfAnAbandonedSourceIsFreed() {
  const auto owned = std::make_shared<int>(0);
  Loop loop(virtual_clock());
  {
    const Future<std::shared_ptr<int>> wrapper =
        wrap_future(ConcurrentFuture<std::shared_ptr<int>>(), loop);
    wrapper.add_done_callback([owned] {});
  }
  QCOMPARE(owned.use_count(), 1L);
}

void WrapFutureTest::aRunningSourceIgnoresTheWrappersCancellation() {  // X10, X14
  Loop loop(virtual_clock());
  const ConcurrentFuture<int> source;
  const Future<int> wrapper = wrap_future(source, loop);
  source.set_running_or_notify_cancel();
  wrapper.cancel();
  run_once(loop);
  QVERIFY(!source.done());
  source.set_result(1);
  run_once(loop);
  QVERIFY(wrapper.cancelled());
}

void WrapFutureTest::awaitingAnOutcomeOfTheOwnLoopWorks() {
  Loop loop(virtual_clock());
  const int result = loop.run_until_complete([]() -> Coro<int> {
    const auto outcome = run_coroutine_threadsafe(get_running_loop(), add(1, 2, Way::succeed));
    co_return co_await wrap_future(outcome);
  }());
  QCOMPARE(result, 3);
}

void WrapFutureTest::awaitingAnOutcomeOfAnotherLoopWorks() {
  std::optional<LoopDoor> door;
  Gate ready;
  Gate end;
  const ScopedThread thread([&] {
    Loop theirs;
    door = theirs.door();
    theirs.call_soon([&] { ready.open(); });
    theirs.run_until_complete(run_in_executor(theirs, [&] { end.wait(); }));
  });
  ready.wait();
  Loop mine(virtual_clock());  // waits for the other loop: its outcome comes from outside
  const int result = mine.run_until_complete([](LoopDoor& other) -> Coro<int> {
    const auto outcome = run_coroutine_threadsafe(other, []() -> Coro<int> {
      co_await sleep(1ms);
      co_return 6;
    });
    co_return co_await wrap_future(outcome);
  }(*door));
  end.open();
  QCOMPARE(result, 6);
}

void WrapFutureTest::aFutureOfALoopCanBeWaitedForInAThread() {  // X10
  Loop loop(virtual_clock());
  const Future<std::string> source = loop.create_future<std::string>();
  const auto outcome = to_concurrent(source);
  std::string seen;
  {
    const ScopedThread thread([&] { seen = outcome.result(); });
    source.set_result("value");
    run_once(loop);
  }
  QCOMPARE(seen, std::string("value"));
  QCOMPARE(source.result(), seen);  // copied: the future is still held
}

void WrapFutureTest::cancellingTheConcurrentSideCancelsTheFuture() {  // X10
  Loop loop(virtual_clock());
  const Future<int> source = loop.create_future<int>();
  const auto outcome = to_concurrent(source);
  QVERIFY(outcome.cancel());
  QVERIFY(!source.done());
  run_once(loop);
  QVERIFY(source.cancelled());
}

void WrapFutureTest::closingTheLoopFailsTheConcurrentSide() {
  std::optional<ConcurrentFuture<int>> outcome;
  {
    Loop loop(virtual_clock());
    outcome = to_concurrent(loop.create_future<int>());
  }
  QVERIFY(throws<RuntimeError>([&] { (void)outcome->result(); }));
}

void WrapFutureTest::aChainedFutureEndsAnIterationLater() {  // X10
  Loop loop(virtual_clock());
  const Future<int> source = loop.create_future<int>();
  const Future<int> target = loop.create_future<int>();
  chain_future(source, target);
  bool resumed = false;
  const auto task = loop.create_task([&]() -> Coro<void> {
    (void)co_await target;
    resumed = true;
  });
  run_once(loop);
  loop.call_soon([&] { source.set_result(1); });
  run_once(loop);  // @k
  QVERIFY(source.done() && !target.done());
  run_once(loop);  // @k+1
  QVERIFY(target.done() && !resumed);
  run_once(loop);  // @k+2
  QVERIFY(resumed && task.done());
  QCOMPARE(target.result(), 1);
}

void WrapFutureTest::cancellingAChainedFutureCancelsItsSource() {  // X10
  Loop loop(virtual_clock());
  const Future<int> source = loop.create_future<int>();
  const Future<int> target = loop.create_future<int>();
  chain_future(source, target);
  target.cancel();
  QVERIFY(!source.done());
  run_once(loop);
  QVERIFY(source.cancelled());
  run_once(loop);
  QVERIFY(target.cancelled());
}

void WrapFutureTest::chainedFuturesDoNotKeepEachOther() {
  const auto owned = std::make_shared<int>(0);
  Loop loop(virtual_clock());
  {
    const Future<int> source = loop.create_future<int>();
    const Future<int> target = loop.create_future<int>();
    chain_future(source, target);
    source.add_done_callback([owned] {});
    target.add_done_callback([owned] {});
  }
  QCOMPARE(owned.use_count(), 1L);
}

void WrapFutureTest::futuresOfTwoLoopsAreNotChained() {
  Loop one(virtual_clock());
  Loop other(virtual_clock());
  QVERIFY(throws<ValueError>(
      [&] { chain_future(one.create_future<int>(), other.create_future<int>()); }));
}

QTEST_APPLESS_MAIN(WrapFutureTest)
#include "wrap_future_test.moc"
