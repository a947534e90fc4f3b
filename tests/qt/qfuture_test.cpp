// SPDX-License-Identifier: MIT
#include <QtTest>

#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include <loopscope/loop.h>
#include <loopscope/qt/bridge.h>
#include <loopscope/qt/future.h>
#include <tests/qt/spin.h>

using namespace loopscope;
using loopscope::qt::QtBridge;
using loopscope::test::spin_briefly;
using loopscope::test::spin_until;

namespace {

template <class T>
Coro<T> await(QFuture<T> source) {
  co_return co_await source;
}

std::string what(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& thrown) {
    return thrown.what();
  }
}

}  // namespace

class QFutureTest : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void cleanup();

  void aQFutureCanBeAwaited();
  void aFinishedQFutureCanBeAwaited();
  void aQFutureWithoutAValueCanBeAwaited();
  void aMoveOnlyResultIsTaken();
  void severalTasksMayAwaitOneQFuture();
  void itsExceptionIsThrown();
  void anUnhandledExceptionIsUnwrapped();
  void aCancelledQFutureCancels();
  void cancellingTheTaskCancelsTheQFuture();
  void aQFutureWithoutAResultIsAnError();
  void aQFutureThatOutlivesTheLoopIsLeftAlone();
  void aLoopThatRunsByItselfAwaitsIt();
  void aLoopThatRunsByItselfSeesErrorsAndCancellation();

  void aFutureBecomesAQFuture();
  void aTaskBecomesAQFuture();
  void anExceptionReachesTheQFuture();
  void aCancellationReachesTheQFuture();
  void cancellingTheQFutureCancelsTheTask();
  void aDroppedFutureCancelsTheQFuture();

 private:
  std::unique_ptr<Loop> loop_;
  std::unique_ptr<QtBridge> bridge_;
};

void QFutureTest::init() {
  loop_ = std::make_unique<Loop>();
  bridge_ = std::make_unique<QtBridge>(*loop_);
}

void QFutureTest::cleanup() {
  bridge_.reset();
  loop_.reset();
}

void QFutureTest::aQFutureCanBeAwaited() {
  QPromise<int> promise;
  promise.start();
  const Task<int> task = loop_->create_task(await(promise.future()));
  spin_briefly();
  QVERIFY(!task.done());
  std::thread other([&] {
    promise.addResult(42);
    promise.finish();
  });
  QVERIFY(spin_until([&] { return task.done(); }));
  other.join();
  QCOMPARE(task.result(), 42);
}

void QFutureTest::aFinishedQFutureCanBeAwaited() {
  QPromise<QString> promise;
  promise.start();
  promise.addResult(QStringLiteral("done"));
  promise.finish();
  const Task<QString> task = loop_->create_task(await(promise.future()));
  QVERIFY(spin_until([&] { return task.done(); }));
  QCOMPARE(task.result(), QStringLiteral("done"));
}

void QFutureTest::aQFutureWithoutAValueCanBeAwaited() {
  QPromise<void> promise;
  promise.start();
  const Task<void> task = loop_->create_task(await(promise.future()));
  spin_briefly();
  promise.finish();
  QVERIFY(spin_until([&] { return task.done(); }));
  task.result();
}

void QFutureTest::aMoveOnlyResultIsTaken() {
  QPromise<std::unique_ptr<int>> promise;
  promise.start();
  const Task<std::unique_ptr<int>> task = loop_->create_task(await(promise.future()));
  promise.addResult(std::make_unique<int>(5));
  promise.finish();
  QVERIFY(spin_until([&] { return task.done(); }));
  QCOMPARE(*task.take(), 5);
}

void QFutureTest::severalTasksMayAwaitOneQFuture() {
  QPromise<int> promise;
  promise.start();
  const Task<int> one = loop_->create_task(await(promise.future()));
  const Task<int> two = loop_->create_task(await(promise.future()));
  spin_briefly();
  promise.addResult(6);
  promise.finish();
  QVERIFY(spin_until([&] { return one.done() && two.done(); }));
  QCOMPARE(one.result() + two.result(), 12);
}

void QFutureTest::itsExceptionIsThrown() {
  QPromise<int> promise;
  promise.start();
  const Task<int> task = loop_->create_task(await(promise.future()));
  spin_briefly();
  promise.setException(std::make_exception_ptr(std::runtime_error("no")));
  promise.finish();
  QVERIFY(spin_until([&] { return task.done(); }));
  QCOMPARE(what(task.exception()), std::string("no"));
}

void QFutureTest::anUnhandledExceptionIsUnwrapped() {
  QPromise<int> promise;
  promise.start();
  promise.setException(
      QUnhandledException(std::make_exception_ptr(std::runtime_error("from a pool"))));
  promise.finish();
  const Task<int> task = loop_->create_task(await(promise.future()));
  QVERIFY(spin_until([&] { return task.done(); }));
  QCOMPARE(what(task.exception()), std::string("from a pool"));
}

