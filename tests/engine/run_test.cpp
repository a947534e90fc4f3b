// SPDX-License-Identifier: MIT
// Whole programs in a loop: run() and Runner, rules N1 and N2.
#include <QtTest>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <loopscope/run.h>
#include <loopscope/run_in_executor.h>
#include <loopscope/runner.h>
#include <loopscope/sleep.h>
#include <tests/engine/thread_helpers.h>

using namespace loopscope;
using namespace loopscope::test;
using namespace std::chrono_literals;

namespace {

RunOptions virtual_time() { return {.clock = std::make_unique<VirtualClock>()}; }

using Events = std::vector<std::string>;

/// Waits for ever; cleans up with an await when cancelled.
Coro<void> wait_and_clean_up(Events& events, std::string name) {
  bool cancelled = false;
  try {
    co_await get_running_loop().create_future<void>();
  } catch (const CancelledError&) {
    cancelled = true;
  }
  events.push_back(name + " cancelled");
  co_await sleep(1s);
  events.push_back(name + " cleaned up");
  if (cancelled) throw CancelledError();
}

Coro<void> fail_when_cancelled() {
  bool cancelled = false;
  try {
    co_await get_running_loop().create_future<void>();
  } catch (const CancelledError&) {
    cancelled = true;
  }
  if (cancelled) throw std::runtime_error("bad cleanup");
}

}  // namespace

class RunTest : public QObject {
  Q_OBJECT

 private slots:
  void runGivesTheResult();
  void runThrowsTheException();
  void runTakesValuesOfAllKinds();
  void runIsRefusedInsideARunningLoop();
  void runCancelsTheOtherTasksAndLetsThemCleanUp();
  void runCancelsTheOtherTasksAfterAnErrorToo();
  void runReportsErrorsOfTheTasksThatItCancels();
  void runReportsNothingOfTasksThatEndWell();
  void runWaitsForTheDefaultExecutor();
  void runUsesTheGivenClockAndDebugMode();
  void aFatalExitLeavesRun();

  void aRunnerKeepsItsLoopAndTasks();
  void aRunnerMakesItsLoopWhenFirstNeeded();
  void aClosedRunnerRefuses();
  void aRunnerIsRefusedInsideARunningLoop();
  void closeMayBeCalledAgain();
  void closingAnUnusedRunnerDoesNothing();
  void aRunnerThatIsDroppedCloses();
};

void RunTest::runGivesTheResult() {
  const int result = run(
      []() -> Coro<int> {
        co_await sleep(1s);
        co_return 5;
      }(),
      virtual_time());
  QCOMPARE(result, 5);
}

void RunTest::runThrowsTheException() {
  const auto fail = []() -> Coro<int> {
    co_await sleep(0s);
    throw std::runtime_error("failed");
  };
  QCOMPARE(thrown<std::runtime_error>([&] { (void)run(fail()); }), std::string("failed"));
}

void RunTest::runTakesValuesOfAllKinds() {
  int object = 0;
  run([](int& counted) -> Coro<void> {
    ++counted;
    co_return;
  }(object));
  QCOMPARE(object, 1);
  int& reference = run([](int& passed) -> Coro<int&> { co_return passed; }(object));
  QCOMPARE(&reference, &object);
  auto pointer = run([]() -> Coro<std::unique_ptr<int>> { co_return std::make_unique<int>(2); }());
  QCOMPARE(*pointer, 2);
}

void RunTest::runIsRefusedInsideARunningLoop() {  // N1
  const LogCapture log;
  std::string error;
  run([](std::string& text) -> Coro<void> {
    text = thrown<RuntimeError>([] { run(sleep(0s)); });
    co_return;
  }(error));
  QCOMPARE(error, std::string("run() cannot be called from a running event loop"));
  QVERIFY(log.has("was never awaited"));
}

void RunTest::runCancelsTheOtherTasksAndLetsThemCleanUp() {  // N2
  Events events;
  run(
      [](Events& seen) -> Coro<void> {
        (void)get_running_loop().create_task(wait_and_clean_up(seen, "a"));
        (void)get_running_loop().create_task(wait_and_clean_up(seen, "b"));
        co_await sleep(1s);
        seen.emplace_back("main ends");
      }(events),
      virtual_time());
  QCOMPARE(events,
           (Events{"main ends", "a cancelled", "b cancelled", "a cleaned up", "b cleaned up"}));
}

void RunTest::runCancelsTheOtherTasksAfterAnErrorToo() {  // N2
  Events events;
  const auto main = [](Events& seen) -> Coro<void> {
    (void)get_running_loop().create_task(wait_and_clean_up(seen, "a"));
    co_await sleep(1s);
    throw std::runtime_error("main failed");
  };
  QCOMPARE(thrown<std::runtime_error>([&] { run(main(events), virtual_time()); }),
           std::string("main failed"));
  QCOMPARE(events, (Events{"a cancelled", "a cleaned up"}));
}

