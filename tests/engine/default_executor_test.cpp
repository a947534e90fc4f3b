// SPDX-License-Identifier: MIT
// The executor that a loop owns, and its end: rules X3, X6, X7 and L24.
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

class DefaultExecutorTest : public QObject {
  Q_OBJECT

 private slots:
  void theDefaultPoolIsMadeWhenFirstNeeded();
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

void DefaultExecutorTest::theDefaultPoolIsMadeWhenFirstNeeded() {  // X3
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

void DefaultExecutorTest::aNullDefaultExecutorIsRefused() {  // X6
  Loop loop(virtual_clock());
  QVERIFY(throws<ValueError>([&] { set_default_executor(loop, nullptr); }));
}

void DefaultExecutorTest::aDefaultExecutorCanBeReplaced() {
  Loop loop(virtual_clock());
  const auto executor = std::make_shared<ManualExecutor>();
  set_default_executor(loop, executor);
  const auto future = run_in_executor(loop, [] { return 2; });
  QCOMPARE(executor->jobs.size(), 1U);
  executor->run_all();
  QCOMPARE(loop.run_until_complete(future), 2);
}

void DefaultExecutorTest::closeShutsTheDefaultExecutorDownWithoutWaiting() {  // L24
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

void DefaultExecutorTest::shutdownWithoutAPoolOnlyForbids() {  // X7, X3
  Loop loop(virtual_clock());
  loop.run_until_complete(shutdown_default_executor());
  QCOMPARE(thrown<RuntimeError>([&] { (void)run_in_executor(loop, [] {}); }),
           std::string("Executor shutdown has been called"));
}

void DefaultExecutorTest::shutdownWaitsForJobsWhileTheLoopGoesOn() {  // X7
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

void DefaultExecutorTest::afterShutdownAGivenExecutorStillWorks() {  // X3
  Loop loop(virtual_clock());
  ThreadPool pool(1);
  loop.run_until_complete(run_in_executor(loop, [] {}));
  loop.run_until_complete(shutdown_default_executor());
  QVERIFY(throws<RuntimeError>([&] { (void)run_in_executor(loop, [] {}); }));
  QCOMPARE(loop.run_until_complete(run_in_executor(loop, pool, [] { return 1; })), 1);
}

void DefaultExecutorTest::shutdownMayBeCalledAgain() {  // X7
  Loop loop(virtual_clock());
  loop.run_until_complete(run_in_executor(loop, [] {}));
  loop.run_until_complete(shutdown_default_executor(1s));
  loop.run_until_complete(shutdown_default_executor(1s));
}

void DefaultExecutorTest::shutdownGivesUpAfterTheTimeout() {  // X7
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

void DefaultExecutorTest::shutdownThatIsCancelledDoesNotBlock() {
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

QTEST_APPLESS_MAIN(DefaultExecutorTest)
#include "default_executor_test.moc"
