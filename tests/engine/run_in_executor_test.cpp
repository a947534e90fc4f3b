// SPDX-License-Identifier: MIT
// Jobs of a loop on other threads: rules X3 to X8, and the loop's end meanwhile (X10).
#include <QtTest>

#include <latch>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <loopscope/run_in_executor.h>
#include <loopscope/sleep.h>
#include <loopscope/thread_pool.h>
#include <loopscope/threads.h>
#include <tests/engine/thread_helpers.h>

using namespace loopscope;
using namespace loopscope::test;
using namespace std::chrono_literals;

namespace {

/// Keeps jobs until they are run by hand, on the calling thread.
class ManualExecutor final : public Executor {
 public:
  void execute(Job job) override {
    if (shut_down) throw RuntimeError("cannot schedule new futures after shutdown");
    jobs.push_back(std::move(job));
  }
  void shutdown(bool wait) override { shut_down = true, waited = waited || wait; }

  void run_all() {
    for (Job& job : jobs) job();
    jobs.clear();
  }

  std::vector<Job> jobs;
  bool shut_down = false;
  bool waited = false;
};

std::unique_ptr<Clock> virtual_clock() { return std::make_unique<VirtualClock>(); }

/// Runs exactly one iteration.
void run_once(Loop& loop) {
  loop.stop();
  loop.run_forever();
}

}  // namespace

class RunInExecutorTest : public QObject {
  Q_OBJECT

 private slots:
  void givesAFutureAtOnce();
  void theJobRunsOnAnotherThread();
  void theOutcomeArrivesInTwoIterations();
  void anExceptionArrivesAtTheAwait();
  void worksWithVoidMoveOnlyAndReferences();
  void theValueIsMovedNotCopied();
  void whatTheJobOwnsGoesBeforeTheOutcomeComes();
  void theDefaultPoolIsMadeWhenFirstNeeded();
  void aGivenExecutorIsUsed();
  void aClosedLoopRefuses();
  void anExecutorThatWasShutDownRefuses();
  void aCancelledJobThatHasNotBegunNeverRuns();
  void aCancelledJobThatRunsGoesOnAndItsResultIsDropped();
  void anExceptionOfACancelledJobIsDropped();
  void aCancelledTaskCancelsItsJob();
  void aJobThatIsDroppedCancelsItsFuture();
  void aJobMayBeLateForAClosedLoop();
  void aJobMayBeLateForALoopThatIsGone();
  void droppingTheFutureLetsTheJobRun();
  void aVirtualClockWaitsForJobs();
  void toThreadBeginsWhenAwaited();
  void toThreadPassesArguments();
  void toThreadPassesExceptions();
  void toThreadRunsConcurrently();
  void theFirstJobThatNamesItselfIsNamed();

  void aNullDefaultExecutorIsRefused();
  void aDefaultExecutorCanBeReplaced();
  void closeShutsTheDefaultExecutorDownWithoutWaiting();
  void shutdownWithoutAPoolOnlyForbids();
  void shutdownWaitsForJobsWhileTheLoopGoesOn();
  void afterShutdownAGivenExecutorStillWorks();
  void shutdownMayBeCalledAgain();
  void shutdownGivesUpAfterTheTimeout();
  void shutdownThatIsCancelledDoesNotBlock();
};

void RunInExecutorTest::givesAFutureAtOnce() {  // X3
  Loop loop(virtual_clock());
  ManualExecutor executor;
  const Future<int> future = run_in_executor(loop, executor, [] { return 1; });
  QVERIFY(!future.done());
  QCOMPARE(executor.jobs.size(), 1U);
  executor.run_all();
  QCOMPARE(loop.run_until_complete(future), 1);
}

void RunInExecutorTest::theJobRunsOnAnotherThread() {  // X3, test_threads: test_to_thread
  Loop loop(virtual_clock());
  const auto here = this_thread_id();
  const auto there =
      loop.run_until_complete(run_in_executor(loop, [] { return this_thread_id(); }));
  QVERIFY(there != here);
  QVERIFY(thread_name(there).starts_with("worker_"));
}

