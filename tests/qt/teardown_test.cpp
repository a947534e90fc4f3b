// SPDX-License-Identifier: MIT
#include <QtTest>

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include <loopscope/loop.h>
#include <loopscope/qt/bridge.h>
#include <loopscope/qt/signal.h>
#include <loopscope/sleep.h>
#include <tests/qt/spin.h>

using namespace loopscope;
using namespace std::chrono_literals;
using loopscope::qt::QtBridge;
using loopscope::test::spin_briefly;
using loopscope::test::spin_until;

namespace {

using Order = std::array<int, 3>;

class Application {
 public:
  Application() : app_(count_, arguments_.data()) {}

 private:
  std::array<char, 5> name_{"test"};
  std::array<char*, 2> arguments_{name_.data(), nullptr};
  int count_ = 1;
  QCoreApplication app_;
};

Coro<void> tick_for_ever(int* ticks) {
  for (;; ++*ticks) co_await sleep(1ms);
}

Coro<void> wait_for_ever() { co_await get_running_loop().create_future<void>(); }

/// A loop with something of everything that may be under way.
struct Busy {
  Busy() {
    loop->set_exception_handler([](const ExceptionContext&) {});  // "destroyed but pending"
    tasks.push_back(loop->create_task(tick_for_ever(&ticks)));
    tasks.push_back(loop->create_task(wait_for_ever()));
    loop->call_later(1h, [] {});
    loop->add_writer(descriptor, [] {});
  }
  ~Busy() { ::close(descriptor); }

  /// Ends bridge (0), loop (1) and application (2) in the order of the places.
  void end(const Order& order, std::optional<Application>& application) {
    for (const int which : order) {
      if (which == 0) bridge.reset();
      if (which == 1) loop.reset();
      if (which == 2) application.reset();
    }
  }

  std::unique_ptr<Loop> loop = std::make_unique<Loop>();
  std::unique_ptr<QtBridge> bridge;
  std::vector<AnyTask> tasks;
  int ticks = 0;
  int descriptor = ::eventfd(0, EFD_CLOEXEC);
};

}  // namespace

/// Bridge, loop and application may go in any order. Each test makes its own application.
class TeardownTest : public QObject {
  Q_OBJECT

 private slots:
  void withoutAnApplicationThereIsNoBridge();
  void everyOrder_data();
  void everyOrder();
  void everyOrderWithAnEventInFlight_data();
  void everyOrderWithAnEventInFlight();
  void quittingWhileTasksArePending_data();
  void quittingWhileTasksArePending();
  void threadsPostMeanwhile_data();
  void threadsPostMeanwhile();
  void theEndOfTheApplicationEndsTheDriveAndSaysSo();
  void theEndOfTheLoopEndsTheDriveAndSaysSo();
  void aBridgeDrivesAgainInTheNextApplication();
  void aLoopDrivesOnByItselfAfterTheApplication();
  void aCallMayDestroyItsBridge();
  void aParentDestroysTheBridge();
  void theEndOfAThreadEndsTheDrive();
  void aBridgeThatIsMovedToAnotherThreadEndsItsDriveAndStartsThere();

 private:
  static void orders();
};

void TeardownTest::orders() {
  QTest::addColumn<Order>("order");
  Order order{0, 1, 2};
  constexpr std::array names{"bridge", "loop", "application"};
  do {
    QString row;
    for (const int which : order) row += QString(names[static_cast<std::size_t>(which)]) + ' ';
    QTest::newRow(qPrintable(row)) << order;
  } while (std::next_permutation(order.begin(), order.end()));
}

void TeardownTest::withoutAnApplicationThereIsNoBridge() {
  Loop loop;
  QVERIFY_EXCEPTION_THROWN(QtBridge bridge(loop), RuntimeError);
  QVERIFY(!loop.is_running());
}

void TeardownTest::everyOrder_data() { orders(); }
void TeardownTest::everyOrder() {
  QFETCH(const Order, order);
  std::optional<Application> application(std::in_place);
  Busy busy;
  busy.bridge = std::make_unique<QtBridge>(*busy.loop);
  QVERIFY(spin_until([&] { return busy.ticks > 2; }));
  busy.end(order, application);
  for (const AnyTask& task : busy.tasks) QVERIFY(!task.done());
}

void TeardownTest::everyOrderWithAnEventInFlight_data() { orders(); }
void TeardownTest::everyOrderWithAnEventInFlight() {
  QFETCH(const Order, order);
  std::optional<Application> application(std::in_place);
  Busy busy;
  busy.bridge = std::make_unique<QtBridge>(*busy.loop);  // never turned
  busy.end(order, application);
  QCOMPARE(busy.ticks, 0);
}

void TeardownTest::quittingWhileTasksArePending_data() { orders(); }
void TeardownTest::quittingWhileTasksArePending() {
  QFETCH(const Order, order);
  std::optional<Application> application(std::in_place);
  Busy busy;
  busy.bridge = std::make_unique<QtBridge>(*busy.loop);
  busy.loop->call_later(3ms, [] { QCoreApplication::exit(3); });
  QCOMPARE(QCoreApplication::exec(), 3);
  busy.end(order, application);
  for (const AnyTask& task : busy.tasks) QVERIFY(!task.done());
}

