// SPDX-License-Identifier: MIT
#include <QtTest>

#include <atomic>
#include <thread>
#include <vector>

#include <loopscope/loop.h>
#include <loopscope/qt/bridge.h>
#include <loopscope/sleep.h>
#include <tests/qt/event_count.h>
#include <tests/qt/spin.h>

using namespace loopscope;
using namespace std::chrono_literals;
using loopscope::qt::QtBridge;
using loopscope::test::EventCount;
using loopscope::test::spin_briefly;
using loopscope::test::spin_until;

namespace {

std::unique_ptr<Clock> virtual_clock() { return std::make_unique<VirtualClock>(); }

Coro<int> answer_after(Duration delay) { co_return co_await sleep(delay, 42); }

}  // namespace

class BridgeTest : public QObject {
  Q_OBJECT

 private slots:
  void callsRunInTheOrderInWhichTheyWereScheduled();
  void aTaskRunsToItsEnd();
  void aTimerFiresOnTimeAndNeverEarly();
  void aShorterTimerReplacesALongerOne();
  void aVirtualClockDoesNotWait();
  void aStalledVirtualLoopStaysIdleUntilQtHasSomethingForIt();
  void aQtSlotWakesTheLoop();
  void anotherThreadWakesTheLoop();
  void stopEndsTheDriveAfterTheIteration();
  void stopFromASlotWakesTheLoop();
  void aDriveCanBeStartedAgain();
  void whatWasQueuedBeforeTheBridgeRuns();
  void aLoopThatRunsElsewhereIsRefused();
  void aClosedLoopIsRefused();
  void theLoopIsRunningWhileItIsBridged();
  void anErrorInACallbackGoesToTheExceptionHandler();
  void aFatalExitEndsTheQtEventLoopWithItsCode();
  void twoLoopsShareAThread();
  void anIdleLoopPostsNoEvents();
  void thereIsOneEventInFlightWhateverIsScheduled();
  void oneMoreEventEndsTheChain();
};

void BridgeTest::callsRunInTheOrderInWhichTheyWereScheduled() {
  Loop loop;
  const QtBridge bridge(loop);
  std::vector<int> order;
  for (int i = 0; i < 1000; ++i)
    loop.call_soon([&order, &loop, i] {
      order.push_back(i);
      loop.call_soon([&order, i] { order.push_back(1000 + i); });
    });
  QVERIFY(spin_until([&] { return order.size() == 2000; }));
  for (int i = 0; i < 2000; ++i) QCOMPARE(order[static_cast<std::size_t>(i)], i);
}

void BridgeTest::aTaskRunsToItsEnd() {
  Loop loop;
  const QtBridge bridge(loop);
  const Task<int> task = loop.create_task(answer_after(1ms));
  QVERIFY(spin_until([&] { return task.done(); }));
  QCOMPARE(task.result(), 42);
}

void BridgeTest::aTimerFiresOnTimeAndNeverEarly() {
  Loop loop;
  const QtBridge bridge(loop);
  for (const Duration delay : {1ns, 100us + 0ns, 1ms + 1ns, 4ms + 500us + 0ns, 20ms + 0ns}) {
    const Duration start = loop.time();
    Duration fired{0};
    loop.call_later(delay, [&] { fired = loop.time(); });
    QVERIFY(spin_until([&] { return fired != Duration::zero(); }));
    QVERIFY(fired - start >= delay);
  }
}

void BridgeTest::aShorterTimerReplacesALongerOne() {
  Loop loop;
  const QtBridge bridge(loop);
  auto late = loop.call_later(1h, [] {});
  spin_briefly();
  bool fired = false;
  loop.call_later(1ms, [&] { fired = true; });
  QVERIFY(spin_until([&] { return fired; }));
}

