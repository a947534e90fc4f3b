// SPDX-License-Identifier: MIT
// Coroutines for a loop from other threads, and futures between threads and loops: rules X9 to X13.
#include <QtTest>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <loopscope/run_in_executor.h>
#include <loopscope/sleep.h>
#include <loopscope/thread_pool.h>
#include <loopscope/threads.h>
#include <loopscope/threadsafe.h>
#include <tests/engine/thread_helpers.h>

using namespace loopscope;
using namespace loopscope::test;
using namespace std::chrono_literals;

namespace {

std::unique_ptr<Clock> virtual_clock() { return std::make_unique<VirtualClock>(); }

/// Runs exactly one iteration.
void run_once(Loop& loop) {
  loop.stop();
  loop.run_forever();
}

void collect_errors(Loop& loop, std::vector<std::string>& errors) {
  loop.set_exception_handler([&errors](const ExceptionContext& context) {
    errors.push_back(context.message + "; " + error_line(context.exception));
  });
}

enum class Way { succeed, fail, cancel };

/// The coroutine of CPython's RunCoroutineThreadsafeTests.
Coro<int> add(int a, int b, Way way) {
  co_await sleep(50ms);
  if (way == Way::fail) throw RuntimeError("Fail!");
  if (way == Way::cancel) {
    current_task().cancel();
    co_await sleep(0s);
  }
  co_return a + b;
}

/// Its body in a thread: runs add() in the loop and waits for it.
int target(const LoopDoor& door, Way way, std::optional<Duration> timeout = std::nullopt) {
  const ConcurrentFuture<int> outcome = run_coroutine_threadsafe(door, add(1, 2, way));
  struct Cancel {
    const ConcurrentFuture<int>& outcome;
    ~Cancel() { outcome.done() || outcome.cancel(); }
  } const cancel{outcome};
  return outcome.result(timeout);
}

}  // namespace

class ThreadsafeTest : public QObject {
  Q_OBJECT

 private slots:
  // CPython: RunCoroutineThreadsafeTests
  void aThreadGetsTheResultOfACoroutine();
  void aThreadGetsTheExceptionOfACoroutine();
  void aTimeoutInTheThreadCancelsTheTask();
  void aCancelledTaskCancelsItsOutcome();
  void anErrorInTheTaskFactoryGoesToBothSides();

  void theStepsTakeTheIterationsOfX12();
  void anEmptyCoroutineIsRefused();
  void aClosedLoopRefuses();
  void aFunctionIsCalledInTheLoop();
  void aCapturingLambdaIsOwnedByTheTask();
  void aFunctionThatThrowsFailsTheOutcome();
  void valuesOfAllKindsPass();
  void theTaskHasTheCallersSite();

  void cancellingTheOutcomeTakesEffectAtOnce();
  void cancelledBeforeItWasPostedTheFirstStepStillRuns();
  void aTaskThatIgnoresItsCancellationIsNotHeard();
  void anErrorAfterTheCancellationIsReported();

  void waitingOnTheLoopsThreadIsAnErrorNotADeadlock();
  void waitingWithATimeoutOnTheLoopsThreadIsAnError();
  void aDoneOutcomeCanBeReadOnTheLoopsThread();
  void anotherLoopsThreadMayWait();
  void aJobMayWaitForItsOwnLoopWithAVirtualClock();
  void aJobMayWaitWithATimeoutWithAVirtualClock();
  void aJobThatWaitsForAnIdleLoopStallsIt();

  void closingTheLoopFailsWhatWasNotBegun();
  void closingTheLoopFailsWhatIsPending();
  void destroyingTheLoopFailsWhatIsPending();
  void anOutcomeMayOutliveItsLoop();
  void cancellingAfterTheLoopsEndIsHarmless();
  void nothingIsKeptAliveByPendingOutcomes();

