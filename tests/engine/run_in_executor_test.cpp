// SPDX-License-Identifier: MIT
// Jobs of a loop on other threads: rules X3 to X5, and the loop's end meanwhile (X10).
#include <QtTest>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <loopscope/run_in_executor.h>
#include <loopscope/sleep.h>
#include <loopscope/thread_pool.h>
#include <loopscope/threads.h>
#include <tests/engine/manual_executor.h>
#include <tests/engine/thread_helpers.h>

using namespace loopscope;
using namespace loopscope::test;
using namespace std::chrono_literals;

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
  void aJobHasTheNameOfItsCallable();
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

void RunInExecutorTest::aJobHasTheNameOfItsCallable() {
  ManualExecutor executor;
  (void)executor.submit(named("load", [] { return 1; }));
  QCOMPARE(executor.jobs.front().name(), std::string_view("load"));
  Loop loop(virtual_clock());
  (void)run_in_executor(loop, executor, named("save", [] { return 1; }));
  QCOMPARE(executor.jobs.back().name(), std::string_view("save"));
}

QTEST_APPLESS_MAIN(RunInExecutorTest)
#include "run_in_executor_test.moc"
