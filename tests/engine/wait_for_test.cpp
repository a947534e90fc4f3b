// SPDX-License-Identifier: MIT
// One awaitable under a deadline: rules O9 to O11.
#include "support.h"

#include <loopscope/combine/timeout.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

/// Awaits something that must end with TimeoutError.
template <class A>
Coro<bool> times_out(A awaitable, std::optional<Duration> timeout) {
  try {
    co_await wait_for(std::move(awaitable), timeout);
  } catch (const TimeoutError&) {
    co_return true;
  }
  co_return false;
}

}  // namespace

class WaitForTest : public QObject {
  Q_OBJECT

 private slots:
  // O9: at once, no other task
  void aCoroutineRunsInTheCurrentTask() {
    VirtualLoop loop;
    Trace trace(loop);
    run(loop, [&]() -> Coro<void> {
      const AnyTask own = current_task();
      const auto body = [&]() -> Coro<int> {
        EXPECT(current_task() == own);
        trace("inside");
        co_return 1;
      };
      EXPECT_EQ(co_await wait_for(body(), 1s), 1);
      EXPECT_EQ(co_await wait_for(body(), std::nullopt), 1);
      EXPECT_EQ(get_running_loop().all_tasks().size(), 1u);
    });
    QCOMPARE(trace.events, (Events{"inside@1", "inside@1"}));
    QCOMPARE(loop.core().timers(), 0u);
  }

