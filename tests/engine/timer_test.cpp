// SPDX-License-Identifier: MIT
// Timers: rules L5, L10, L11, L13, L14, and the heap below them.
#include "support.h"

#include <algorithm>
#include <random>

using namespace loopscope;
using namespace loopscope::test;

class TimerTest : public QObject {
  Q_OBJECT

 private slots:
  // L5, P22: never early, not by a nanosecond
  void aTimerRunsWhenItsDeadlineIsReachedAndNotBefore() {
    VirtualLoop loop;
    Trace trace(loop);
    loop.call_at(1000ns, [&] {
      loop.call_at(loop.time(), [&] { trace("now"); });
      loop.call_at(loop.time() + 1ns, [&] { trace("1 ns later"); });
      loop.call_soon([] {});
    });
    loop.call_at(2000ns, [&] { loop.stop(); });
    loop.run_forever();
    QCOMPARE(trace.events, (Events{"now@2", "1 ns later@3"}));
  }

  // L10
  void callLaterCountsFromNow() {
    VirtualLoop loop;
    loop.call_later(2s, [&] {
      const TimerHandle timer = loop.call_later(3s, [&] { loop.stop(); });
      EXPECT_EQ(timer.when(), Duration(5s));
    });
    loop.run_forever();
    QCOMPARE(loop.time(), Duration(5s));
  }

