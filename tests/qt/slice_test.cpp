// SPDX-License-Identifier: MIT
#include <QtTest>

#include <algorithm>
#include <vector>

#include <loopscope/loop.h>
#include <loopscope/qt/bridge.h>
#include <tests/qt/event_count.h>
#include <tests/qt/spin.h>

using namespace loopscope;
using namespace std::chrono_literals;
using loopscope::qt::QtBridge;
using loopscope::test::EventCount;
using loopscope::test::spin_until;

namespace {

Duration steady_now() { return std::chrono::steady_clock::now().time_since_epoch(); }

void work(Duration time) {
  for (const Duration end = steady_now() + time; steady_now() < end;) {
  }
}

/// How many calls ran between two events of Qt's, at most, when each takes `time`.
int longest_run(Loop& loop, int calls, Duration time) {
  int left = calls;
  int in_a_row = 0;
  int longest = 0;
  for (int i = 0; i < calls; ++i)
    loop.call_soon([&, time] {
      work(time);
      --left;
      longest = std::max(longest, ++in_a_row);
    });
  QTimer other;
  other.callOnTimeout([&] { in_a_row = 0; });
  other.start(0);
  return spin_until([&] { return left == 0; }) ? longest : -1;
}

}  // namespace

/// Slices leave Qt its turn, whatever the loop has to do.
class SliceTest : public QObject {
  Q_OBJECT

 private slots:
  void aSliceEndsWhenItsTimeIsUsedUp();
  void aSliceEndsAfterOneCallThatIsLongerThanItsTime();
  void aTickKeepsItsPaceWhileAMillionCallsArePending();
  void aCallThatAlwaysSchedulesItselfDoesNotStarveQt();
  void anIterationMayTakeSeveralSlices();
};

void SliceTest::aSliceEndsWhenItsTimeIsUsedUp() {
  Loop loop;
  const QtBridge bridge(loop);
  const int longest = longest_run(loop, 200, 100us);
  QVERIFY(longest > 0);
  // 1 ms holds 10, and one slice may follow another before Qt's timer has its turn.
  QVERIFY2(longest <= 30, qPrintable(QString::number(longest)));
}

void SliceTest::aSliceEndsAfterOneCallThatIsLongerThanItsTime() {
  Loop loop;
  const QtBridge bridge(loop);
  const int longest = longest_run(loop, 20, 3ms);
  QVERIFY(longest > 0);
  QVERIFY2(longest <= 2, qPrintable(QString::number(longest)));
}

void SliceTest::aTickKeepsItsPaceWhileAMillionCallsArePending() {
  Loop loop;
  QtBridge bridge(loop);
  constexpr int calls = 1'000'000;
  int ran = 0;
  for (int i = 0; i < calls; ++i)
    loop.call_soon([&ran] {
      work(500ns);
      ++ran;
    });
  int ticks = 0;
  QTimer tick;
  tick.setTimerType(Qt::PreciseTimer);
  tick.callOnTimeout([&] { ++ticks; });
  const EventCount events(bridge);
  const Duration start = steady_now();
  tick.start(16);
  QVERIFY(spin_until([&] { return ran == calls; }));
  const auto expected = (steady_now() - start) / 16ms;
  QVERIFY(expected > 20);
  // Half of them, for a machine that is busy with other things.
  QVERIFY2(ticks >= expected / 2, qPrintable(QString::number(ticks)));
  QVERIFY(events.slices >= expected);
}

void SliceTest::aCallThatAlwaysSchedulesItselfDoesNotStarveQt() {
  Loop loop;
  QtBridge bridge(loop);
  std::function<void()> again = [&] { loop.call_soon(again); };
  loop.call_soon(again);
  int ticks = 0;
  QTimer tick;
  tick.callOnTimeout([&] { ++ticks; });
  tick.start(1);
  QVERIFY(spin_until([&] { return ticks == 10; }));
}

void SliceTest::anIterationMayTakeSeveralSlices() {
  Loop loop;
  QtBridge bridge(loop);
  std::vector<int> order;
  for (int i = 0; i < 30; ++i)
    loop.call_soon([&order, &loop, i] {
      work(500us);
      order.push_back(i);
      loop.call_soon([&order, i] { order.push_back(100 + i); });
    });
  QVERIFY(spin_until([&] { return order.size() == 60; }));
  QVERIFY(std::is_sorted(order.begin(), order.end()));
}

QTEST_GUILESS_MAIN(SliceTest)
#include "slice_test.moc"