void RunInExecutorTest::theOutcomeArrivesInTwoIterations() {  // X4
  Loop loop(virtual_clock());
  ManualExecutor executor;
  const Future<int> future = run_in_executor(loop, executor, [] { return 1; });
  bool resumed = false;
  const auto task = loop.create_task([&]() -> Coro<void> {
    (void)co_await future;
    resumed = true;
  });
  run_once(loop);  // the task stands at the await
  executor.run_all();
  QVERIFY(!future.done());
  run_once(loop);  // the outcome is copied
  QVERIFY(future.done());
  QVERIFY(!resumed);
  run_once(loop);
  QVERIFY(resumed && task.done());
}

void RunInExecutorTest::anExceptionArrivesAtTheAwait() {  // X4
  Loop loop(virtual_clock());
  const auto future =
      run_in_executor(loop, []() -> int { throw std::runtime_error("in the job"); });
  QCOMPARE(thrown<std::runtime_error>([&] { (void)loop.run_until_complete(future); }),
           std::string("in the job"));
}

void RunInExecutorTest::worksWithVoidMoveOnlyAndReferences() {
  Loop loop(virtual_clock());
  loop.run_until_complete(run_in_executor(loop, [] {}));
  auto pointer =
      loop.run_until_complete(run_in_executor(loop, [] { return std::make_unique<int>(3); }));
  QCOMPARE(*pointer, 3);
  int object = 0;
  int& reference =
      loop.run_until_complete(run_in_executor(loop, [&object]() -> int& { return object; }));
  QCOMPARE(&reference, &object);
  // A move-only job.
  auto argument = std::make_unique<int>(4);
  QCOMPARE(loop.run_until_complete(
               run_in_executor(loop, [argument = std::move(argument)] { return *argument; })),
           4);
}

void RunInExecutorTest::theValueIsMovedNotCopied() {
  struct Counted {
    int copies = 0;
    Counted() = default;
    Counted(const Counted& other) : copies(other.copies + 1) {}
    Counted(Counted&&) = default;
    Counted& operator=(const Counted&) = default;
    Counted& operator=(Counted&&) = default;
  };
  Loop loop(virtual_clock());
  const int copies = loop.run_until_complete([]() -> Coro<int> {
    const auto make = [] { return Counted(); };
    auto future = run_in_executor(make);
    const Counted value = co_await std::move(future);
    co_return value.copies;
  }());
  QCOMPARE(copies, 0);
}

void RunInExecutorTest::whatTheJobOwnsGoesBeforeTheOutcomeComes() {
  ThreadPool pool(1);
  const auto owned = std::make_shared<int>(1);
  const auto outcome = pool.submit([owned] { return *owned; });
  outcome.result();
  QCOMPARE(owned.use_count(), 1L);
  const auto failure = pool.submit([owned] { throw std::runtime_error("failed"); });
  QVERIFY(failure.exception() != nullptr);
  QCOMPARE(owned.use_count(), 1L);
}

void RunInExecutorTest::theDefaultPoolIsMadeWhenFirstNeeded() {  // X3
  Loop loop(virtual_clock());
  QVERIFY(!loop.core().default_executor);
  const Executor* first = nullptr;
  for (int i = 0; i < 2; ++i) {
    loop.run_until_complete(run_in_executor(loop, [] {}));
    QVERIFY(loop.core().default_executor);
    if (!first) first = loop.core().default_executor.get();
    QCOMPARE(loop.core().default_executor.get(), first);
  }
}

void RunInExecutorTest::aGivenExecutorIsUsed() {  // X3
  Loop loop(virtual_clock());
  ThreadPool pool(1, "given");
  const auto there = loop.run_until_complete(
      run_in_executor(loop, pool, [] { return thread_name(this_thread_id()); }));
  QCOMPARE(there, std::string("given_0"));
  QVERIFY(!loop.core().default_executor);
}