void BridgeTest::aVirtualClockDoesNotWait() {
  Loop loop(virtual_clock());
  const QtBridge bridge(loop);
  std::vector<int> order;
  loop.call_later(2h, [&] { order.push_back(2); });
  loop.call_later(1h, [&] { order.push_back(1); });
  QVERIFY(spin_until([&] { return order.size() == 2; }));
  QCOMPARE(order, (std::vector{1, 2}));
  QCOMPARE(loop.time(), Duration(2h));
}

void BridgeTest::aStalledVirtualLoopStaysIdleUntilQtHasSomethingForIt() {
  Loop loop(virtual_clock());
  const QtBridge bridge(loop);
  const Future<int> future = loop.create_future<int>();
  const Task<int> task =
      loop.create_task([](Future<int> it) -> Coro<int> { co_return co_await it; }, future);
  spin_briefly();
  QVERIFY(!task.done());
  QTimer::singleShot(0, [&] { future.set_result(7); });
  QVERIFY(spin_until([&] { return task.done(); }));
  QCOMPARE(task.result(), 7);
}

void BridgeTest::aQtSlotWakesTheLoop() {
  Loop loop;
  const QtBridge bridge(loop);
  spin_briefly();
  bool ran = false;
  QTimer::singleShot(1, [&] {
    loop.call_soon([&] { ran = true; });
    QVERIFY(!ran);  // a slot only schedules
  });
  QVERIFY(spin_until([&] { return ran; }));
}

void BridgeTest::anotherThreadWakesTheLoop() {
  Loop loop;
  const QtBridge bridge(loop);
  spin_briefly();
  bool ran = false;
  std::thread other([&] {
    loop.call_soon_threadsafe([&] { ran = QThread::currentThread() == qApp->thread(); });
  });
  QVERIFY(spin_until([&] { return ran; }));
  other.join();
}

void BridgeTest::stopEndsTheDriveAfterTheIteration() {
  Loop loop;
  QtBridge bridge(loop);
  QSignalSpy stopped(&bridge, &QtBridge::stopped);
  std::vector<int> order;
  loop.call_soon([&] {
    loop.stop();
    loop.call_soon([&] { order.push_back(3); });  // the next iteration
    order.push_back(1);
  });
  loop.call_soon([&] { order.push_back(2); });
  QVERIFY(spin_until([&] { return stopped.count() == 1; }));
  spin_briefly();
  QCOMPARE(order, (std::vector{1, 2}));
  QVERIFY(!bridge.is_driving());
  QVERIFY(!loop.is_running());
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
  QCOMPARE(order, (std::vector{1, 2, 3}));
}

void BridgeTest::stopFromASlotWakesTheLoop() {
  Loop loop;
  QtBridge bridge(loop);
  spin_briefly();
  bridge.stop();
  QVERIFY(bridge.is_driving());
  QVERIFY(spin_until([&] { return !bridge.is_driving(); }));
  bridge.start();
  spin_briefly();
  QVERIFY(bridge.is_driving());
  bridge.pause();
  spin_briefly();
  bridge.stop();  // also while paused
  QVERIFY(spin_until([&] { return !bridge.is_driving(); }));
}

void BridgeTest::aDriveCanBeStartedAgain() {
  Loop loop;
  QtBridge bridge(loop);
  for (int i = 0; i < 3; ++i) {
    bool ran = false;
    loop.call_soon([&] { ran = true; });
    QVERIFY(spin_until([&] { return ran; }));
    loop.stop();
    QVERIFY(spin_until([&] { return !bridge.is_driving(); }));
    bridge.start();
  }
}

void BridgeTest::whatWasQueuedBeforeTheBridgeRuns() {
  Loop loop;
  bool ran = false;
  loop.call_soon([&] { ran = true; });
  const QtBridge bridge(loop);
  QVERIFY(spin_until([&] { return ran; }));
}

void BridgeTest::aLoopThatRunsElsewhereIsRefused() {
  Loop loop;
  const QtBridge bridge(loop);
  QVERIFY_EXCEPTION_THROWN(QtBridge second(loop), RuntimeError);
  QVERIFY_EXCEPTION_THROWN(loop.run_forever(), RuntimeError);
}