void RunTest::runReportsErrorsOfTheTasksThatItCancels() {
  // N2, test_asyncio_run_reports_hanging_tasks_errors
  Events reports;
  const auto main = [](Events& errors) -> Coro<void> {
    Loop& loop = get_running_loop();
    loop.set_exception_handler([&errors](const ExceptionContext& context) {
      errors.push_back(context.message + "; " + error_line(context.exception));
    });
    (void)loop.create_task(fail_when_cancelled());
    co_await sleep(0s);
  };
  run(main(reports), virtual_time());
  QCOMPARE(reports, (Events{"unhandled exception during run() shutdown; "
                            "runtime_error: bad cleanup"}));
}

void RunTest::runReportsNothingOfTasksThatEndWell() {  // N2
  const LogCapture log;
  Events events;
  run(
      [](Events& seen) -> Coro<void> {
        (void)get_running_loop().create_task(wait_and_clean_up(seen, "a"));
        co_await sleep(0s);
      }(events),
      virtual_time());
  QVERIFY(log.lines().empty());
}

void RunTest::runWaitsForTheDefaultExecutor() {  // N2
  std::atomic<bool> ended{false};
  Gate go_on;
  run([](Gate& gate, std::atomic<bool>& done) -> Coro<void> {
    (void)run_in_executor([&] {
      gate.wait();
      done = true;
    });
    // A job that is behind the shutdown.
    get_running_loop().call_later(1ms, [&gate] { gate.open(); });
    co_return;
  }(go_on, ended));
  QVERIFY(ended);
}

void RunTest::runUsesTheGivenClockAndDebugMode() {  // N2
  const auto main = []() -> Coro<std::string> {
    Loop& loop = get_running_loop();
    co_return std::string(loop.clock().name()) + (loop.debug() ? " debug" : "");
  };
  QCOMPARE(run(main()), std::string("steady"));
  QCOMPARE(run(main(), {.debug = true, .clock = std::make_unique<VirtualClock>()}),
           std::string("virtual debug"));
}

void RunTest::aFatalExitLeavesRun() {  // P8
  Events events;
  const auto main = [](Events& seen) -> Coro<void> {
    (void)get_running_loop().create_task(wait_and_clean_up(seen, "a"));
    co_await sleep(0s);
    throw FatalExit(3);
  };
  QVERIFY(throws<FatalExit>([&] { run(main(events), virtual_time()); }));
  QCOMPARE(events, (Events{"a cancelled", "a cleaned up"}));
}

void RunTest::aRunnerKeepsItsLoopAndTasks() {  // N1
  Runner runner(virtual_time());
  Events events;
  const auto background = [](Events& seen) -> Coro<void> {
    co_await sleep(3s);
    seen.emplace_back("background");
  };
  runner.run([](Events& seen, auto body) -> Coro<void> {
    (void)get_running_loop().create_task(body(seen));
    co_await sleep(2s);
    seen.emplace_back("first");
  }(events, background));
  Loop* loop = &runner.loop();
  runner.run([](Events& seen) -> Coro<void> {
    co_await sleep(2s);
    seen.emplace_back("second");
  }(events));
  QCOMPARE(&runner.loop(), loop);
  QCOMPARE(events, (Events{"first", "background", "second"}));
}

void RunTest::aRunnerMakesItsLoopWhenFirstNeeded() {  // N1
  Runner runner({.debug = true});
  QVERIFY(runner.loop().debug());
  QVERIFY(!runner.loop().is_running());
}

void RunTest::aClosedRunnerRefuses() {  // N1
  const LogCapture log;
  Runner runner;
  runner.run(sleep(0s));
  runner.close();
  QCOMPARE(thrown<RuntimeError>([&] { runner.run(sleep(0s)); }), std::string("Runner is closed"));
  QCOMPARE(thrown<RuntimeError>([&] { (void)runner.loop(); }), std::string("Runner is closed"));
}

void RunTest::aRunnerIsRefusedInsideARunningLoop() {  // N1
  const LogCapture log;
  Runner runner;
  std::string error;
  runner.run([](Runner& inner, std::string& text) -> Coro<void> {
    text = thrown<RuntimeError>([&] { inner.run(sleep(0s)); });
    co_return;
  }(runner, error));
  QCOMPARE(error, std::string("Runner.run() cannot be called from a running event loop"));
}

void RunTest::closeMayBeCalledAgain() {  // N2
  Runner runner;
  runner.run(sleep(0s));
  const LoopDoor door = runner.loop().door();
  runner.close();
  runner.close();
  QVERIFY(door.is_closed());
}

void RunTest::closingAnUnusedRunnerDoesNothing() {  // N2
  Runner runner;
  runner.close();
}

void RunTest::aRunnerThatIsDroppedCloses() {  // N2
  Events events;
  {
    Runner runner(virtual_time());
    runner.run([](Events& seen) -> Coro<void> {
      (void)get_running_loop().create_task(wait_and_clean_up(seen, "a"));
      co_await sleep(0s);
    }(events));
    QVERIFY(events.empty());
  }
  QCOMPARE(events, (Events{"a cancelled", "a cleaned up"}));
}

QTEST_APPLESS_MAIN(RunTest)
#include "run_test.moc"
