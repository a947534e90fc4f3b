// SPDX-License-Identifier: MIT
#include <QtTest>

#include <atomic>
#include <thread>
#include <vector>

#include <loopscope/detail/call.h>
#include <loopscope/loop.h>
#include <loopscope/qt/bridge.h>
#include <tests/qt/event_count.h>
#include <tests/qt/spin.h>

using namespace loopscope;
using namespace std::chrono_literals;
using loopscope::qt::QtBridge;
using loopscope::test::EventCount;
using loopscope::test::spin_briefly;
using loopscope::test::spin_until;

namespace {

void call_urgent(Loop& loop, auto&& callable) {
  loop.core().call_urgent(loopscope::detail::make_call<loopscope::detail::PostedCall>(
      &loop.core(), std::forward<decltype(callable)>(callable)));
}

}  // namespace

/// Run, pause, step and speed on a bridge.
class GateTest : public QObject {
  Q_OBJECT

 private slots:
  void aPausedLoopRunsNothingAndQtGoesOn();
  void pausingInACallbackHoldsTheRestOfTheIteration();
  void stepsOneCallback();
  void stepsOneIteration();
  void aStepWhoseLastCallIsLongIsOneIterationToo();
  void postsOfOtherThreadsQueueUpWhilePausedAndRunInOrder();
  void stepsWhileOthersPost();
  void urgentCallsRunWhilePaused();
  void aPausedLoopCostsNoEvents();
  void aFasterClockMovesTheTimerForward();
  void aSlowerClockMovesTheTimerBack();
  void aPausedScaledClockStandsStill();
  void aStepReachesTheNextTimerOfAHeldClock();
};

void GateTest::aPausedLoopRunsNothingAndQtGoesOn() {
  Loop loop;
  QtBridge bridge(loop);
  bridge.pause();
  bool ran = false;
  bool qt_ran = false;
  loop.call_soon([&] { ran = true; });
  QTimer::singleShot(5, [&] { qt_ran = true; });
  QVERIFY(spin_until([&] { return qt_ran; }));
  QVERIFY(!ran);
  QVERIFY(loop.is_paused());
  bridge.run();
  QVERIFY(spin_until([&] { return ran; }));
}

void GateTest::pausingInACallbackHoldsTheRestOfTheIteration() {
  Loop loop;
  QtBridge bridge(loop);
  std::vector<int> order;
  loop.call_soon([&] {
    order.push_back(1);
    bridge.pause();
  });
  loop.call_soon([&] { order.push_back(2); });
  spin_briefly();
  QCOMPARE(order, (std::vector{1}));
  bridge.run();
  QVERIFY(spin_until([&] { return order.size() == 2; }));
}

void GateTest::stepsOneCallback() {
  Loop loop;
  QtBridge bridge(loop);
  bridge.pause();
  std::vector<int> order;
  for (int i = 1; i <= 3; ++i) loop.call_soon([&order, i] { order.push_back(i); });
  for (std::size_t i = 1; i <= 3; ++i) {
    bridge.step_callback();
    spin_briefly();
    QCOMPARE(order.size(), i);
    QVERIFY(loop.is_paused());
  }
}

void GateTest::stepsOneIteration() {
  Loop loop;
  QtBridge bridge(loop);
  bridge.pause();
  std::vector<int> order;
  for (int i = 1; i <= 3; ++i)
    loop.call_soon([&order, &loop, i] {
      order.push_back(i);
      loop.call_soon([&order, i] { order.push_back(10 + i); });
    });
  bridge.step_iteration();
  spin_briefly();
  QCOMPARE(order, (std::vector{1, 2, 3}));
  bridge.step_callback();
  spin_briefly();
  QCOMPARE(order, (std::vector{1, 2, 3, 11}));
  bridge.step_iteration();  // what is left of it
  spin_briefly();
  QCOMPARE(order, (std::vector{1, 2, 3, 11, 12, 13}));
}

void GateTest::aStepWhoseLastCallIsLongIsOneIterationToo() {
  Loop loop;
  QtBridge bridge(loop);
  bridge.pause();
  bool next_ran = false;
  loop.call_soon([&] {
    loop.call_soon([&] { next_ran = true; });
    std::this_thread::sleep_for(2 * QtBridge::slice_budget);
  });
  bridge.step_iteration();
  spin_briefly();
  QVERIFY(!next_ran);
  QVERIFY(loop.is_paused());
}