  // CPython: BaseFutureTests
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

void ThreadsafeTest::aThreadGetsTheResultOfACoroutine() {  // test_run_coroutine_threadsafe
  Loop loop(virtual_clock());
  const auto job = [door = loop.door()] { return target(door, Way::succeed); };
  QCOMPARE(loop.run_until_complete(run_in_executor(loop, job)), 3);
  QCOMPARE(loop.time(), Duration(50ms));
}

void ThreadsafeTest::aThreadGetsTheExceptionOfACoroutine() {  // …_with_exception
  Loop loop(virtual_clock());
  const auto job = [door = loop.door()] { return target(door, Way::fail); };
  const auto future = run_in_executor(loop, job);
  QCOMPARE(thrown<RuntimeError>([&] { (void)loop.run_until_complete(future); }),
           std::string("Fail!"));
}

void ThreadsafeTest::aTimeoutInTheThreadCancelsTheTask() {  // …_with_timeout, case 41
  Loop loop(virtual_clock());
  const auto job = [door = loop.door()] { return target(door, Way::succeed, 0s); };
  const auto future = run_in_executor(loop, job);
  QVERIFY(throws<TimeoutError>([&] { (void)loop.run_until_complete(future); }));
  run_once(loop);
  for (const AnyTask& task : loop.all_tasks()) QVERIFY(task.done());
  QVERIFY(loop.all_tasks().empty());
}

void ThreadsafeTest::aCancelledTaskCancelsItsOutcome() {  // …_task_cancelled, X13
  Loop loop(virtual_clock());
  const auto job = [door = loop.door()] { return target(door, Way::cancel); };
  const auto future = run_in_executor(loop, job);
  QVERIFY(throws<CancelledError>([&] { (void)loop.run_until_complete(future); }));
}

void ThreadsafeTest::anErrorInTheTaskFactoryGoesToBothSides() {  // …_task_factory_exception, X12
  const LogCapture log;                                          // "was never awaited"
  Loop loop(virtual_clock());
  std::vector<std::string> errors;
  collect_errors(loop, errors);
  const auto job = [door = loop.door()] { return target(door, Way::succeed); };
  const auto future = run_in_executor(loop, job);
  loop.set_task_factory([](TaskOptions&) { throw std::logic_error("bad factory"); });
  QCOMPARE(thrown<std::logic_error>([&] { (void)loop.run_until_complete(future); }),
           std::string("bad factory"));
  QCOMPARE(errors, (std::vector<std::string>{"Exception in callback run_coroutine_threadsafe; "
                                             "logic_error: bad factory"}));
}

void ThreadsafeTest::theStepsTakeTheIterationsOfX12() {
  Loop loop(virtual_clock());
  std::vector<std::string> events;
  const auto body = [&events]() -> Coro<int> {
    events.emplace_back("step");
    co_return 1;
  };
  const auto outcome = run_coroutine_threadsafe(loop, body);
  QVERIFY(events.empty());
  run_once(loop);  // @k: the task is made
  QVERIFY(events.empty());
  QCOMPARE(loop.all_tasks().size(), 1U);
  run_once(loop);  // @k+1: its first step, and its end @m
  QCOMPARE(events.size(), 1U);
  QVERIFY(!outcome.done());
  run_once(loop);  // @m+1
  QVERIFY(outcome.done());
  QCOMPARE(outcome.result(), 1);
}

void ThreadsafeTest::anEmptyCoroutineIsRefused() {  // X12
  Loop loop(virtual_clock());
  QCOMPARE(thrown<ValueError>([&] { (void)run_coroutine_threadsafe(loop, Coro<int>()); }),
           std::string("A coroutine object is required"));
}

void ThreadsafeTest::aClosedLoopRefuses() {  // X12
  const LogCapture log;
  Loop loop(virtual_clock());
  loop.close();
  QCOMPARE(
      thrown<RuntimeError>([&] { (void)run_coroutine_threadsafe(loop, add(1, 2, Way::succeed)); }),
      std::string("Event loop is closed"));
  QVERIFY(log.has("was never awaited"));
}

void ThreadsafeTest::aFunctionIsCalledInTheLoop() {
  Loop loop(virtual_clock());
  const auto here = this_thread_id();
  struct Where {
    inspect::ThreadId called = 0;
    inspect::ThreadId ran = 0;
  };
  const auto body = [](std::unique_ptr<int> number, Where* where) -> Coro<int> {
    where->ran = this_thread_id();
    co_return *number;
  };
  Where where;
  std::optional<ConcurrentFuture<int>> outcome;
  {
    const ScopedThread thread(
        [&] { outcome = run_coroutine_threadsafe(loop, body, std::make_unique<int>(8), &where); });
  }
  for (int i = 0; i < 3; ++i) run_once(loop);
  QCOMPARE(outcome->result(), 8);
  QCOMPARE(where.ran, here);
}

void ThreadsafeTest::aCapturingLambdaIsOwnedByTheTask() {
  Loop loop(virtual_clock());
  const auto owned = std::make_shared<int>(5);
  const auto outcome = run_coroutine_threadsafe(loop.door(), [owned]() -> Coro<int> {
    co_await sleep(0s);
    co_return *owned;
  });
  QCOMPARE(loop.run_until_complete(wrap_future(outcome, loop)), 5);
  QCOMPARE(owned.use_count(), 1L);
}

void ThreadsafeTest::aFunctionThatThrowsFailsTheOutcome() {  // X12
  Loop loop(virtual_clock());
  std::vector<std::string> errors;
  collect_errors(loop, errors);
  struct Unmovable {
    explicit Unmovable(const bool& its_armed) : armed(&its_armed) {}
    Unmovable(const Unmovable&) = default;
    Unmovable(Unmovable&& other) : armed(other.armed) {
      if (*armed) throw std::runtime_error("not again");
    }
    Unmovable& operator=(const Unmovable&) = delete;
    Unmovable& operator=(Unmovable&&) = delete;
    ~Unmovable() = default;
    const bool* armed;
  };
  bool armed = false;
  const auto body = [](Unmovable) -> Coro<void> { co_return; };
  const auto outcome = run_coroutine_threadsafe(loop, body, Unmovable(armed));
  armed = true;  // the way into the coroutine's frame fails
  for (int i = 0; i < 3; ++i) run_once(loop);
  QCOMPARE(thrown<std::runtime_error>([&] { outcome.result(0s); }), std::string("not again"));
  QCOMPARE(errors, (std::vector<std::string>{"Exception in callback run_coroutine_threadsafe; "
                                             "runtime_error: not again"}));
}

void ThreadsafeTest::valuesOfAllKindsPass() {
  Loop loop(virtual_clock());
  int object = 1;
  const auto nothing = [](int* counted) -> Coro<void> {
    ++*counted;
    co_return;
  };
  const auto reference = [](int* pointer) -> Coro<int&> { co_return *pointer; };
  const auto move_only = []() -> Coro<std::unique_ptr<int>> { co_return std::make_unique<int>(9); };
  const auto a = run_coroutine_threadsafe(loop, nothing, &object);
  const auto b = run_coroutine_threadsafe(loop, reference, &object);
  const auto c = run_coroutine_threadsafe(loop, move_only);
  for (int i = 0; i < 3; ++i) run_once(loop);
  a.result();
  QCOMPARE(object, 2);
  QCOMPARE(&b.result(), &object);
  QCOMPARE(*c.take(), 9);
}

void ThreadsafeTest::theTaskHasTheCallersSite() {
  Loop loop(virtual_clock());
  unsigned line = 0;
  loop.set_task_factory([&](TaskOptions& options) { line = options.site.line(); });
  const auto here = std::source_location::current();
  const auto outcome = run_coroutine_threadsafe(loop, add(1, 2, Way::succeed));
  QCOMPARE(loop.run_until_complete(wrap_future(outcome, loop)), 3);
  QCOMPARE(line, here.line() + 1);
}

void ThreadsafeTest::cancellingTheOutcomeTakesEffectAtOnce() {  // X13
  Loop loop(virtual_clock());
  std::vector<std::string> events;
  const auto body = [&events]() -> Coro<void> {
    try {
      co_await sleep(1h);
    } catch (const CancelledError&) {
      events.emplace_back("cancelled");
      throw;
    }
  };
  const auto outcome = run_coroutine_threadsafe(loop, body);
  run_once(loop);
  run_once(loop);
  QVERIFY(!outcome.running());
  QVERIFY(outcome.cancel());
  QVERIFY(outcome.cancelled() && events.empty());
  run_once(loop);  // Task.cancel
  QVERIFY(events.empty());
  run_once(loop);
  QCOMPARE(events.size(), 1U);
  run_once(loop);
  QVERIFY(loop.all_tasks().empty());
}

void ThreadsafeTest::cancelledBeforeItWasPostedTheFirstStepStillRuns() {  // X13
  Loop loop(virtual_clock());
  std::vector<std::string> events;
  const auto body = [&events]() -> Coro<void> {
    events.emplace_back("step");
    try {
      co_await sleep(1h);
    } catch (const CancelledError&) {
      events.emplace_back("cancelled");
      throw;
    }
  };
  const auto outcome = run_coroutine_threadsafe(loop, body);
  QVERIFY(outcome.cancel());
  run_once(loop);  // @k
  QVERIFY(events.empty());
  run_once(loop);  // @k+1: first step, then cancel
  QCOMPARE(events, (std::vector<std::string>{"step"}));
  run_once(loop);  // @k+2
  QCOMPARE(events, (std::vector<std::string>{"step", "cancelled"}));
}

void ThreadsafeTest::aTaskThatIgnoresItsCancellationIsNotHeard() {  // X13
  Loop loop(virtual_clock());
  std::vector<std::string> errors;
  collect_errors(loop, errors);
  bool ended = false;
  const auto body = [&ended]() -> Coro<int> {
    try {
      co_await sleep(1h);
    } catch (const CancelledError&) {
    }
    ended = true;
    co_return 1;
  };
  const auto outcome = run_coroutine_threadsafe(loop, body);
  run_once(loop);
  run_once(loop);
  outcome.cancel();
  for (int i = 0; i < 4; ++i) run_once(loop);
  QVERIFY(ended);
  QVERIFY(outcome.cancelled());
  QVERIFY(errors.empty());
}

void ThreadsafeTest::anErrorAfterTheCancellationIsReported() {  // D6
  Loop loop(virtual_clock());
  std::vector<std::string> errors;
  collect_errors(loop, errors);
  const auto body = []() -> Coro<int> {
    bool cancelled = false;
    try {
      co_await sleep(1h);
    } catch (const CancelledError&) {
      cancelled = true;
    }
    if (cancelled) throw std::runtime_error("cleanup failed");
    co_return 1;
  };
  const auto outcome = run_coroutine_threadsafe(loop, body);
  run_once(loop);
  run_once(loop);
  outcome.cancel();
  for (int i = 0; i < 4; ++i) run_once(loop);
  QCOMPARE(errors, (std::vector<std::string>{"Task exception was never retrieved; "
                                             "runtime_error: cleanup failed"}));
}

void ThreadsafeTest::waitingOnTheLoopsThreadIsAnErrorNotADeadlock() {  // X12
  Loop loop(virtual_clock());
  std::string error;
  loop.run_until_complete([](std::string& text) -> Coro<void> {
    const auto outcome = run_coroutine_threadsafe(get_running_loop(), add(1, 2, Way::succeed));
    text = thrown<RuntimeError>([&] { (void)outcome.result(); });
    // The task goes on.
    if ((co_await wrap_future(outcome)) != 3) text = "wrong result";
  }(error));
  QVERIFY2(error.starts_with("waiting here would block the event loop"), error.c_str());
}

void ThreadsafeTest::waitingWithATimeoutOnTheLoopsThreadIsAnError() {
  Loop loop(virtual_clock());
  const auto outcome = run_coroutine_threadsafe(loop, add(1, 2, Way::succeed));
  std::string error;
  bool timed_out = false;
  loop.call_soon([&] {
    error = thrown<RuntimeError>([&] { (void)outcome.exception(1h); });
    timed_out = throws<TimeoutError>([&] { (void)outcome.result(0s); });
  });
  QCOMPARE(loop.run_until_complete(wrap_future(outcome, loop)), 3);
  QVERIFY(error.starts_with("waiting here would block the event loop"));
  QVERIFY(timed_out);
}

void ThreadsafeTest::aDoneOutcomeCanBeReadOnTheLoopsThread() {
  Loop loop(virtual_clock());
  const auto outcome = run_coroutine_threadsafe(loop, add(1, 2, Way::succeed));
  int result = 0;
  outcome.add_done_callback([&](const ConcurrentFuture<int>& done) { result = done.result(); });
  (void)loop.run_until_complete(wrap_future(outcome, loop));
  QCOMPARE(result, 3);
}

void ThreadsafeTest::anotherLoopsThreadMayWait() {
  Loop mine(virtual_clock());
  std::optional<LoopDoor> door;
  Gate ready;
  Gate end;
  const ScopedThread thread([&] {
    Loop theirs;
    door = theirs.door();
    const Future<void> stop = theirs.create_future<void>();
    theirs.call_soon([&] { ready.open(); });
    theirs.call_later(1h, [] {});
    theirs.run_until_complete(run_in_executor(theirs, [&] { end.wait(); }));
    (void)stop;
  });
  ready.wait();
  int result = 0;
  mine.call_soon([&] {
    result = run_coroutine_threadsafe(*door, []() -> Coro<int> { co_return 4; }).result();
    mine.stop();
  });
  mine.run_forever();
  end.open();
  QCOMPARE(result, 4);
}

void ThreadsafeTest::aJobMayWaitForItsOwnLoopWithAVirtualClock() {
  Loop loop(virtual_clock());
  const auto job = [door = loop.door()] {
    int sum = 0;
    for (int i = 0; i < 20; ++i) sum += target(door, Way::succeed);
    return sum;
  };
  const auto first = run_in_executor(loop, job);
  const auto second = run_in_executor(loop, job);
  QCOMPARE(loop.run_until_complete(first), 60);
  QCOMPARE(loop.run_until_complete(second), 60);
}

void ThreadsafeTest::aJobMayWaitWithATimeoutWithAVirtualClock() {
  const LogCapture log;  // the pending task
  Loop loop(virtual_clock());
  const auto job = [door = loop.door()] { return target(door, Way::succeed, 1h); };
  QCOMPARE(loop.run_until_complete(run_in_executor(loop, job)), 3);
  // A timer of the loop comes when nothing else can: then the job times out in real time.
  const auto never = [door = loop.door()] {
    const auto outcome = run_coroutine_threadsafe(
        door, []() -> Coro<void> { co_await get_running_loop().create_future<void>(); });
    return throws<TimeoutError>([&] { outcome.result(1ms); });
  };
  QVERIFY(loop.run_until_complete(run_in_executor(loop, never)));
}

void ThreadsafeTest::aJobThatWaitsForAnIdleLoopStallsIt() {
  std::optional<ConcurrentFuture<bool>> told;
  ThreadPool pool(1);
  {
    Loop loop(virtual_clock());
    const auto job = run_in_executor(loop, pool, [door = loop.door()] {
      const auto outcome = run_coroutine_threadsafe(
          door, []() -> Coro<void> { co_await get_running_loop().create_future<void>(); });
      (void)throws<RuntimeError>([&] { outcome.result(); });
    });
    QVERIFY(thrown<RuntimeError>([&] {
              loop.run_until_complete(job);
            }).starts_with("The loop is stalled"));
    const LogCapture log;  // the pending task
    loop.close();
  }
  pool.shutdown(true);  // the job has learned of the loop's end
}

void ThreadsafeTest::closingTheLoopFailsWhatWasNotBegun() {
  const LogCapture log;
  Loop loop(virtual_clock());
  const auto outcome = run_coroutine_threadsafe(loop, add(1, 2, Way::succeed));
  loop.close();
  QCOMPARE(thrown<RuntimeError>([&] { (void)outcome.result(); }),
           std::string("Event loop was closed before the future was done"));
  QVERIFY(log.has("was never awaited"));
}

void ThreadsafeTest::closingTheLoopFailsWhatIsPending() {
  const LogCapture log;
  Loop loop(virtual_clock());
  const auto outcome = run_coroutine_threadsafe(loop, add(1, 2, Way::succeed));
  run_once(loop);
  run_once(loop);
  loop.close();
  QVERIFY(throws<RuntimeError>([&] { (void)outcome.result(); }));
  QVERIFY(log.has("Task was destroyed but it is pending!"));
}

void ThreadsafeTest::destroyingTheLoopFailsWhatIsPending() {
  const LogCapture log;
  std::optional<ConcurrentFuture<int>> outcome;
  std::atomic<bool> told{false};
  std::optional<ScopedThread> thread;
  {
    Loop loop(virtual_clock());
    outcome = run_coroutine_threadsafe(loop, add(1, 2, Way::succeed));
    run_once(loop);
    thread.emplace([&] { told = throws<RuntimeError>([&] { (void)outcome->result(); }); });
  }
  thread->join();
  QVERIFY(told);
}

void ThreadsafeTest::anOutcomeMayOutliveItsLoop() {
  std::optional<ConcurrentFuture<std::string>> outcome;
  {
    Loop loop(virtual_clock());
    outcome = run_coroutine_threadsafe(
        loop, []() -> Coro<std::string> { co_return "a text that needs memory of its own"; });
    for (int i = 0; i < 3; ++i) run_once(loop);
  }
  QCOMPARE(outcome->result(), std::string("a text that needs memory of its own"));
}

void ThreadsafeTest::cancellingAfterTheLoopsEndIsHarmless() {
  const LogCapture log;
  Task<void> kept;
  std::optional<ConcurrentFuture<void>> outcome;
  {
    Loop loop(virtual_clock());
    outcome = run_coroutine_threadsafe(loop, [&kept]() -> Coro<void> {
      kept = Task<void>::share(current_task().state());
      co_await get_running_loop().create_future<void>();
    });
    run_once(loop);
    run_once(loop);
    loop.close();
    QVERIFY(outcome->cancel());  // the task is kept: the outcome is still pending
  }
  QVERIFY(!kept.done());
  QVERIFY(outcome->cancelled());
}

void ThreadsafeTest::nothingIsKeptAliveByPendingOutcomes() {
  const LogCapture log;
  const auto owned = std::make_shared<int>(0);
  {
    Loop loop(virtual_clock());
    const auto outcome = run_coroutine_threadsafe(
        loop, [owned]() -> Coro<void> { co_await get_running_loop().create_future<void>(); });
    outcome.add_done_callback([owned] {});
    run_once(loop);
    run_once(loop);
    QVERIFY(owned.use_count() > 1);
  }
  QCOMPARE(owned.use_count(), 1L);
}

void ThreadsafeTest::aWrapperOfAJobGetsItsResult() {  // test_wrap_future
  Loop loop(virtual_clock());
  ThreadPool pool(1);
  const auto source = pool.submit([](std::string text) { return text; }, "oi");
  QCOMPARE(loop.run_until_complete(wrap_future(source, loop)), std::string("oi"));
}

void ThreadsafeTest::aFutureIsItsOwnWrapper() {  // test_wrap_future_future, X9
  Loop loop(virtual_clock());
  const Future<int> future = loop.create_future<int>();
  QVERIFY(wrap_future(future) == future);
}

void ThreadsafeTest::wrappingNeedsARunningLoop() {  // test_wrap_future_without_loop
  QCOMPARE(thrown<RuntimeError>([] { (void)wrap_future(ConcurrentFuture<int>()); }),
           std::string("no running event loop"));
}

void ThreadsafeTest::cancellingTheWrapperCancelsTheSource() {  // test_wrap_future_cancel, case 7
  Loop loop(virtual_clock());
  const ConcurrentFuture<int> source;
  const Future<int> wrapper = wrap_future(source, loop);
  wrapper.cancel();
  QVERIFY(!source.cancelled());
  run_once(loop);
  QVERIFY(source.cancelled());
  QVERIFY(wrapper.cancelled());
}

void ThreadsafeTest::cancellingTheWrapperOfADoneSourceLeavesIt() {  // …_cancel2, case 8
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

void ThreadsafeTest::outcomesAreCopied() {  // test_copy_state, case 4
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

void ThreadsafeTest::aDoneSourceTakesTheIterationsOfX9() {
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

void ThreadsafeTest::aSourceCompletedInTheLoopTakesTheSame() {  // X9
  Loop loop(virtual_clock());
  const ConcurrentFuture<int> source;
  const Future<int> wrapper = wrap_future(source, loop);
  loop.call_soon([&] { source.set_result(1); });
  run_once(loop);
  QVERIFY(source.done() && !wrapper.done());
  run_once(loop);
  QVERIFY(wrapper.done());
}

void ThreadsafeTest::aCancelledSourceCancelsTheWrapperWithoutAMessage() {  // X10
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

void ThreadsafeTest::anExceptionThatIsACancellationStaysAnException() {  // X11
  Loop loop(virtual_clock());
  const ConcurrentFuture<int> source;
  const Future<int> wrapper = wrap_future(source, loop);
  source.set_exception(CancelledError());
  run_once(loop);
  QVERIFY(wrapper.done() && !wrapper.cancelled());
  QVERIFY(wrapper.exception() != nullptr);
}

void ThreadsafeTest::aLateOutcomeOfAResolvedWrapperIsReported() {
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

void ThreadsafeTest::aClosedLoopDropsTheOutcome() {  // X10
  Loop loop(virtual_clock());
  const ConcurrentFuture<int> source;
  const Future<int> wrapper = wrap_future(source, loop);
  loop.close();
  source.set_result(1);
  QVERIFY(!wrapper.done());
}

void ThreadsafeTest::aWrapperOfAnAbandonedSourceIsFreed() {
  const auto owned = std::make_shared<int>(0);
  Loop loop(virtual_clock());
  {
    const Future<std::shared_ptr<int>> wrapper =
        wrap_future(ConcurrentFuture<std::shared_ptr<int>>(), loop);
    wrapper.add_done_callback([owned] {});
  }
  QCOMPARE(owned.use_count(), 1L);
}

void ThreadsafeTest::aRunningSourceIgnoresTheWrappersCancellation() {  // X10, X14
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

void ThreadsafeTest::awaitingAnOutcomeOfTheOwnLoopWorks() {
  Loop loop(virtual_clock());
  const int result = loop.run_until_complete([]() -> Coro<int> {
    const auto outcome = run_coroutine_threadsafe(get_running_loop(), add(1, 2, Way::succeed));
    co_return co_await wrap_future(outcome);
  }());
  QCOMPARE(result, 3);
}

void ThreadsafeTest::awaitingAnOutcomeOfAnotherLoopWorks() {
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

void ThreadsafeTest::aFutureOfALoopCanBeWaitedForInAThread() {  // X10
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

void ThreadsafeTest::cancellingTheConcurrentSideCancelsTheFuture() {  // X10
  Loop loop(virtual_clock());
  const Future<int> source = loop.create_future<int>();
  const auto outcome = to_concurrent(source);
  QVERIFY(outcome.cancel());
  QVERIFY(!source.done());
  run_once(loop);
  QVERIFY(source.cancelled());
}

void ThreadsafeTest::closingTheLoopFailsTheConcurrentSide() {
  std::optional<ConcurrentFuture<int>> outcome;
  {
    Loop loop(virtual_clock());
    outcome = to_concurrent(loop.create_future<int>());
  }
  QVERIFY(throws<RuntimeError>([&] { (void)outcome->result(); }));
}

void ThreadsafeTest::aChainedFutureEndsAnIterationLater() {  // X10
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

void ThreadsafeTest::cancellingAChainedFutureCancelsItsSource() {  // X10
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

void ThreadsafeTest::chainedFuturesDoNotKeepEachOther() {
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

void ThreadsafeTest::futuresOfTwoLoopsAreNotChained() {
  Loop one(virtual_clock());
  Loop other(virtual_clock());
  QVERIFY(throws<ValueError>(
      [&] { chain_future(one.create_future<int>(), other.create_future<int>()); }));
}

QTEST_APPLESS_MAIN(ThreadsafeTest)
#include "threadsafe_test.moc"