void TeardownTest::threadsPostMeanwhile_data() { orders(); }
void TeardownTest::threadsPostMeanwhile() {
  QFETCH(const Order, order);
  std::optional<Application> application(std::in_place);
  Busy busy;
  busy.bridge = std::make_unique<QtBridge>(*busy.loop);
  std::atomic<int> ran{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&ran, door = busy.loop->door()] {
      try {
        for (;;) {
          door.call_soon_threadsafe([&ran] { ran.fetch_add(1, std::memory_order_relaxed); });
          std::this_thread::yield();
        }
      } catch (const RuntimeError&) {
        // The loop is gone.
      }
    });
  QVERIFY(spin_until([&] { return ran.load() > 1000; }));
  busy.end(order, application);
  for (std::thread& thread : threads) thread.join();
}

void TeardownTest::theEndOfTheApplicationEndsTheDriveAndSaysSo() {
  std::optional<Application> application(std::in_place);
  Loop loop;
  QtBridge bridge(loop);
  int stopped = 0;
  connect(&bridge, &QtBridge::stopped, [&] { ++stopped; });
  application.reset();
  QCOMPARE(stopped, 1);
  QVERIFY(!bridge.is_driving());
  QVERIFY(!loop.is_running());
  QVERIFY_EXCEPTION_THROWN(bridge.start(), RuntimeError);
}

void TeardownTest::theEndOfTheLoopEndsTheDriveAndSaysSo() {
  const Application application;
  auto loop = std::make_unique<Loop>();
  QtBridge bridge(*loop);
  QSignalSpy stopped(&bridge, &QtBridge::stopped);
  loop.reset();
  QCOMPARE(stopped.count(), 1);
  QVERIFY(!bridge.loop());
  bridge.run();  // all of these: no effect
  bridge.pause();
  bridge.step_callback();
  bridge.step_iteration();
  bridge.set_speed(2);
  bridge.stop();
  QVERIFY_EXCEPTION_THROWN(bridge.start(), RuntimeError);
}

void TeardownTest::aBridgeDrivesAgainInTheNextApplication() {
  std::optional<Application> application(std::in_place);
  Loop loop;
  QtBridge bridge(loop);
  for (int i = 0; i < 3; ++i) {
    bool ran = false;
    loop.call_soon([&] { ran = true; });
    QVERIFY(spin_until([&] { return ran; }));
    loop.call_soon([] {});
    application.reset();
    application.emplace();
    bridge.start();
  }
}

void TeardownTest::aLoopDrivesOnByItselfAfterTheApplication() {
  std::optional<Application> application(std::in_place);
  Loop loop;
  QtBridge bridge(loop);
  const Task<int> task = loop.create_task([]() -> Coro<int> { co_return co_await sleep(2ms, 5); });
  spin_briefly();
  application.reset();
  QCOMPARE(loop.run_until_complete(task), 5);
}

void TeardownTest::aCallMayDestroyItsBridge() {
  const Application application;
  Loop loop;
  auto bridge = std::make_unique<QtBridge>(loop);
  bool running = false;
  loop.call_soon([&] {
    bridge.reset();
    running = loop.is_running();  // until the call returns
  });
  QVERIFY(spin_until([&] { return !bridge; }));
  QVERIFY(running);
  QVERIFY(!loop.is_running());
}

void TeardownTest::aParentDestroysTheBridge() {
  const Application application;
  Loop loop;
  {
    QObject window;
    const auto* bridge = new QtBridge(loop, &window);
    QVERIFY(bridge->is_driving());
  }
  QVERIFY(!loop.is_running());
}

void TeardownTest::theEndOfAThreadEndsTheDrive() {
  const Application application;
  auto loop = std::make_unique<Loop>();
  std::unique_ptr<QtBridge> bridge;
  std::atomic<bool> ran{false};
  const std::unique_ptr<QThread> thread(QThread::create([&] {
    bridge = std::make_unique<QtBridge>(*loop);
    loop->call_soon([&] {
      ran = true;
      QThread::currentThread()->quit();
    });
    QEventLoop events;
    events.exec();
  }));
  thread->start();
  QVERIFY(thread->wait(10'000));
  QVERIFY(ran);
  QVERIFY(!bridge->is_driving());
  QVERIFY(!loop->is_running());
  bridge.reset();
  loop->call_soon([&] { loop->stop(); });
  loop->run_forever();
}

void TeardownTest::aBridgeThatIsMovedToAnotherThreadEndsItsDriveAndStartsThere() {
  const Application application;
  Loop loop;
  QtBridge bridge(loop);
  spin_briefly();
  QThread thread;
  bridge.moveToThread(&thread);
  QVERIFY(!bridge.is_driving());
  QVERIFY_EXCEPTION_THROWN(bridge.start(), RuntimeError);
  std::atomic<const QThread*> ran_on{nullptr};
  connect(&thread, &QThread::started, &bridge, [&] {
    bridge.start();
    loop.call_soon([&] {
      ran_on = QThread::currentThread();
      thread.quit();
    });
  });
  thread.start();
  QVERIFY(thread.wait(10'000));
  QCOMPARE(ran_on.load(), &thread);
  QVERIFY(!bridge.is_driving());
}

QTEST_APPLESS_MAIN(TeardownTest)
#include "teardown_test.moc"