void RunInExecutorTest::aClosedLoopRefuses() {  // L9
  Loop loop(virtual_clock());
  loop.close();
  ManualExecutor executor;
  const std::string text = "Event loop is closed";
  QCOMPARE(thrown<RuntimeError>([&] { (void)run_in_executor(loop, [] {}); }), text);
  QCOMPARE(thrown<RuntimeError>([&] { (void)run_in_executor(loop, executor, [] {}); }), text);
  QVERIFY(executor.jobs.empty());
}

void RunInExecutorTest::anExecutorThatWasShutDownRefuses() {
  Loop loop(virtual_clock());
  ThreadPool pool(1);
  pool.shutdown(true);
  QCOMPARE(thrown<RuntimeError>([&] { (void)run_in_executor(loop, pool, [] {}); }),
           std::string("cannot schedule new futures after shutdown"));
}

void RunInExecutorTest::aCancelledJobThatHasNotBegunNeverRuns() {  // X5
  Loop loop(virtual_clock());
  ManualExecutor executor;
  bool ran = false;
  const auto future = run_in_executor(loop, executor, [&] { ran = true; });
  QVERIFY(future.cancel());
  QVERIFY(future.cancelled());  // at once
  run_once(loop);               // the job learns of it
  executor.run_all();
  run_once(loop);
  QVERIFY(!ran);
  QVERIFY(throws<CancelledError>([&] { future.result(); }));
}

void RunInExecutorTest::aCancelledJobThatRunsGoesOnAndItsResultIsDropped() {  // X5
  Loop loop(virtual_clock());
  std::vector<std::string> errors;
  loop.set_exception_handler(
      [&](const ExceptionContext& context) { errors.push_back(context.message); });
  ThreadPool pool(1);
  Gate begun;
  Gate go_on;
  std::atomic<bool> ran{false};
  const auto future = run_in_executor(loop, pool, [&] {
    begun.open();
    go_on.wait();
    ran = true;
    return 1;
  });
  begun.wait();
  QVERIFY(future.cancel());
  run_once(loop);
  go_on.open();
  pool.shutdown(true);
  QVERIFY(ran);
  run_once(loop);  // the late outcome comes in
  QVERIFY(future.cancelled());
  QVERIFY(errors.empty());
}

void RunInExecutorTest::anExceptionOfACancelledJobIsDropped() {  // X5
  Loop loop(virtual_clock());
  std::vector<std::string> errors;
  loop.set_exception_handler(
      [&](const ExceptionContext& context) { errors.push_back(context.message); });
  ThreadPool pool(1);
  Gate begun;
  Gate go_on;
  auto future = run_in_executor(loop, pool, [&]() -> int {
    begun.open();
    go_on.wait();
    throw std::runtime_error("nobody hears");
  });
  begun.wait();
  future.cancel();
  run_once(loop);
  go_on.open();
  pool.shutdown(true);
  run_once(loop);
  QVERIFY(future.cancelled());
  future = {};
  QVERIFY(errors.empty());
}

void RunInExecutorTest::aCancelledTaskCancelsItsJob() {  // X5, F15
  Loop loop(virtual_clock());
  ManualExecutor executor;
  bool ran = false;
  const auto task = loop.create_task([&]() -> Coro<void> {
    const auto job = [&ran] { ran = true; };
    co_await run_in_executor(executor, job);
  });
  run_once(loop);
  QCOMPARE(executor.jobs.size(), 1U);
  task.cancel();
  QVERIFY(throws<CancelledError>([&] { loop.run_until_complete(task); }));
  executor.run_all();
  QVERIFY(!ran);
}

void RunInExecutorTest::aJobThatIsDroppedCancelsItsFuture() {
  Loop loop(virtual_clock());
  ManualExecutor executor;
  const auto future = run_in_executor(loop, executor, [] { return 1; });
  executor.jobs.clear();
  QVERIFY(throws<CancelledError>([&] { (void)loop.run_until_complete(future); }));
}

