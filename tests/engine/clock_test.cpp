// SPDX-License-Identifier: MIT
// Clocks: rules L15, P22, H1.
#include "support.h"

#include <limits>

using namespace loopscope;
using namespace loopscope::test;

class ClockTest : public QObject {
  Q_OBJECT

 private slots:
  void theSteadyClockIsTheSystemsAndBoundToRealTime() {
    SteadyClock clock;
    const Duration before = std::chrono::steady_clock::now().time_since_epoch();
    QVERIFY(clock.now() >= before);
    QVERIFY(!clock.jump(Duration::max()));
    QVERIFY(!clock.is_virtual());
    QCOMPARE(clock.name(), "steady");
  }

  // L3
  void aSteadyWaitIsWhatIsLeftAndADayAtMost() {
    const SteadyClock clock;
    QVERIFY(clock.real_wait(Duration(0)) == Duration(0));
    QVERIFY(clock.real_wait(Duration::min()) == Duration(0));
    const auto second = clock.real_wait(clock.now() + 1s);
    QVERIFY(second <= 1s && second > 900ms);
    QVERIFY(clock.real_wait(Duration::max()) == 24h);
  }

  void theVirtualClockMovesByJumpsAlone() {
    VirtualClock clock;
    QCOMPARE(clock.now(), Duration(0));
    QVERIFY(clock.is_virtual());
    QVERIFY(!clock.real_wait(1s));
    QVERIFY(clock.jump(5s));
    QCOMPARE(clock.now(), Duration(5s));
    QVERIFY(clock.jump(3s));
    QCOMPARE(clock.now(), Duration(5s));  // never back
    QCOMPARE(clock.name(), "virtual");
  }

  void theScaledClockStandsStillWhileHeld() {
    ScaledClock clock;
    clock.hold();
    const Duration held = clock.now();
    QCOMPARE(clock.now(), held);
    QVERIFY(!clock.real_wait(held + 1s));
    QVERIFY(clock.jump(held + 1s));
    QCOMPARE(clock.now(), held + 1s);
    clock.hold();
    QCOMPARE(clock.now(), held + 1s);
    clock.release();
    QVERIFY(clock.now() >= held + 1s);
    QVERIFY(!clock.jump(held + 1h));
    QVERIFY(clock.now() < held + 1h);
    QCOMPARE(clock.name(), "scaled");
  }

  void theScaledClockWaitsByItsSpeed() {
    ScaledClock clock;
    clock.set_speed(10);
    QCOMPARE(clock.speed(), 10.0);
    const auto wait = clock.real_wait(clock.now() + 10s);
    QVERIFY(wait <= 1s && wait > 900ms);
    clock.set_speed(0.5);
    const auto longer = clock.real_wait(clock.now() + 10s);
    QVERIFY(longer <= 20s && longer > 19s);
    QVERIFY(clock.real_wait(Duration::max()) == 24h);
    QVERIFY(clock.real_wait(Duration(0)) == Duration(0));
  }

  void aChangeOfSpeedDoesNotMoveTheTime() {
    ScaledClock clock;
    Duration last = clock.now();
    for (const double speed : {1e-6, 1e6, 1.0, 1e9, 1e-9}) {
      clock.set_speed(speed);
      const Duration now = clock.now();
      QVERIFY(now >= last);
      last = now;
    }
  }

  void anyPositiveSpeedKeepsTheTimeInRange() {
    ScaledClock clock;
    clock.set_speed(std::numeric_limits<double>::max());
    Duration last = clock.now();
    for (int i = 0; i < 1000; ++i) {
      const Duration now = clock.now();
      QVERIFY(now >= last);
      last = now;
    }
    QVERIFY(clock.real_wait(Duration::max()) >= Duration(0));
    clock.set_speed(std::numeric_limits<double>::min());
    QVERIFY(clock.now() >= last);
    QVERIFY(clock.real_wait(Duration::max()) == 24h);
  }

  void aSpeedThatIsNoneIsRefused() {
    ScaledClock clock;
    for (const double speed : {0.0, -1.0, std::numeric_limits<double>::infinity(),
                               std::numeric_limits<double>::quiet_NaN()})
      QCOMPARE(thrown([&] { clock.set_speed(speed); }),
               std::string("ValueError: speed must be positive and finite"));
    QCOMPARE(clock.speed(), 1.0);
  }

  void onlyALoopWithAScaledClockHasASpeed() {
    VirtualLoop loop;
    QCOMPARE(thrown([&] { loop.set_speed(2); }),
             std::string("RuntimeError: a virtual clock has no speed to set"));
    Loop scaled(std::make_unique<ScaledClock>());
    scaled.set_speed(1e6);
    scaled.call_later(1000s, [&] { scaled.stop(); });
    scaled.run_forever();  // a millisecond
    QVERIFY(scaled.time() >= 1000s);
  }

  void aLoopStartsAtItsClocksTime() {
    const VirtualLoop virtual_loop;
    QCOMPARE(virtual_loop.time(), Duration(0));
    const Loop steady;
    const Duration now = std::chrono::steady_clock::now().time_since_epoch();
    QVERIFY(steady.time() >= now);
    QCOMPARE(steady.clock().name(), "steady");
  }

  // A virtual clock stands still while work elsewhere goes on, which will come back by a post
  void workElsewhereHoldsTheVirtualTime() {
    VirtualLoop loop;
    Events events;
    loop.call_later(1h, [&] {
      events.emplace_back("timer");
      loop.stop();
    });
    loop.core().outside_work_begins();
    std::thread other([&, door = loop.door()] {
      door.call_soon_threadsafe([&] { events.emplace_back("post"); });
      door.core().outside_work_ends();
    });
    loop.run_forever();
    other.join();
    QCOMPARE(events, (Events{"post", "timer"}));
  }
};

QTEST_APPLESS_MAIN(ClockTest)
#include "clock_test.moc"