  // L10; test_base_events.py BaseEventLoopTests.test_call_later_negative_delays
  void negativeDelaysAreDueAtOnceInOrderOfDeadline() {
    VirtualLoop loop;
    Trace trace(loop);
    loop.call_later(-1s, [&] { trace("-1"); });
    loop.call_later(-2s, [&] { trace("-2"); });
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"-2@1", "-1@1"}));
    QCOMPARE(loop.time(), Duration(0));
  }

  // L11: by deadline; equal ones first in, first out, which CPython leaves open
  void equalDeadlinesRunInOrderOfCreation() {
    VirtualLoop loop;
    std::vector<int> order;
    for (int i = 0; i < 50; ++i) loop.call_at(1s, [&order, i] { order.push_back(i); });
    loop.call_at(999ms, [&] { order.push_back(-1); });
    loop.call_at(1001ms, [&] { loop.stop(); });
    loop.run_forever();
    QCOMPARE(order.size(), 51u);
    QVERIFY(std::is_sorted(order.begin(), order.end()));
  }

  // L11, L12
  void anyMixOfTimersRunsInOrderWithoutTheCancelledOnes() {
    VirtualLoop loop;
    std::mt19937 random(4711);
    std::vector<std::pair<int, int>> expected;
    std::vector<std::pair<int, int>> fired;
    std::vector<TimerHandle> handles;
    for (int i = 0; i < 3000; ++i) {
      const int when = static_cast<int>(random() % 500);
      handles.push_back(loop.call_at(std::chrono::milliseconds(when),
                                     [&fired, when, i] { fired.emplace_back(when, i); }));
      if (random() % 3 == 0)
        handles.back().cancel();
      else
        expected.emplace_back(when, i);
    }
    std::sort(expected.begin(), expected.end());
    loop.call_at(1s, [&] { loop.stop(); });
    loop.run_forever();
    QVERIFY(fired == expected);
  }

  // L11, L12: many that are due at once, beside few and beside many that are not
  void manyThatAreDueAtOnceRunInOrderWithoutTheCancelledOnes() {
    for (const int later : {0, 100, 5000, 100'000}) {
      VirtualLoop loop;
      std::mt19937 random(later + 1);
      std::vector<std::pair<int, int>> expected;
      std::vector<std::pair<int, int>> fired;
      std::vector<TimerHandle> handles;
      for (int i = 0; i < later; ++i)
        handles.push_back(loop.call_at(1h, [] { NEVER("it is not due"); }));
      for (int i = 0; i < 4000; ++i) {
        // Some are overdue by far.
        const int when = i % 100 == 0 ? -3'600'000 : static_cast<int>(random() % 50);
        handles.push_back(loop.call_at(std::chrono::milliseconds(when), [&fired, &loop, when, i] {
          QCOMPARE(loop.time(), Duration(100ms));
          fired.emplace_back(when, i);
        }));
        if (random() % 3 == 0)
          handles.back().cancel();
        else
          expected.emplace_back(when, i);
      }
      std::sort(expected.begin(), expected.end());
      const auto set = static_cast<std::size_t>(later);
      static_cast<VirtualClock&>(loop.core().clock()).jump(100ms);
      run_iterations(loop);
      QVERIFY(fired == expected);
      QCOMPARE(loop.core().timers(), set);
    }
  }

  // L13: they never shorten the wait
  void aCancelledTimerWakesNobody() {
    VirtualLoop loop;
    loop.call_later(1s, [] {}).cancel();
    loop.call_later(2s, [&] { loop.stop(); });
    loop.run_forever();
    QCOMPARE(loop.core().iteration(), 1u);
    QCOMPARE(loop.time(), Duration(2s));
  }

  // L13; test_base_events.py BaseEventLoopTests.test__run_once_cancelled_event_cleanup
  void cancelledTimersLeaveWhenTheyAreMoreThanHalfOfMoreThanAHundred() {
    VirtualLoop loop;
    std::vector<TimerHandle> handles;
    const auto set = [&](int count) {
      for (int i = 0; i < count; ++i) handles.push_back(loop.call_later(1h, [] {}));
    };
    set(100);
    // All but the first, which keeps the others below the top.
    for (std::size_t i = 1; i < handles.size(); ++i) handles[i].cancel();
    run_iterations(loop);
    QCOMPARE(loop.core().stored_timers(), 100u);  // no more than a hundred: they stay
    QCOMPARE(loop.core().timers(), 1u);

    set(1);
    run_iterations(loop);
    QCOMPARE(loop.core().stored_timers(), 2u);
    QCOMPARE(loop.core().timers(), 2u);

    set(198);
    for (std::size_t i = handles.size() - 100; i < handles.size(); ++i) handles[i].cancel();
    run_iterations(loop);
    QCOMPARE(loop.core().stored_timers(), 200u);  // exactly half: they stay
    handles[handles.size() - 150].cancel();
    run_iterations(loop);
    QCOMPARE(loop.core().stored_timers(), 99u);
  }

  // L14
  void aTimerAtTheEndOfTimeNeverRuns() {
    VirtualLoop loop;
    const TimerHandle never = loop.call_later(Duration::max(), [] { NEVER("it ran"); });
    QCOMPARE(never.when(), Duration::max());
    loop.call_later(24h * 365 * 200, [&] { loop.stop(); });
    loop.run_forever();
    QVERIFY(!never.cancelled());
  }

  void aTimerMayCancelAnotherThatIsDueWithIt() {
    VirtualLoop loop;
    Trace trace(loop);
    TimerHandle second;
    loop.call_at(1s, [&] {
      trace("first");
      second.cancel();
    });
    second = loop.call_at(1s, [&] { trace("second"); });
    loop.call_at(2s, [&] { loop.stop(); });
    loop.run_forever();
    QCOMPARE(trace.events, (Events{"first@1"}));
  }

  void whatACancelledTimerOwnsGoesAtOnce() {
    VirtualLoop loop;
    const auto owned = std::make_shared<int>();
    TimerHandle timer = loop.call_later(1h, [owned] {});
    const TimerHandle other = timer;
    timer.cancel();
    QCOMPARE(owned.use_count(), 1L);
    QVERIFY(other.cancelled());
    QCOMPARE(other.when(), Duration(1h));
    timer.cancel();  // again: no effect
    QCOMPARE(loop.core().timers(), 0u);
  }

  // Its handle, and another timer, go while its callable is destroyed.
  void aCancelledTimerMayOwnItsOwnHandleAndThatOfAnother() {
    struct Handles {
      TimerHandle own;
      TimerHandle other;
      bool* gone;
      ~Handles() {
        other.cancel();
        *gone = true;
      }
    };
    bool gone = false;
    {
      VirtualLoop loop;
      for (int i = 0; i < 2; ++i) {
        auto handles = std::make_shared<Handles>(Handles{{}, {}, &gone});
        gone = false;
        handles->other = loop.call_later(2h, [] { NEVER("it ran"); });
        handles->own = loop.call_later(1h, [handles] { NEVER("it ran"); });
        if (i > 0) break;  // the loop drops these
        TimerHandle* timer = &handles->own;
        handles = nullptr;
        timer->cancel();
        QVERIFY(gone);
        QCOMPARE(loop.core().timers(), 0u);
      }
      QVERIFY(!gone);
    }
    QVERIFY(gone);
  }

  void timersOfRealTimeAreNeverEarly() {
    Loop loop;
    for (const Duration delay : {Duration(1ns), Duration(300us), Duration(2ms)}) {
      const Duration deadline = loop.time() + delay;
      loop.call_at(deadline, [&] {
        EXPECT(loop.time() >= deadline);
        loop.stop();
      });
      loop.run_forever();
    }
  }
};

QTEST_APPLESS_MAIN(TimerTest)
#include "timer_test.moc"