void RunInExecutorTest::aJobMayBeLateForAClosedLoop() {  // X10, P24
  ThreadPool pool(1);
  Gate go_on;
  Loop loop(virtual_clock());
  const auto future = run_in_executor(loop, pool, [&] { go_on.wait(); });
  loop.close();
  go_on.open();
  pool.shutdown(true);
  QVERIFY(!future.done());
}

void RunInExecutorTest::aJobMayBeLateForALoopThatIsGone() {  // X10, P24
  ThreadPool pool(1);
  Gate go_on;
  Future<std::string> future;
  {
    Loop loop(virtual_clock());
    future = run_in_executor(loop, pool, [&] {
      go_on.wait();
      return std::string("late");
    });
  }
  go_on.open();
  pool.shutdown(true);
  QVERIFY(!future.done());
}

void RunInExecutorTest::droppingTheFutureLetsTheJobRun() {
  Loop loop(virtual_clock());
  std::atomic<bool> ran{false};
  {
    ThreadPool pool(1);
    (void)run_in_executor(loop, pool, [&] { ran = true; });
  }
  QVERIFY(ran);
  run_once(loop);
}

void RunInExecutorTest::aVirtualClockWaitsForJobs() {
  Loop loop(virtual_clock());
  ThreadPool pool(2);
  Gate go_on;
  Duration at = -1s;
  bool timer_was_first = false;
  loop.call_later(1s, [&] { timer_was_first = at < 0s; });
  const auto future = run_in_executor(loop, pool, [&] { go_on.wait(); });
  future.add_done_callback([&] { at = loop.time(); });
  const ScopedThread thread([&] { go_on.open(); });
  loop.run_until_complete(sleep(2s));
  QCOMPARE(at, Duration(0));
  QVERIFY(!timer_was_first);
}

void RunInExecutorTest::toThreadBeginsWhenAwaited() {  // X8
  Loop loop(virtual_clock());
  const LogCapture log;
  std::atomic<bool> ran{false};
  const auto set = [&ran] { ran = true; };
  { const auto never = to_thread(set); }
  QVERIFY(!ran);
  QVERIFY(log.has("was never awaited"));
  loop.run_until_complete(to_thread(set));
  QVERIFY(ran);
}

void RunInExecutorTest::
    toThreadPassesArguments() {  // X8, test_threads: test_to_thread_args_and_kwargs
  Loop loop(virtual_clock());
  const auto join = [](std::string text, std::unique_ptr<int> number) {
    return text + std::to_string(*number);
  };
  QCOMPARE(loop.run_until_complete(to_thread(join, std::string("n="), std::make_unique<int>(5))),
           std::string("n=5"));
}

void RunInExecutorTest::toThreadPassesExceptions() {  // X8, test_threads: test_to_thread_exception
  Loop loop(virtual_clock());
  const auto fail = [] { throw std::runtime_error("test"); };
  QCOMPARE(thrown<std::runtime_error>([&] { loop.run_until_complete(to_thread(fail)); }),
           std::string("test"));
}

void RunInExecutorTest::toThreadRunsConcurrently() {  // X8, test_threads: test_to_thread_concurrent
  Loop loop(virtual_clock());
  std::atomic<int> calls{0};
  loop.run_until_complete([](std::atomic<int>& counter) -> Coro<void> {
    std::vector<Task<void>> tasks;
    const auto count = [&counter] { ++counter; };
    for (int i = 0; i < 10; ++i) tasks.push_back(get_running_loop().create_task(to_thread(count)));
    for (const Task<void>& task : tasks) co_await task;
  }(calls));
  QCOMPARE(calls.load(), 10);
}

void RunInExecutorTest::theFirstJobThatNamesItselfIsNamed() {
  ManualExecutor executor;
  (void)executor.submit(named("load", [] { return 1; }));
  QCOMPARE(executor.jobs.front().name(), std::string_view("load"));
  Loop loop(virtual_clock());
  (void)run_in_executor(loop, executor, named("save", [] { return 1; }));
  QCOMPARE(executor.jobs.back().name(), std::string_view("save"));
}