  void resultsOfAllKindsPass() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      const auto own = []() -> Coro<std::unique_ptr<int>> { co_return std::make_unique<int>(2); };
      const std::unique_ptr<int> moved = co_await wait_for(own(), 1s);
      EXPECT_EQ(*moved, 2);
      co_await wait_for(sleep(1s), 2s);
      const auto future = get_running_loop().create_future<std::unique_ptr<int>>();
      future.set_result(std::make_unique<int>(3));
      const std::unique_ptr<int> of_future = co_await wait_for(future, 0s);
      EXPECT_EQ(*of_future, 3);
    });
  }

  // O10: the future is cancelled at k, the caller has its TimeoutError at k + 1
  void aFutureIsCancelledAtTheDeadline() {
    VirtualLoop loop;
    Trace trace(loop);
    const auto future = loop.create_future<int>();
    future.add_done_callback([&] { trace("cancelled"); });
    run(loop, [&]() -> Coro<void> {
      get_running_loop().call_later(1s, [&] { trace.restart(); });
      EXPECT(co_await times_out(future, 1s));
      trace("caller");
    });
    QCOMPARE(trace.events, (Events{"cancelled@1", "caller@1"}));
    QVERIFY(future.cancelled());
  }

  // O10: the inner task ends at k + 1, the caller goes on at k + 2
  void aTaskIsCancelledAtTheDeadline() {
    VirtualLoop loop;
    Trace trace(loop);
    run(loop, [&]() -> Coro<void> {
      const Task<void> task = get_running_loop().create_task(sleep(1h));
      get_running_loop().call_later(1s, [&] { trace.restart(); });
      EXPECT(co_await times_out(task, 1s));
      trace("caller");
      EXPECT(task.cancelled());
    });
    QCOMPARE(trace.events, (Events{"caller@2"}));
  }

  // O9
  void itWaitsUntilTheTaskHasReallyEnded() {
    VirtualLoop loop;
    Events events;
    run(loop, [&]() -> Coro<void> {
      const auto slow_to_end = [&]() -> Coro<void> {
        bool cancelled = false;
        try {
          co_await sleep(1h);
        } catch (const CancelledError&) {
          cancelled = true;
        }
        co_await sleep(5s);
        events.push_back("clean");
        if (cancelled) throw CancelledError();
      };
      const Task<void> task = get_running_loop().create_task(slow_to_end());
      EXPECT(co_await times_out(task, 1s));
      events.push_back("over");
      EXPECT_EQ(get_running_loop().time(), Duration(6s));
    });
    QCOMPARE(events, (Events{"clean", "over"}));
  }

  // O9
  void cancellingTheWaitCancelsTheInner() {
    VirtualLoop loop;
    const auto future = loop.create_future<int>();
    const Task<void> task =
        loop.create_task([&]() -> Coro<void> { co_await wait_for(future, 1h); });
    run_iterations(loop);
    task.cancel("why");
    QVERIFY(future.cancelled());
    QCOMPARE(thrown([&] { loop.run_until_complete(task); }), std::string("CancelledError: why"));
    QCOMPARE(loop.core().timers(), 0u);
  }

  // O10; test_waitfor.py AsyncioWaitForTest.test_wait_for_cancel_suppressed
  void aSuppressedTimeoutGivesTheValue() {
    VirtualLoop loop;
    const auto return_42 = []() -> Coro<int> {
      try {
        co_await sleep(10s);
      } catch (const CancelledError&) {
        co_return 42;
      }
      co_return 0;
    };
    run(loop, [&]() -> Coro<void> {
      EXPECT_EQ(co_await wait_for(return_42(), 100ms), 42);
      const Task<int> task = get_running_loop().create_task(return_42());
      EXPECT_EQ(co_await wait_for(task, 100ms), 42);
    });
  }

  // O10
  void anErrorInReplyToTheTimeoutPasses() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      const auto fail = []() -> Coro<int> {
        try {
          co_await sleep(10s);
        } catch (const CancelledError&) {
          throw std::logic_error("instead");
        }
        co_return 0;
      };
      std::string error;
      try {
        co_await wait_for(fail(), 1s);
      } catch (...) {
        error = error_line(std::current_exception());
      }
      EXPECT_EQ(error, std::string("logic_error: instead"));
    });
  }

  // O9; test_waitfor.py AsyncioWaitForTest.test_wait_for_issue86296
  void aCancellationIsNotLostWhenTheInnerEndsInTheSameIteration() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      const Task<int> inner = get_running_loop().create_task(give(1));
      bool reached_end = false;
      const auto waiting = [&]() -> Coro<void> {
        co_await wait_for(inner, 100s);
        co_await sleep(1s);
        reached_end = true;
      };
      const Task<void> task = get_running_loop().create_task(waiting());
      EXPECT(!task.done());
      co_await sleep(0s);
      task.cancel();
      bool cancelled = false;
      try {
        co_await task;
      } catch (const CancelledError&) {
        cancelled = true;
      }
      EXPECT(cancelled);
      EXPECT(inner.done());
      EXPECT_EQ(co_await inner, 1);
      EXPECT(!reached_end);
    });
  }

  // O11
  void whatIsDoneNeedsNoTime() {
    VirtualLoop loop;
    Trace trace(loop);
    const auto done = loop.create_future<int>();
    done.set_result(1);
    const auto cancelled = loop.create_future<int>();
    cancelled.cancel("why");
    run(loop, [&]() -> Coro<void> {
      trace.restart();
      EXPECT_EQ(co_await wait_for(done, 0s), 1);
      trace("done");
      try {
        co_await wait_for(cancelled, -1s);
      } catch (const CancelledError& error) {
        trace(error.message().value_or("(none)"));
      }
    });
    QCOMPARE(trace.events, (Events{"done@0", "why@0"}));
  }

  // O11: three iterations;
  // test_waitfor.py AsyncioWaitForTest
  // .test_wait_for_timeout_less_then_0_or_0_coroutine_do_not_started
  void withoutTimeACoroutineNeverBegins() {
    for (const Duration timeout : {Duration(0s), Duration(-1s)}) {
      VirtualLoop loop;
      const CapturedLog log;
      Trace trace(loop);
      bool started = false;
      const auto body = [&]() -> Coro<void> {
        started = true;
        co_return;
      };
      run(loop, [&]() -> Coro<void> {
        trace.restart();
        EXPECT(co_await times_out(body(), timeout));
        trace("caller");
      });
      QVERIFY(!started);
      QCOMPARE(trace.events, (Events{"caller@3"}));
      QCOMPARE(log.lines, Events{});
    }
  }

  // O11
  void withoutTimeAResultInSpiteOfTheCancellationCounts() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      const auto swallow = []() -> Coro<int> {
        try {
          co_await sleep(1h);
        } catch (const CancelledError&) {
        }
        co_return 5;
      };
      const Task<int> task = get_running_loop().create_task(swallow());
      co_await sleep(0s);
      EXPECT_EQ(co_await wait_for(task, 0s), 5);
    });
  }

  // O11
  void withoutTimeAFutureIsCancelled() {
    VirtualLoop loop;
    const auto future = loop.create_future<int>();
    run(loop, [&]() -> Coro<void> { EXPECT(co_await times_out(future, 0s)); });
    QVERIFY(future.cancelled());
  }
};

QTEST_APPLESS_MAIN(WaitForTest)
#include "wait_for_test.moc"
