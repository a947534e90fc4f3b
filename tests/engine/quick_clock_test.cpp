// SPDX-License-Identifier: MIT
// The clock of records.
#include <QtTest/QTest>

#include <chrono>

#include <loopscope/inspect/quick_clock.h>

using namespace loopscope;

class QuickClockTest : public QObject {
  Q_OBJECT

 private slots:
  // For longer than one reading of the steady clock holds
  void itStaysBesideTheSteadyClockAndNeverGoesBack() {
    using std::chrono::milliseconds;
    const auto steady = [] { return std::chrono::steady_clock::now().time_since_epoch(); };
    inspect::QuickClock clock;
    const Duration end = steady() + milliseconds(60);
    Duration latest{0};
    for (Duration before = steady(); before < end; before = steady()) {
      const Duration time = clock.now();
      const Duration after = steady();
      QVERIFY(time >= latest);
      QVERIFY(time >= before - milliseconds(5));
      QVERIFY(time <= after + milliseconds(5));
      latest = time;
    }
  }
};

QTEST_APPLESS_MAIN(QuickClockTest)
#include "quick_clock_test.moc"
