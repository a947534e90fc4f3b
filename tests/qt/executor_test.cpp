// SPDX-License-Identifier: MIT
#include <QtTest>

#include <QThreadPool>

#include <atomic>
#include <latch>
#include <memory>
#include <stdexcept>

#include <loopscope/qt/bridge.h>
#include <loopscope/qt/executor.h>
#include <loopscope/run_in_executor.h>
#include <tests/qt/spin.h>

using namespace loopscope;
using loopscope::qt::QtBridge;
using loopscope::qt::QtExecutor;
using loopscope::test::spin_until;

/// QThreadPool as an executor.
class ExecutorTest : public QObject {
  Q_OBJECT

 private slots:
  void aJobRunsOnThePoolAndItsTaskGoesOnInTheLoop();
  void anExceptionArrivesAtTheAwait();
  void theGlobalPoolServesByDefault();
  void afterShutdownJobsAreRefused();
  void shutdownWaitsForItsOwnJobsOnly();
  void aJobCannotWaitForItsOwnExecutor();
  void aJobThatThePoolDropsCancelsItsFuture();
  void theExecutorMayGoBeforeItsJobs();
};

void ExecutorTest::aJobRunsOnThePoolAndItsTaskGoesOnInTheLoop() {
  QThreadPool pool;
  QtExecutor executor(pool);
  Loop loop;
  const QtBridge bridge(loop);
  const QThread* worker = nullptr;
  const Task<int> task = loop.create_task([&]() -> Coro<int> {
    const auto job = [&] {
      worker = QThread::currentThread();
      return 42;
    };
    const int value = co_await run_in_executor(executor, job);
    co_return QThread::currentThread() == qApp->thread() ? value : -1;
  });
  QVERIFY(spin_until([&] { return task.done(); }));
  QCOMPARE(task.result(), 42);
  QVERIFY(worker && worker != qApp->thread());
}

void ExecutorTest::anExceptionArrivesAtTheAwait() {
  QThreadPool pool;
  QtExecutor executor(pool);
  Loop loop;
  const QtBridge bridge(loop);
  const Future<void> future =
      run_in_executor(loop, executor, [] { throw std::runtime_error("no"); });
  QVERIFY(spin_until([&] { return future.done(); }));
  QVERIFY_EXCEPTION_THROWN(future.result(), std::runtime_error);
}

void ExecutorTest::theGlobalPoolServesByDefault() {
  QtExecutor executor;
  QCOMPARE(executor.submit([] { return 1; }).result(), 1);
}

void ExecutorTest::afterShutdownJobsAreRefused() {
  QThreadPool pool;
  QtExecutor executor(pool);
  executor.shutdown(false);
  executor.shutdown(true);  // again
  QVERIFY_EXCEPTION_THROWN(executor.execute(Job([] {})), RuntimeError);
}

void ExecutorTest::shutdownWaitsForItsOwnJobsOnly() {
  QThreadPool pool;
  pool.setMaxThreadCount(2);
  std::latch release(1);
  pool.start([&] { release.wait(); });  // somebody else's
  QtExecutor executor(pool);
  std::atomic<int> ran{0};
  for (int i = 0; i < 10; ++i) executor.execute(Job([&] { ++ran; }));
  executor.shutdown(true);
  QCOMPARE(ran.load(), 10);
  release.count_down();
}

void ExecutorTest::aJobCannotWaitForItsOwnExecutor() {
  QThreadPool pool;
  QtExecutor executor(pool);
  const auto outcome = executor.submit([&] { executor.shutdown(true); });
  QVERIFY_EXCEPTION_THROWN(outcome.result(), RuntimeError);
}

void ExecutorTest::aJobThatThePoolDropsCancelsItsFuture() {
  QThreadPool pool;
  pool.setMaxThreadCount(1);
  QtExecutor executor(pool);
  Loop loop;
  const QtBridge bridge(loop);
  std::latch begun(1);
  std::latch release(1);
  executor.execute(Job([&] {
    begun.count_down();
    release.wait();
  }));
  begun.wait();
  const Future<int> dropped = run_in_executor(loop, executor, [] { return 1; });
  pool.clear();
  release.count_down();
  QVERIFY(spin_until([&] { return dropped.done(); }));
  QVERIFY(dropped.cancelled());
  executor.shutdown(true);
}

void ExecutorTest::theExecutorMayGoBeforeItsJobs() {
  QThreadPool pool;
  pool.setMaxThreadCount(1);
  std::latch release(1);
  std::atomic<bool> ran{false};
  {
    QtExecutor executor(pool);
    executor.execute(Job([&] { release.wait(); }));
    executor.execute(Job([&] { ran = true; }));
  }
  release.count_down();
  QVERIFY(pool.waitForDone(10'000));
  QVERIFY(ran);
}

QTEST_GUILESS_MAIN(ExecutorTest)
#include "executor_test.moc"