void GateTest::postsOfOtherThreadsQueueUpWhilePausedAndRunInOrder() {
  Loop loop;
  QtBridge bridge(loop);
  bridge.pause();
  spin_briefly();
  std::vector<int> order;
  std::thread other([&] {
    for (int i = 0; i < 1000; ++i) loop.call_soon_threadsafe([&order, i] { order.push_back(i); });
  });
  other.join();
  QVERIFY(spin_until([&] { return loop.core().ready().size() == 1000; }));  // visible
  QVERIFY(order.empty());
  bridge.run();
  QVERIFY(spin_until([&] { return order.size() == 1000; }));
  QVERIFY(std::is_sorted(order.begin(), order.end()));
}

void GateTest::stepsWhileOthersPost() {
  Loop loop;
  QtBridge bridge(loop);
  bridge.pause();
  std::atomic<bool> enough{false};
  std::atomic<int> posted{0};
  int ran = 0;
  std::vector<std::thread> others;
  for (int i = 0; i < 4; ++i)
    others.emplace_back([&] {
      while (!enough.load() && posted.load() < 100'000) {
        loop.call_soon_threadsafe([&] { ++ran; });
        ++posted;
      }
    });
  for (int step = 1; step <= 100; ++step) {
    QVERIFY(spin_until([&] { return loop.core().ready().size() > 0; }));
    bridge.step_callback();
    QVERIFY(spin_until(
        [&] { return loop.core().gate() == loopscope::detail::LoopCore::Gate::closed; }));
    QCOMPARE(ran, step);
  }
  bridge.step_iteration();
  QVERIFY(
      spin_until([&] { return loop.core().gate() == loopscope::detail::LoopCore::Gate::closed; }));
  QVERIFY(ran > 100);
  enough = true;
  for (std::thread& other : others) other.join();
  bridge.run();
  QVERIFY(spin_until([&] { return ran == posted.load(); }));
}

void GateTest::urgentCallsRunWhilePaused() {
  Loop loop;
  QtBridge bridge(loop);
  bridge.pause();
  spin_briefly();
  bool on_this_thread = false;
  bool ordinary = false;
  loop.call_soon([&] { ordinary = true; });
  std::thread other([&] {
    call_urgent(loop,
                [&, here = qApp->thread()] { on_this_thread = QThread::currentThread() == here; });
  });
  QVERIFY(spin_until([&] { return on_this_thread; }));
  other.join();
  QVERIFY(!ordinary);
}

void GateTest::aPausedLoopCostsNoEvents() {
  Loop loop;
  QtBridge bridge(loop);
  loop.call_later(1ms, [] {});
  bridge.pause();
  loop.call_soon([] {});
  spin_briefly();
  const EventCount events(bridge);
  bool over = false;
  QTimer::singleShot(20, [&] { over = true; });
  QVERIFY(spin_until([&] { return over; }));
  QCOMPARE(events.count, 0);
}

void GateTest::aFasterClockMovesTheTimerForward() {
  Loop loop(std::make_unique<ScaledClock>());
  QtBridge bridge(loop);
  bool fired = false;
  loop.call_later(1h, [&] { fired = true; });
  spin_briefly();
  QVERIFY(!fired);
  bridge.set_speed(3.6e6);
  QVERIFY(spin_until([&] { return fired; }));
}

void GateTest::aSlowerClockMovesTheTimerBack() {
  Loop loop(std::make_unique<ScaledClock>());
  QtBridge bridge(loop);
  bool fired = false;
  bridge.set_speed(1e-6);
  loop.call_later(2ms, [&] { fired = true; });
  bool over = false;
  QTimer::singleShot(30, [&] { over = true; });
  QVERIFY(spin_until([&] { return over; }));
  QVERIFY(!fired);
  bridge.set_speed(1.0);
  QVERIFY(spin_until([&] { return fired; }));
  QVERIFY_EXCEPTION_THROWN(bridge.set_speed(0), ValueError);
}

void GateTest::aPausedScaledClockStandsStill() {
  Loop loop(std::make_unique<ScaledClock>());
  QtBridge bridge(loop);
  bool fired = false;
  loop.call_later(1ms, [&] { fired = true; });
  bridge.pause();
  const Duration before = loop.time();
  bool over = false;
  QTimer::singleShot(10, [&] { over = true; });
  QVERIFY(spin_until([&] { return over; }));
  QCOMPARE(loop.time(), before);
  QVERIFY(!fired);
  bridge.run();
  QVERIFY(spin_until([&] { return fired; }));
}

void GateTest::aStepReachesTheNextTimerOfAHeldClock() {
  Loop loop(std::make_unique<ScaledClock>());
  QtBridge bridge(loop);
  bool fired = false;
  loop.call_later(1h, [&] { fired = true; });
  bridge.pause();
  bridge.step_callback();
  QVERIFY(spin_until([&] { return fired; }));
  QVERIFY(loop.is_paused());
}

QTEST_GUILESS_MAIN(GateTest)
#include "gate_test.moc"
