// SPDX-License-Identifier: MIT
// Sleeping: rules S3, T9.
#include "support.h"

using namespace loopscope;
using namespace loopscope::test;

class SleepTest : public QObject {
  Q_OBJECT

 private slots:
  // S3: timer at k, resumed at k + 1
  void aSleeperResumesOneIterationAfterItsTimer() {
    VirtualLoop loop;
    Trace trace(loop);
    loop.call_at(1s, [&] { trace("timer"); });
    run(loop, [&]() -> Coro<void> {
      co_await sleep(1s);
      trace("sleeper");
    });
    QCOMPARE(trace.events, (Events{"timer@2", "sleeper@3"}));
    QCOMPARE(loop.time(), Duration(1s));
  }

  // S3, T9; test_tasks.py SleepTests.test_sleep_zero
  void sleepingForZeroLetsWhatIsQueuedRunFirst() {
    VirtualLoop loop;
    int result = 0;
    run(loop, [&]() -> Coro<void> {
      loop.call_soon([&] { ++result; });
      EXPECT_EQ(result, 0);
      co_await sleep(0s);
      EXPECT_EQ(result, 1);
    });
    QCOMPARE(loop.core().timers(), 0u);
  }

  // A yield has no frame, hence no place of its own; a task made of it gets one.
  void aYieldCanBeMadeATaskAndAskedWhereItStands() {
    VirtualLoop loop;
    Coro<void> yield = sleep(0s);
    QCOMPARE(yield.site().line(), 0u);
    QCOMPARE(std::string(yield.site().file_name()), std::string());
    const Task<void> task = loop.create_task(std::move(yield));
    loop.run_until_complete(task);
    QVERIFY(!yield);
    loop.run_until_complete(sleep(0s));
  }

  // S3
  void sleepingGivesAValue() {
    VirtualLoop loop;
    QCOMPARE(loop.run_until_complete(sleep(1s, std::string("slept"))), std::string("slept"));
    QCOMPARE(loop.run_until_complete(sleep(0s, 7)), 7);
    QCOMPARE(*loop.run_until_complete(sleep(1s, std::make_unique<int>(8))), 8);
  }

  // S3
  void leavingForAnyReasonCancelsTheTimer() {
    const CapturedLog log;
    VirtualLoop loop;
    {
      const Task<void> task = loop.create_task(sleep(1h));
      run_iterations(loop);
      EXPECT_EQ(loop.core().timers(), 1u);
      task.awaited().cancel();  // not the task: what it waits for
      run_iterations(loop);
      EXPECT(task.cancelled());
      EXPECT_EQ(loop.core().timers(), 0u);
    }
    static_cast<void>(loop.create_task(sleep(1h)));
    run_iterations(loop);
    loop.close();  // with its frame
  }

  void sleepersWakeByDeadline() {
    VirtualLoop loop;
    Events events;
    const auto sleeper = [&](std::string name, Duration delay) -> Coro<void> {
      co_await sleep(delay);
      events.push_back(name);
    };
    const Task<void> c = loop.create_task(sleeper("c", 3ns));
    const Task<void> a = loop.create_task(sleeper("a", 1ns));
    const Task<void> b = loop.create_task(sleeper("b", 2ns));
    loop.run_until_complete(c);
    QCOMPARE(events, (Events{"a", "b", "c"}));
    QVERIFY(a.done() && b.done());
  }

  // T8: a self-cancellation reaches a sleeper
  void aSleepForeverEndsByCancellation() {
    VirtualLoop loop;
    const Task<void> task = loop.create_task(sleep(Duration::max()));
    run_iterations(loop);
    task.cancel();
    QCOMPARE(thrown([&] { loop.run_until_complete(task); }), std::string("CancelledError"));
  }

  void sleepingOutsideOfALoopIsImpossible() {
    const CapturedLog log;
    { const Coro<void> never = sleep(1s); }
    QCOMPARE(log.lines.size(), 1u);  // D8
  }
};

QTEST_APPLESS_MAIN(SleepTest)
#include "sleep_test.moc"
