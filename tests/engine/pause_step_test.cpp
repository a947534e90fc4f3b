// SPDX-License-Identifier: MIT
// Pausing a loop and stepping it by calls and iterations.
#include "support.h"

#include <latch>
#include <thread>

using namespace loopscope;
using namespace loopscope::test;

namespace {

void call_urgent(const LoopDoor& door, std::function<void()> function) {
  door.core().call_urgent(detail::make_call<detail::PostedCall>(&door.core(), std::move(function)));
}

}  // namespace

class PauseStepTest : public QObject {
  Q_OBJECT

 private slots:
  void aPausedLoopRunsNothingAndKeepsWhatComes() {
    VirtualLoop loop;
    Trace trace(loop);
    loop.call_soon([&] { trace("1"); });
    loop.pause();
    QVERIFY(loop.is_paused());
    run_iterations(loop, 2);
    loop.call_soon_threadsafe([&] { trace("2"); });
    run_iterations(loop, 2);
    QCOMPARE(trace.events, Events{});
    loop.resume();
    QVERIFY(!loop.is_paused());
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"1@1", "2@1"}));
  }

  void pausingTakesEffectAfterTheCallThatDoesIt() {
    VirtualLoop loop;
    Trace trace(loop);
    loop.call_soon([&] {
      loop.pause();
      trace("1");
    });
    loop.call_soon([&] { trace("2"); });
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"1@1"}));
    loop.resume();
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"1@1", "2@1"}));  // the rest of the same iteration
  }

  void aStepRunsOneCall() {
    VirtualLoop loop;
    Trace trace(loop);
    loop.call_soon([&] {
      trace("1");
      loop.call_soon([&] { trace("next"); });
    });
    loop.call_soon([&] { trace("2"); });
    for (int step = 1; step <= 3; ++step) {
      loop.step_callback();
      run_iterations(loop);
      QVERIFY(loop.is_paused());
      QCOMPARE(trace.events.size(), static_cast<std::size_t>(step));
    }
    QCOMPARE(trace.events, (Events{"1@1", "2@1", "next@2"}));
  }

  void aStepThatACallAsksForEndsWithThatCall() {
    for (const bool whole_iteration : {false, true}) {
      VirtualLoop loop;
      Trace trace(loop);
      loop.call_soon([&] {
        trace("1");
        whole_iteration ? loop.step_iteration() : loop.step_callback();
        loop.call_soon([&] { trace("next"); });
      });
      loop.call_soon([&] { trace("2"); });
      run_iterations(loop, 2);
      QVERIFY(loop.is_paused());
      QCOMPARE(trace.events, whole_iteration ? (Events{"1@1", "2@1"}) : (Events{"1@1"}));
    }
  }

  void aStepOfAnIterationRunsWhatIsLeftOfIt() {
    VirtualLoop loop;
    Trace trace(loop);
    for (const char* name : {"1", "2", "3"})
      loop.call_soon([&trace, &loop, name] {
        trace(name);
        loop.call_soon([&trace, name] { trace(std::string("after ") + name); });
      });
    loop.step_callback();
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"1@1"}));
    loop.step_iteration();
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"1@1", "2@1", "3@1"}));
    loop.step_iteration();
    run_iterations(loop);
    QCOMPARE(trace.events.size(), 6u);
    QVERIFY(loop.is_paused());
  }

  void aStepWithNothingReadyGoesOnToTheNextTimer() {
    for (const bool scaled : {false, true}) {
      Loop loop(scaled ? std::unique_ptr<Clock>(std::make_unique<ScaledClock>())
                       : std::make_unique<VirtualClock>());
      int ran = 0;
      loop.pause();
      const TimerHandle timer = loop.call_later(1h, [&] { ++ran; });
      loop.step_callback();
      run_iterations(loop);
      QCOMPARE(ran, 1);
      QCOMPARE(loop.time(), timer.when());
    }
  }

  void aStepWithNothingAtAllJustPausesAgain() {
    VirtualLoop loop;
    loop.step_callback();
    run_iterations(loop);
    QVERIFY(loop.is_paused());
    loop.step_iteration();
    run_iterations(loop);
    QVERIFY(loop.is_paused());
  }

  void theTimeOfAScaledClockStandsStillWhilePaused() {
    Loop loop(std::make_unique<ScaledClock>());
    loop.pause();
    const Duration held = loop.time();
    QCOMPARE(loop.time(), held);
    loop.resume();
    QVERIFY(loop.time() >= held);
  }

  void urgentCallsRunWhileTheLoopIsPaused() {
    Loop loop;
    Events events;
    loop.call_soon([&] { events.emplace_back("queued"); });
    loop.pause();
    std::thread other([&, door = loop.door()] {
      call_urgent(door, [&] { events.emplace_back("urgent"); });
      door.call_soon_threadsafe([&] { events.emplace_back("posted"); });
      call_urgent(door, [&] {
        events.emplace_back("resume");
        loop.resume();
        loop.stop();
      });
    });
    loop.run_forever();
    other.join();
    QCOMPARE(events, (Events{"urgent", "resume", "queued", "posted"}));
  }

  void urgentCallsRunBetweenTwoCalls() {
    VirtualLoop loop;
    Events events;
    loop.call_soon([&] {
      call_urgent(loop.door(), [&] { events.emplace_back("urgent"); });
      loop.call_soon([&] { events.emplace_back("next"); });
      events.emplace_back("first");
    });
    run_iterations(loop, 2);
    QCOMPARE(events, (Events{"first", "urgent", "next"}));
  }

  // L8
  void aFatalExitOfAnUrgentCallKeepsTheOthersQueued() {
    VirtualLoop loop;
    Events events;
    call_urgent(loop.door(), [] { throw FatalExit(1); });
    call_urgent(loop.door(), [&] { events.emplace_back("second"); });
    QCOMPARE(thrown([&] { run_iterations(loop); }), std::string("FatalExit: code 1"));
    run_iterations(loop);
    QCOMPARE(events, (Events{"second"}));
  }

  // L24
  void urgentCallsThatNobodyRanGoWithTheLoop() {
    Counted::reset();
    VirtualLoop loop;
    call_urgent(loop.door(), [counted = std::make_shared<Counted>()] {});
    QCOMPARE(Counted::alive, 1);
    loop.close();
    QCOMPARE(Counted::alive, 0);
  }

  void aPausedLoopSleepsUntilACallFromElsewhereResumesIt() {
    Loop loop;
    std::latch paused(1);
    loop.call_soon([&] {
      loop.pause();
      paused.count_down();
    });
    loop.call_soon([&] { loop.stop(); });
    std::thread other([&, door = loop.door()] {
      paused.wait();
      call_urgent(door, [&] { loop.resume(); });
    });
    loop.run_forever();
    other.join();
    QVERIFY(!loop.is_paused());
  }
};

QTEST_APPLESS_MAIN(PauseStepTest)
#include "pause_step_test.moc"