void QFutureTest::aCancelledQFutureCancels() {
  QPromise<int> promise;
  promise.start();
  const Task<int> task = loop_->create_task(await(promise.future()));
  spin_briefly();
  promise.future().cancel();
  promise.finish();
  QVERIFY(spin_until([&] { return task.done(); }));
  QVERIFY(task.cancelled());
}

void QFutureTest::cancellingTheTaskCancelsTheQFuture() {
  QPromise<int> promise;
  promise.start();
  const Task<int> task = loop_->create_task(await(promise.future()));
  spin_briefly();
  task.cancel();
  QVERIFY(spin_until([&] { return task.done(); }));
  QVERIFY(task.cancelled());
  QVERIFY(promise.isCanceled());
}

void QFutureTest::aQFutureWithoutAResultIsAnError() {
  QPromise<int> promise;
  promise.start();
  promise.finish();
  const Future<int> future = qt::from_qfuture(*loop_, promise.future());
  QVERIFY_EXCEPTION_THROWN(future.result(), InvalidStateError);
}

void QFutureTest::aQFutureThatOutlivesTheLoopIsLeftAlone() {
  QPromise<int> promise;
  promise.start();
  const Future<int> future = qt::from_qfuture(*loop_, promise.future());
  bridge_.reset();
  loop_.reset();
  promise.addResult(1);
  promise.finish();
  spin_briefly();
  QVERIFY(!future.done());
  QVERIFY(!promise.isCanceled());
}

void QFutureTest::aLoopThatRunsByItselfAwaitsIt() {
  bridge_.reset();
  QPromise<int> promise;
  promise.start();
  std::thread other;
  loop_->call_soon([&] {
    other = std::thread([&] {
      promise.addResult(42);
      promise.finish();
    });
  });
  QCOMPARE(loop_->run_until_complete(await(promise.future())), 42);
  other.join();
}

void QFutureTest::aLoopThatRunsByItselfSeesErrorsAndCancellation() {
  bridge_.reset();
  QPromise<int> failing;
  QPromise<int> cancelled;
  failing.start();
  cancelled.start();
  loop_->call_soon([&] {
    failing.setException(std::make_exception_ptr(std::runtime_error("no")));
    failing.finish();
    cancelled.future().cancel();
    cancelled.finish();
  });
  const Future<int> first = qt::from_qfuture(*loop_, failing.future());
  const Future<int> second = qt::from_qfuture(*loop_, cancelled.future());
  QVERIFY_EXCEPTION_THROWN(loop_->run_until_complete(first), std::runtime_error);
  QVERIFY_EXCEPTION_THROWN(loop_->run_until_complete(second), CancelledError);
}

void QFutureTest::aFutureBecomesAQFuture() {
  const Future<int> future = loop_->create_future<int>();
  const QFuture<int> result = qt::to_qfuture(future);
  const Future<void> bare = loop_->create_future<void>();
  const QFuture<void> bare_result = qt::to_qfuture(bare);
  QVERIFY(!result.isFinished());
  future.set_result(3);
  bare.set_result();
  QVERIFY(spin_until([&] { return result.isFinished() && bare_result.isFinished(); }));
  QCOMPARE(result.result(), 3);
}

void QFutureTest::aTaskBecomesAQFuture() {
  const auto value = []() -> Coro<std::unique_ptr<int>> { co_return std::make_unique<int>(8); };
  QFuture<std::unique_ptr<int>> result =
      qt::to_qfuture<std::unique_ptr<int>>(loop_->create_task(value()));
  QVERIFY(spin_until([&] { return result.isFinished(); }));
  QCOMPARE(*result.takeResult(), 8);
}

void QFutureTest::anExceptionReachesTheQFuture() {
  const Future<int> future = loop_->create_future<int>();
  QFuture<int> result = qt::to_qfuture(future);
  future.set_exception(std::runtime_error("no"));
  QVERIFY(spin_until([&] { return result.isFinished(); }));
  QVERIFY_EXCEPTION_THROWN(result.waitForFinished(), std::runtime_error);
}

void QFutureTest::aCancellationReachesTheQFuture() {
  const Future<int> future = loop_->create_future<int>();
  const QFuture<int> result = qt::to_qfuture(future);
  future.cancel();
  QVERIFY(spin_until([&] { return result.isFinished(); }));
  QVERIFY(result.isCanceled());
}

void QFutureTest::cancellingTheQFutureCancelsTheTask() {
  const Future<void> never = loop_->create_future<void>();
  const Task<void> task =
      loop_->create_task([](Future<void> it) -> Coro<void> { co_await it; }, never);
  QFuture<void> result = qt::to_qfuture<void>(task);
  spin_briefly();
  result.cancel();
  QVERIFY(spin_until([&] { return task.done() && result.isFinished(); }));
  QVERIFY(task.cancelled());
}

void QFutureTest::aDroppedFutureCancelsTheQFuture() {
  const QFuture<int> result = qt::to_qfuture(loop_->create_future<int>());
  QVERIFY(result.isFinished());
  QVERIFY(result.isCanceled());
}

QTEST_GUILESS_MAIN(QFutureTest)
#include "qfuture_test.moc"