void RunInExecutorTest::aNullDefaultExecutorIsRefused() {  // X6
  Loop loop(virtual_clock());
  QVERIFY(throws<ValueError>([&] { set_default_executor(loop, nullptr); }));
}

void RunInExecutorTest::aDefaultExecutorCanBeReplaced() {
  Loop loop(virtual_clock());
  const auto executor = std::make_shared<ManualExecutor>();
  set_default_executor(loop, executor);
  const auto future = run_in_executor(loop, [] { return 2; });
  QCOMPARE(executor->jobs.size(), 1U);
  executor->run_all();
  QCOMPARE(loop.run_until_complete(future), 2);
}

void RunInExecutorTest::closeShutsTheDefaultExecutorDownWithoutWaiting() {  // L24
  Gate go_on;
  Gate ended;
  {
    Loop loop(virtual_clock());
    (void)run_in_executor(loop, [&] {
      go_on.wait();
      ended.open();
    });
    loop.close();  // would hang if it waited
    go_on.open();
  }
  ended.wait();

  const auto executor = std::make_shared<ManualExecutor>();
  Loop loop(virtual_clock());
  set_default_executor(loop, executor);
  loop.close();
  QVERIFY(executor->shut_down && !executor->waited);
}

void RunInExecutorTest::shutdownWithoutAPoolOnlyForbids() {  // X7, X3
  Loop loop(virtual_clock());
  loop.run_until_complete(shutdown_default_executor());
  QCOMPARE(thrown<RuntimeError>([&] { (void)run_in_executor(loop, [] {}); }),
           std::string("Executor shutdown has been called"));
}

void RunInExecutorTest::shutdownWaitsForJobsWhileTheLoopGoesOn() {  // X7
  Loop loop(virtual_clock());
  Gate go_on;
  std::atomic<bool> ended{false};
  (void)run_in_executor(loop, [&] {
    go_on.wait();
    ended = true;
  });
  loop.call_soon([&] { loop.call_soon([&] { go_on.open(); }); });
  loop.run_until_complete(shutdown_default_executor());
  QVERIFY(ended);
}

void RunInExecutorTest::afterShutdownAGivenExecutorStillWorks() {  // X3
  Loop loop(virtual_clock());
  ThreadPool pool(1);
  loop.run_until_complete(run_in_executor(loop, [] {}));
  loop.run_until_complete(shutdown_default_executor());
  QVERIFY(throws<RuntimeError>([&] { (void)run_in_executor(loop, [] {}); }));
  QCOMPARE(loop.run_until_complete(run_in_executor(loop, pool, [] { return 1; })), 1);
}

void RunInExecutorTest::shutdownMayBeCalledAgain() {  // X7
  Loop loop(virtual_clock());
  loop.run_until_complete(run_in_executor(loop, [] {}));
  loop.run_until_complete(shutdown_default_executor(1s));
  loop.run_until_complete(shutdown_default_executor(1s));
}

void RunInExecutorTest::shutdownGivesUpAfterTheTimeout() {  // X7
  const LogCapture log;
  Gate go_on;
  Gate ended;
  Loop loop;  // a virtual clock would wait for the job
  (void)run_in_executor(loop, [&] {
    go_on.wait();
    ended.open();
  });
  loop.run_until_complete(shutdown_default_executor(1500us));
  QCOMPARE(log.lines(),
           (std::vector<std::string>{"The executor did not finishing joining its threads within "
                                     "0.0015 seconds."}));
  go_on.open();
  ended.wait();
}

void RunInExecutorTest::shutdownThatIsCancelledDoesNotBlock() {
  Gate go_on;
  Loop loop(virtual_clock());
  const auto job = run_in_executor(loop, [&] { go_on.wait(); });
  const auto task = loop.create_task(shutdown_default_executor());
  run_once(loop);
  task.cancel();
  QVERIFY(throws<CancelledError>([&] { loop.run_until_complete(task); }));
  go_on.open();
  loop.run_until_complete(job);
}

QTEST_APPLESS_MAIN(RunInExecutorTest)
#include "run_in_executor_test.moc"
