// SPDX-License-Identifier: MIT
// Running, stopping and closing a loop: rules L16 to L25, K1, K2.
#include "support.h"

#include <latch>
#include <thread>

using namespace loopscope;
using namespace loopscope::test;

namespace {

Coro<int> answer() { co_return 42; }

Coro<void> wait(Loop& loop) { co_await loop.create_future<void>(); }

const std::string stopped_early = "RuntimeError: Event loop stopped before Future completed.";

}  // namespace

class RunStopCloseTest : public QObject {
  Q_OBJECT

 private slots:
  // L16
  void onlyARunningLoopIsTheRunningLoop() {
    VirtualLoop loop;
    const std::string none = "RuntimeError: no running event loop";
    QVERIFY(!loop.is_running());
    QCOMPARE(thrown([] { return &get_running_loop(); }), none);
    loop.call_soon([&] {
      EXPECT(loop.is_running());
      EXPECT_EQ(&get_running_loop(), &loop);
    });
    run_iterations(loop);
    QVERIFY(!loop.is_running());
    QCOMPARE(thrown([] { return &get_running_loop(); }), none);
  }

  // L16, K1 (not reproduced: the failed call changes nothing)
  void aLoopCannotRunWithinItself() {
    VirtualLoop loop;
    loop.call_soon([&] {
      EXPECT_EQ(thrown([&] { loop.run_forever(); }),
                std::string("RuntimeError: This event loop is already running"));
      EXPECT_EQ(thrown([&] { loop.run_until_complete(loop.create_future<void>()); }),
                std::string("RuntimeError: This event loop is already running"));
      EXPECT(loop.is_running());
      EXPECT_EQ(&get_running_loop(), &loop);
    });
    run_iterations(loop);
  }

  // L16
  void aLoopCannotRunWithinAnother() {
    VirtualLoop outer;
    VirtualLoop inner;
    const CapturedLog log;
    const std::string refused =
        "RuntimeError: Cannot run the event loop while another loop is running";
    outer.call_soon([&] {
      EXPECT_EQ(thrown([&] { inner.run_forever(); }), refused);
      EXPECT_EQ(thrown([&] { return inner.run_until_complete(answer()); }), refused);
      EXPECT(!inner.is_running());
      EXPECT_EQ(&get_running_loop(), &outer);
    });
    run_iterations(outer);
    QCOMPARE(inner.run_until_complete(answer()), 42);
    QCOMPARE(log.lines.size(), 1u);  // D8: the coroutine that was refused
  }

  // L16: closedness comes first
  void aRefusalNamesTheFirstReason() {
    VirtualLoop loop;
    VirtualLoop other;
    other.close();
    loop.call_soon([&] {
      EXPECT_EQ(thrown([&] { other.run_forever(); }),
                std::string("RuntimeError: Event loop is closed"));
    });
    run_iterations(loop);
  }

