// SPDX-License-Identifier: MIT
#include <QtTest>

#include <string>
#include <thread>
#include <tuple>

#include <loopscope/combine/first_of.h>
#include <loopscope/loop.h>
#include <loopscope/qt/bridge.h>
#include <loopscope/qt/signal.h>
#include <loopscope/sleep.h>
#include <tests/qt/spin.h>
#include <tests/sanitized.h>

using namespace loopscope;
using namespace std::chrono_literals;
using loopscope::qt::QtBridge;
using loopscope::qt::SenderDestroyedError;
using loopscope::test::spin_briefly;
using loopscope::test::spin_until;

namespace {

class Source : public QObject {
  Q_OBJECT

 public:
  void tell_secret(int value) { emit secret(value, {}); }
  bool anybody() const { return isSignalConnected(QMetaMethod::fromSignal(&Source::number)); }

 signals:
  void bare();
  void number(int value);
  void pair(int value, const QString& text);
  void overloaded(int value);
  void overloaded(const QString& text);
  void secret(int value, QPrivateSignal);
};

template <class Error, class T>
std::string message_of(const Future<T>& future) {
  try {
    std::rethrow_exception(future.exception());
  } catch (const Error& error) {
    return error.what();
  }
}

Coro<int> next_number(Source* source) { co_return co_await qt::signal(source, &Source::number); }

}  // namespace

class SignalTest : public QObject {
  Q_OBJECT

 private slots:
  void aProgramThatCannotStartEndsTheWaitForItsEnd();
  void aSenderMayBeGoneWhenTheCoroutineGoesOn();
  void init();
  void cleanup();

  void givesTheArgumentsByValue();
  void resolvesOnTheFirstEmissionOnly();
  void missesNothingAfterTheCall();
  void goesOnInACallOfItsOwnNeverInsideTheEmission();
  void aDestroyedSenderIsAnError();
  void aTimeoutIsAnErrorAndDisconnects();
  void inTimeTheTimerIsCancelled();
  void cancellingTheTaskDisconnects();
  void droppingTheFutureDisconnects();
  void destroyingTheLoopDisconnects();
  void aSenderOnAnotherThreadResumesTheTaskOnItsLoop();
  void aSenderThatIsDestroyedOnAnotherThreadIsAnError();
  void withoutASenderItThrows();

 private:
  std::unique_ptr<Loop> loop_;
  std::unique_ptr<QtBridge> bridge_;
};

void SignalTest::init() {
  loop_ = std::make_unique<Loop>();
  bridge_ = std::make_unique<QtBridge>(*loop_);
}

void SignalTest::cleanup() {
  bridge_.reset();
  loop_.reset();
}

void SignalTest::givesTheArgumentsByValue() {
  Source source;
  const Future<void> bare = qt::signal(*loop_, &source, &Source::bare);
  const Future<int> number = qt::signal(*loop_, &source, &Source::number);
  const Future<std::tuple<int, QString>> pair = qt::signal(*loop_, &source, &Source::pair);
  const Future<QString> text =
      qt::signal(*loop_, &source, qOverload<const QString&>(&Source::overloaded));
  const Future<int> secret = qt::signal(*loop_, &source, &Source::secret);
  QTimer timer;
  const Future<void> timeout = qt::signal(*loop_, &timer, &QTimer::timeout);  // a private signal
  emit source.bare();
  emit source.number(1);
  {
    QString gone("two");
    emit source.pair(2, gone);
    gone.clear();
  }
  emit source.overloaded(QStringLiteral("three"));
  source.tell_secret(4);
  QCOMPARE(secret.result(), 4);
  bare.result();
  QCOMPARE(number.result(), 1);
  QCOMPARE(pair.result(), std::tuple(2, QStringLiteral("two")));
  QCOMPARE(text.result(), QStringLiteral("three"));
  QVERIFY(!timeout.done());
  timer.start(0);
  QVERIFY(spin_until([&] { return timeout.done(); }));
}

void SignalTest::resolvesOnTheFirstEmissionOnly() {
  Source source;
  const Future<int> future = qt::signal(*loop_, &source, &Source::number);
  emit source.number(1);
  emit source.number(2);
  QCOMPARE(future.result(), 1);
  spin_briefly();
  QVERIFY(!source.anybody());
  QCOMPARE(future.result(), 1);
}

void SignalTest::missesNothingAfterTheCall() {
  Source source;
  const Task<int> task = loop_->create_task(
      [](Source* from) -> Coro<int> {
        const Future<int> next = qt::signal(from, &Source::number);
        co_await sleep(1ms);
        co_return co_await next;
      },
      &source);
  QVERIFY(spin_until([&] { return source.anybody(); }));
  emit source.number(5);
  QVERIFY(spin_until([&] { return task.done(); }));
  QCOMPARE(task.result(), 5);
}

void SignalTest::goesOnInACallOfItsOwnNeverInsideTheEmission() {
  Source source;
  const Task<int> task = loop_->create_task(next_number(&source));
  QVERIFY(spin_until([&] { return source.anybody(); }));
  emit source.number(3);
  QVERIFY(!task.done());
  QVERIFY(spin_until([&] { return task.done(); }));
  QCOMPARE(task.result(), 3);
  QVERIFY(!source.anybody());
}