void BridgeTest::aClosedLoopIsRefused() {
  Loop loop;
  loop.close();
  QVERIFY_EXCEPTION_THROWN(QtBridge bridge(loop), RuntimeError);
}

void BridgeTest::theLoopIsRunningWhileItIsBridged() {
  Loop loop;
  {
    const QtBridge bridge(loop);
    QVERIFY(loop.is_running());
    QVERIFY_EXCEPTION_THROWN(loop.close(), RuntimeError);
    Loop* inside = nullptr;
    loop.call_soon([&] { inside = &get_running_loop(); });
    QVERIFY(spin_until([&] { return inside == &loop; }));
    QCOMPARE(&get_running_loop(), &loop);  // outside of its calls as well
  }
  QVERIFY(!loop.is_running());
}

void BridgeTest::anErrorInACallbackGoesToTheExceptionHandler() {
  Loop loop;
  const QtBridge bridge(loop);
  int reported = 0;
  loop.set_exception_handler([&](const ExceptionContext&) { ++reported; });
  loop.call_soon([] { throw std::runtime_error("no"); });
  bool after = false;
  loop.call_soon([&] { after = true; });
  QVERIFY(spin_until([&] { return after; }));
  QCOMPARE(reported, 1);
}

void BridgeTest::aFatalExitEndsTheQtEventLoopWithItsCode() {
  Loop loop;
  QtBridge bridge(loop);
  bool after = false;
  loop.call_soon([] { throw FatalExit(7); });
  loop.call_soon([&] { after = true; });
  QCOMPARE(QCoreApplication::exec(), 7);
  QVERIFY(!bridge.is_driving());
  QVERIFY(!after);
  bridge.start();  // what was queued stays queued
  QVERIFY(spin_until([&] { return after; }));
}

void BridgeTest::twoLoopsShareAThread() {
  Loop first;
  Loop second;
  const QtBridge first_bridge(first);
  const QtBridge second_bridge(second);
  const Task<int> one = first.create_task(answer_after(2ms));
  const Task<int> two = second.create_task(answer_after(1ms));
  QVERIFY(spin_until([&] { return one.done() && two.done(); }));
}

void BridgeTest::anIdleLoopPostsNoEvents() {
  Loop loop;
  QtBridge bridge(loop);
  spin_briefly();
  auto late = loop.call_later(1h, [] {});
  spin_briefly();
  const EventCount events(bridge);
  bool over = false;
  QTimer::singleShot(20, [&] { over = true; });
  QVERIFY(spin_until([&] { return over; }));
  QCOMPARE(events.count, 0);
}

void BridgeTest::thereIsOneEventInFlightWhateverIsScheduled() {
  Loop loop;
  QtBridge bridge(loop);
  spin_briefly();
  const EventCount events(bridge);
  int ran = 0;
  for (int i = 0; i < 1000; ++i) loop.call_soon([&] { ++ran; });
  std::thread other([&] {
    for (int i = 0; i < 1000; ++i) loop.call_soon_threadsafe([&] { ++ran; });
  });
  other.join();
  // A slice ends when its time is over, on a slow machine before all have run.
  int rounds = 0;
  for (; ran < 2000 && rounds < 1000; ++rounds) QCoreApplication::sendPostedEvents(&bridge);
  QCOMPARE(ran, 2000);
  QVERIFY2(events.slices < 200, "far fewer events than calls");
}

void BridgeTest::oneMoreEventEndsTheChain() {
  Loop loop;
  QtBridge bridge(loop);
  spin_briefly();
  const EventCount events(bridge);
  bool ran = false;
  loop.call_soon([&] { ran = true; });
  spin_briefly();
  QVERIFY(ran);
  QCOMPARE(events.slices, 2);
}

QTEST_GUILESS_MAIN(BridgeTest)
#include "bridge_test.moc"