  // L17
  void stopLetsTheIterationFinish() {
    VirtualLoop loop;
    Trace trace(loop);
    loop.call_soon([&] {
      trace("first");
      loop.stop();
      loop.call_soon([&] { trace("next run"); });
    });
    loop.call_soon([&] { trace("second"); });
    loop.run_forever();
    QCOMPARE(trace.events, (Events{"first@1", "second@1"}));
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"first@1", "second@1", "next run@2"}));
  }

  // L18
  void stopBeforeRunningGivesExactlyOneIteration() {
    VirtualLoop loop;
    Trace trace(loop);
    loop.call_soon([&] {
      trace("ready");
      loop.call_soon([&] { trace("too late"); });
    });
    loop.call_later(0s, [&] { trace("due"); });
    loop.call_later(1s, [&] { trace("not due"); });
    loop.stop();
    loop.run_forever();
    QCOMPARE(trace.events, (Events{"ready@1", "due@1"}));
    QCOMPARE(loop.time(), Duration(0));
  }

  // L18
  void stopOnAnIdleOrClosedLoopIsHarmless() {
    VirtualLoop loop;
    loop.stop();
    loop.run_forever();  // returns at once
    loop.close();
    loop.stop();
    QVERIFY(loop.is_closed());
  }

  void stopEndsAPausedLoopToo() {
    VirtualLoop loop;
    loop.pause();
    loop.call_soon([] { NEVER("it ran"); });
    loop.stop();
    loop.run_forever();
    QVERIFY(!loop.is_running());
  }

  // L20, L21
  void aCoroutineTakesTwoIterationsAndADoneFutureOne() {
    VirtualLoop loop;
    QCOMPARE(loop.run_until_complete(answer()), 42);
    QCOMPARE(loop.core().iteration(), 2u);

    const auto future = loop.create_future<int>();
    future.set_result(7);
    QCOMPARE(loop.run_until_complete(future), 7);
    QCOMPARE(loop.core().iteration(), 3u);
  }

  // L21
  void callbacksOfTheLastStepRunAndThoseOfTheLastIterationDoNot() {
    VirtualLoop loop;
    Trace trace(loop);
    run(loop, [&]() -> Coro<void> {
      loop.call_soon([&] {
        trace("queued in the step");
        loop.call_soon([&] { trace("too late"); });
      });
      co_return;
    });
    QCOMPARE(trace.events, (Events{"queued in the step@2"}));
  }

  // L20
  void theExceptionOfTheFutureComesOut() {
    VirtualLoop loop;
    QCOMPARE(thrown([&] {
               run(loop, []() -> Coro<void> {
                 throw std::runtime_error("inside");
                 co_return;
               });
             }),
             std::string("runtime_error: inside"));
    const auto cancelled = loop.create_future<int>();
    cancelled.cancel("why");
    QCOMPARE(thrown([&] { loop.run_until_complete(cancelled); }),
             std::string("CancelledError: why"));
  }

  // L20
  void aFutureOfAnotherLoopIsRefused() {
    VirtualLoop loop;
    VirtualLoop other;
    QCOMPARE(
        thrown([&] { loop.run_until_complete(other.create_future<void>()); }),
        std::string("ValueError: The future belongs to a different loop than the one specified "
                    "as the loop argument"));
  }

  // L22; test_tasks.py BaseTaskTests.test_stop_while_run_in_complete
  void stoppingEarlyIsAnErrorAndTheTaskGoesOnLater() {
    VirtualLoop loop;
    int steps = 0;
    const Task<int> task = loop.create_task([&]() -> Coro<int> {
      while (steps < 10) {
        co_await sleep(10s);
        if (++steps == 2) loop.stop();
      }
      co_return steps;
    });
    QCOMPARE(thrown([&] { loop.run_until_complete(task); }), stopped_early);
    QVERIFY(!task.done());
    QCOMPARE(steps, 2);
    QCOMPARE(loop.run_until_complete(task), 10);
  }

  // L22: no stop-callback is left behind
  void anEarlyStopLeavesNoCallback() {
    VirtualLoop loop;
    const auto future = loop.create_future<int>();
    loop.stop();
    QCOMPARE(thrown([&] { loop.run_until_complete(future); }), stopped_early);
    future.set_result(1);
    loop.call_soon([&] { loop.call_soon([&] { loop.stop(); }); });
    loop.run_forever();
    QCOMPARE(loop.core().iteration(), 3u);
  }

  // L22: nor does the task that run_until_complete made complain
  void anAbandonedRunDoesNotReportItsOwnTask() {
    const CapturedLog log;
    {
      VirtualLoop loop;
      loop.stop();
      EXPECT_EQ(thrown([&] { loop.run_until_complete(wait(loop)); }), stopped_early);
    }
    QCOMPARE(log.lines, Events{});
  }

  // L23
  void aFatalExitMarksTheTasksExceptionAsRetrieved() {
    const CapturedLog log;
    {
      VirtualLoop loop;
      EXPECT_EQ(thrown([&] {
                  loop.run_until_complete([]() -> Coro<void> {
                    throw FatalExit(9);
                    co_return;
                  }());
                }),
                std::string("FatalExit: code 9"));
      run_iterations(loop);  // no stop-callback is left behind
      EXPECT_EQ(loop.core().iteration(), 2u);
    }
    QCOMPARE(log.lines, Events{});
  }

  // K2
  void aStopBeforeATrivialRunStopsTheNextRunToo() {
    VirtualLoop loop;
    loop.stop();
    QCOMPARE(loop.run_until_complete(answer()), 42);
    QCOMPARE(loop.core().iteration(), 1u);
    int iterations = 0;
    std::function<void()> count = [&] {
      ++iterations;
      loop.call_soon(count);
    };
    loop.call_soon(count);
    loop.run_forever();
    QCOMPARE(iterations, 1);
  }

  // L24; test_base_events.py BaseEventLoopTests.test_close
  void closingTwiceIsFineAndAClosedLoopIsRefused() {
    VirtualLoop loop;
    const CapturedLog log;
    QVERIFY(!loop.is_closed());
    loop.close();
    QVERIFY(loop.is_closed());
    loop.close();
    QVERIFY(loop.is_closed());
    const std::string closed = "RuntimeError: Event loop is closed";
    QCOMPARE(thrown([&] { loop.run_forever(); }), closed);
    QCOMPARE(thrown([&] { loop.run_until_complete(loop.create_future<void>()); }), closed);
    QCOMPARE(thrown([&] { loop.run_until_complete(answer()); }), closed);
    QCOMPARE(thrown([&] { static_cast<void>(loop.create_task(answer())); }), closed);
    QCOMPARE(log.lines.size(), 2u);  // D8, for each coroutine
  }

  // L24
  void aRunningLoopCannotBeClosed() {
    VirtualLoop loop;
    loop.call_soon([&] {
      EXPECT_EQ(thrown([&] { loop.close(); }),
                std::string("RuntimeError: Cannot close a running event loop"));
    });
    run_iterations(loop);
    QVERIFY(!loop.is_closed());
  }

  // L24
  void closingDoesNotCancelTasks() {
    const CapturedLog log;
    VirtualLoop loop;
    bool cancelled = false;
    const Task<void> task = loop.create_task([&]() -> Coro<void> {
      try {
        co_await wait(loop);
      } catch (const CancelledError&) {
        cancelled = true;
        throw;
      }
    });
    run_iterations(loop);
    loop.close();
    QVERIFY(!task.done());
    QVERIFY(!cancelled);
  }

  // L25
  void onAClosedLoopAFutureChangesButItsCallbacksAreLost() {
    VirtualLoop loop;
    const auto with_callback = loop.create_future<int>();
    with_callback.add_done_callback([] { NEVER("it ran"); });
    loop.close();
    const auto without = loop.create_future<int>();
    without.set_result(1);
    QCOMPARE(without.result(), 1);
    QCOMPARE(thrown([&] { with_callback.set_result(2); }),
             std::string("RuntimeError: Event loop is closed"));
    QCOMPARE(with_callback.result(), 2);
    QCOMPARE(thrown([&] { without.add_done_callback([] {}); }),
             std::string("RuntimeError: Event loop is closed"));
  }

  void aLoopMadeByOneThreadMayRunOnAnother() {
    Loop loop;
    const auto future = loop.create_future<std::thread::id>();
    std::thread other([&] {
      loop.call_soon([&] { future.set_result(std::this_thread::get_id()); });
      loop.run_until_complete(future);
    });
    const std::thread::id id = other.get_id();
    other.join();
    QCOMPARE(future.result(), id);
    loop.call_soon([&] { loop.stop(); });
    loop.run_forever();  // and back here
  }

  // L16: in any thread
  void aLoopThatRunsElsewhereIsRunning() {
    Loop loop;
    std::latch running(1);
    std::thread other([&] {
      loop.call_soon([&] { running.count_down(); });
      loop.run_forever();
    });
    running.wait();
    QVERIFY(loop.is_running());
    QCOMPARE(thrown([&] { loop.run_forever(); }),
             std::string("RuntimeError: This event loop is already running"));
    QCOMPARE(thrown([] { return &get_running_loop(); }),
             std::string("RuntimeError: no running event loop"));
    loop.call_soon_threadsafe([&] { loop.stop(); });
    other.join();
    QVERIFY(!loop.is_running());
  }
};

QTEST_APPLESS_MAIN(RunStopCloseTest)
#include "run_stop_close_test.moc"