void SignalTest::aDestroyedSenderIsAnError() {
  auto source = std::make_unique<Source>();
  const Future<int> future = qt::signal(*loop_, source.get(), &Source::number);
  source.reset();
  QCOMPARE(message_of<SenderDestroyedError>(future), std::string("the sender of ") +
                                                         Source::staticMetaObject.className() +
                                                         "::number was destroyed");
}

void SignalTest::aTimeoutIsAnErrorAndDisconnects() {
  Source source;
  const Future<int> future = qt::signal(*loop_, &source, &Source::number, 1ms);
  QVERIFY(spin_until([&] { return future.done(); }));
  message_of<TimeoutError>(future);
  QVERIFY(spin_until([&] { return !source.anybody(); }));
}

void SignalTest::inTimeTheTimerIsCancelled() {
  Source source;
  const Future<int> future = qt::signal(*loop_, &source, &Source::number, 1h);
  QCOMPARE(loop_->core().timers(), std::size_t{1});
  emit source.number(1);
  spin_briefly();
  QCOMPARE(loop_->core().timers(), std::size_t{0});
}

void SignalTest::cancellingTheTaskDisconnects() {
  Source source;
  const Task<int> task = loop_->create_task(next_number(&source));
  QVERIFY(spin_until([&] { return source.anybody(); }));
  task.cancel();
  QVERIFY(spin_until([&] { return task.done(); }));
  QVERIFY(task.cancelled());
  QVERIFY(!source.anybody());
  emit source.number(1);  // without effect
}

void SignalTest::droppingTheFutureDisconnects() {
  Source source;
  {
    const Future<int> future = qt::signal(*loop_, &source, &Source::number);
    QVERIFY(source.anybody());
  }
  QVERIFY(!source.anybody());
}

void SignalTest::destroyingTheLoopDisconnects() {
  Source source;
  const Task<int> task = loop_->create_task(next_number(&source));
  QVERIFY(spin_until([&] { return source.anybody(); }));
  loop_->set_exception_handler([](const ExceptionContext&) {});  // destroyed but pending
  const Future<int> held = qt::signal(*loop_, &source, &Source::number);
  loop_.reset();
  emit source.number(1);  // reaches nobody
  QVERIFY(!task.done());
  QVERIFY(!held.done());
}

void SignalTest::aSenderOnAnotherThreadResumesTheTaskOnItsLoop() {
  Source source;
  const QThread* resumed_on = nullptr;
  const Task<int> task = loop_->create_task([&]() -> Coro<int> {
    const int value = co_await qt::signal(&source, &Source::number);
    resumed_on = QThread::currentThread();
    co_return value;
  });
  QVERIFY(spin_until([&] { return source.anybody(); }));
  std::thread other([&] {
    for (int i = 1; i <= 100; ++i) emit source.number(i);
  });
  QVERIFY(spin_until([&] { return task.done(); }));
  other.join();
  QCOMPARE(task.result(), 1);
  QCOMPARE(resumed_on, QThread::currentThread());
}

void SignalTest::aSenderThatIsDestroyedOnAnotherThreadIsAnError() {
  auto source = std::make_unique<Source>();
  const Future<int> future = qt::signal(*loop_, source.get(), &Source::number);
  std::thread other([moved = std::move(source)]() mutable { moved.reset(); });
  QVERIFY(spin_until([&] { return future.done(); }));
  other.join();
  message_of<SenderDestroyedError>(future);
}

void SignalTest::withoutASenderItThrows() {
  Source* nobody = nullptr;
  QVERIFY_EXCEPTION_THROWN(static_cast<void>(qt::signal(*loop_, nobody, &Source::number)),
                           ValueError);
}

void SignalTest::aProgramThatCannotStartEndsTheWaitForItsEnd() {
  if (loopscope::test::sanitizes_threads) QSKIP("QProcess forks, which ThreadSanitizer refuses");
  Loop loop;
  const QtBridge bridge(loop);
  QProcess process;
  const auto wait = [&process]() -> Coro<QProcess::ProcessError> {
    const auto finished = qt::signal(&process, &QProcess::finished);
    const auto failed = qt::signal(&process, &QProcess::errorOccurred);
    process.start("/nonexistent/program", QStringList());
    const auto first = co_await first_of(finished, failed);
    co_return std::get<1>(first);
  };
  const auto task = loop.create_task(wait);
  QVERIFY(spin_until([&] { return task.done(); }));
  QCOMPARE(task.result(), QProcess::FailedToStart);
}

void SignalTest::aSenderMayBeGoneWhenTheCoroutineGoesOn() {
  Loop loop;
  const QtBridge bridge(loop);
  const QPointer<QTimer> timer = new QTimer;
  timer->setSingleShot(true);
  const auto wait = [&timer]() -> Coro<bool> {
    co_await qt::signal(timer.data(), &QTimer::timeout);
    co_return !timer.isNull();
  };
  const auto task = loop.create_task(wait);
  spin_briefly();
  connect(timer, &QTimer::timeout, [timer] { delete timer; });  // after the engine's slot
  timer->start(0);
  QVERIFY(spin_until([&] { return task.done(); }));
  QVERIFY(!task.result());
}

QTEST_GUILESS_MAIN(SignalTest)
#include "signal_test.moc"
