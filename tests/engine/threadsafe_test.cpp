// SPDX-License-Identifier: MIT
// Coroutines for a loop from other threads: rules X12 and X13. First CPython's own tests.
#include <QtTest>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <loopscope/run_in_executor.h>
#include <loopscope/threads.h>
#include <loopscope/threadsafe.h>
#include <tests/engine/adding.h>
#include <tests/engine/thread_helpers.h>

using namespace loopscope;
using namespace loopscope::test;
using namespace std::chrono_literals;

class ThreadsafeTest : public QObject {
  Q_OBJECT

 private slots:
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
};

void ThreadsafeTest::aThreadGetsTheResultOfACoroutine() {  // test_run_coroutine_threadsafe
  Loop loop(virtual_clock());
  const auto job = [door = loop.door()] { return target(door, Way::succeed); };
  QCOMPARE(loop.run_until_complete(run_in_executor(loop, job)), 3);
  QCOMPARE(loop.time(), Duration(50ms));
}

// test_run_coroutine_threadsafe_with_exception
void ThreadsafeTest::aThreadGetsTheExceptionOfACoroutine() {
  Loop loop(virtual_clock());
  const auto job = [door = loop.door()] { return target(door, Way::fail); };
  const auto future = run_in_executor(loop, job);
  QCOMPARE(thrown<RuntimeError>([&] { (void)loop.run_until_complete(future); }),
           std::string("Fail!"));
}

// test_run_coroutine_threadsafe_with_timeout
void ThreadsafeTest::aTimeoutInTheThreadCancelsTheTask() {
  Loop loop(virtual_clock());
  const auto job = [door = loop.door()] { return target(door, Way::succeed, 0s); };
  const auto future = run_in_executor(loop, job);
  QVERIFY(throws<TimeoutError>([&] { (void)loop.run_until_complete(future); }));
  run_once(loop);
  for (const AnyTask& task : loop.all_tasks()) QVERIFY(task.done());
  QVERIFY(loop.all_tasks().empty());
}

// test_run_coroutine_threadsafe_task_cancelled, X13
void ThreadsafeTest::aCancelledTaskCancelsItsOutcome() {
  Loop loop(virtual_clock());
  const auto job = [door = loop.door()] { return target(door, Way::cancel); };
  const auto future = run_in_executor(loop, job);
  QVERIFY(throws<CancelledError>([&] { (void)loop.run_until_complete(future); }));
}

// test_run_coroutine_threadsafe_task_factory_exception, X12
void ThreadsafeTest::anErrorInTheTaskFactoryGoesToBothSides() {
  const LogCapture log;  // "was never awaited"
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

QTEST_APPLESS_MAIN(ThreadsafeTest)
#include "threadsafe_test.moc"
