// SPDX-License-Identifier: MIT
// What one iteration does, and in which order: rules L1 to L8, X2.
#include "support.h"

using namespace loopscope;
using namespace loopscope::test;

class LoopIterationTest : public QObject {
  Q_OBJECT

 private slots:
  // L1
  void whatIsScheduledWhileRunningRunsInTheNextIteration() {
    VirtualLoop loop;
    Trace trace(loop);
    loop.call_soon([&] {
      trace("A");
      loop.call_soon([&] {
        trace("C");
        loop.call_soon([&] { loop.stop(); });
      });
    });
    loop.call_soon([&] { trace("B"); });
    loop.run_forever();
    QCOMPARE(trace.events, (Events{"A@1", "B@1", "C@2"}));
    QCOMPARE(loop.core().iteration(), 3u);
  }

  // L2
  void theReadyQueueIsFirstInFirstOut() {
    VirtualLoop loop;
    std::vector<int> order;
    for (int i = 0; i < 1000; ++i) loop.call_soon([&order, i] { order.push_back(i); });
    run_iterations(loop);
    QCOMPARE(order.size(), 1000u);
    QVERIFY(std::is_sorted(order.begin(), order.end()));
  }

  // L2
  void theReadyQueueKeepsItsOrderWhenItGrowsInTheMiddle() {
    VirtualLoop loop;
    int next = 0;
    int made = 0;
    bool in_order = true;
    const auto schedule = [&](int count) {
      for (int i = 0; i < count; ++i)
        loop.call_soon([&, number = made++] { in_order = in_order && number == next++; });
    };
    for (const int count : {100, 200, 300, 5000, 700, 40'000}) {
      schedule(count);
      loop.call_soon(
          [&] { schedule(count); });  // grows while calls wait on both sides of the ring's end
      run_iterations(loop, 2);
    }
    QVERIFY(in_order);
    QCOMPARE(next, made);
  }

  void aDueTimerRunsBehindWhatIsReadyInTheSameIteration() {
    VirtualLoop loop;
    Trace trace(loop);
    loop.call_later(0s, [&] { trace("timer"); });
    loop.call_soon([&] { trace("soon"); });
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"soon@1", "timer@1"}));
  }

  // L3
  void anIdleLoopWaitsForItsNextTimerAndNoLonger() {
    VirtualLoop loop;
    Trace trace(loop);
    loop.call_later(30s, [&] { loop.stop(); });
    loop.call_later(10s, [&] { trace("10 s"); });
    loop.run_forever();
    QCOMPARE(trace.events, (Events{"10 s@1"}));
    QCOMPARE(loop.time(), Duration(30s));
    QCOMPARE(loop.core().iteration(), 2u);
  }

  // L3: time does not pass while something is ready
  void timeStandsStillWhileSomethingIsReady() {
    VirtualLoop loop;
    int left = 100;
    std::function<void()> again = [&] {
      if (--left > 0) loop.call_soon(again);
    };
    loop.call_soon(again);
    loop.call_later(1s, [&] {
      EXPECT_EQ(left, 0);
      loop.stop();
    });
    loop.run_forever();
    QCOMPARE(loop.core().iteration(), 101u);
  }

  // H1: CPython would block for ever
  void aVirtualLoopThatCouldOnlyWaitForEverSaysSo() {
    VirtualLoop loop;
    QCOMPARE(thrown([&] { loop.run_forever(); }),
             std::string("RuntimeError: The loop is stalled: nothing is ready, no timer is set, "
                         "and its clock is virtual"));
    QVERIFY(!loop.is_running());
  }

  // L4
  void aCallCancelledByAnEarlierOneOfTheSameIterationDoesNotRun() {
    VirtualLoop loop;
    Trace trace(loop);
    Handle second;
    loop.call_soon([&] {
      trace("first");
      second.cancel();
    });
    second = loop.call_soon([&] { trace("second"); });
    loop.call_soon([&] { trace("third"); });
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"first@1", "third@1"}));
  }

  // L4
  void aCancelledCallStillUsesUpItsPlace() {
    VirtualLoop loop;
    Trace trace(loop);
    Handle cancelled = loop.call_soon([&] { trace("never"); });
    loop.call_soon([&] { loop.call_soon([&] { trace("next"); }); });
    cancelled.cancel();
    run_iterations(loop);
    QCOMPARE(trace.events, Events{});
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"next@2"}));
  }

  // L6
  void aTimerThatIsDueAtOnceNeverRunsInTheIterationThatMadeIt() {
    VirtualLoop loop;
    Trace trace(loop);
    loop.call_later(1s, [&] {
      trace("timer");
      loop.call_later(0s, [&] { trace("X"); });
      loop.call_soon([&] {
        trace("Y");
        loop.stop();
      });
    });
    loop.run_forever();
    QCOMPARE(trace.events, (Events{"timer@1", "Y@2", "X@2"}));
  }

  // L7
  void anExceptionOfOneCallLeavesTheOthersAlone() {
    VirtualLoop loop;
    const Reports reports(loop);
    Trace trace(loop);
    loop.call_soon([] { throw std::runtime_error("boom"); });
    loop.call_soon([&] { trace("after the error"); });
    loop.call_soon([] { throw CancelledError("too"); });
    loop.call_soon([&] { trace("after the cancellation"); });
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"after the error@1", "after the cancellation@1"}));
    QCOMPARE(reports.all.size(), 2u);
    QCOMPARE(error_line(reports.all[0].exception), std::string("runtime_error: boom"));
    QCOMPARE(error_line(reports.all[1].exception), std::string("CancelledError: too"));
  }

  // L8
  void aFatalExitLeavesAtOnceAndKeepsWhatIsQueued() {
    VirtualLoop loop;
    Trace trace(loop);
    loop.call_soon([] { throw FatalExit(3); });
    loop.call_soon([&] { trace("kept"); });
    loop.stop();
    QCOMPARE(thrown([&] { loop.run_forever(); }), std::string("FatalExit: code 3"));
    QVERIFY(!loop.is_running());
    QCOMPARE(trace.events, Events{});

    loop.call_soon([&] { trace("later"); });
    run_iterations(loop);  // the stop flag was cleared: this is its own
    QCOMPARE(trace.events, (Events{"kept@2", "later@2"}));
  }

  // X2
  void postsFromTheLoopsOwnThreadOrderWithCallSoon() {
    VirtualLoop loop;
    Trace trace(loop);
    loop.call_soon([&] {
      loop.call_soon([&] { trace("1"); });
      loop.call_soon_threadsafe([&] { trace("2"); });
      loop.call_soon([&] { trace("3"); });
      loop.door().call_soon_threadsafe([&] { trace("4"); });
    });
    run_iterations(loop, 2);
    QCOMPARE(trace.events, (Events{"1@2", "2@2", "3@2", "4@2"}));
  }

  // X2
  void aPostToALoopThatDoesNotRunWaitsUntilItDoes() {
    VirtualLoop loop;
    Trace trace(loop);
    loop.call_soon_threadsafe([&] { trace("posted"); });
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"posted@1"}));
  }

  // L19: the way to stop a loop from elsewhere
  void aPostedStopWakesTheLoop() {
    Loop loop;
    std::thread other(
        [door = loop.door(), &loop] { door.call_soon_threadsafe([&loop] { loop.stop(); }); });
    loop.run_forever();
    other.join();
    QVERIFY(!loop.is_running());
  }
};

QTEST_APPLESS_MAIN(LoopIterationTest)
#include "loop_iteration_test.moc"
