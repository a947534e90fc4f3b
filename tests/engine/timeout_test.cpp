// SPDX-License-Identifier: MIT
// Deadlines on a part of a task: rules O1 to O8.
#include "support.h"

#include <loopscope/combine/timeout.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

Duration now() { return get_running_loop().time(); }

}  // namespace

class TimeoutTest : public QObject {
  Q_OBJECT

 private slots:
  // O3, O4: fired at 1, cancelled inside and left with TimeoutError at 2
  void aBodyThatTakesTooLongIsCancelled() {
    VirtualLoop loop;
    Trace trace(loop);
    const auto future = loop.create_future<void>();
    run(loop, [&]() -> Coro<void> {
      const auto body = [&]() -> Coro<void> {
        try {
          co_await future;
        } catch (const CancelledError& error) {
          EXPECT(!error.message());
          EXPECT_EQ(current_task().cancelling(), 1);
          trace("inside");
          throw;
        }
      };
      try {
        get_running_loop().call_later(1s, [&] { trace.restart(); });
        co_await with_timeout(1s, body);
      } catch (const TimeoutError&) {
        trace("outside");
      }
      EXPECT_EQ(now(), Duration(1s));
      EXPECT_EQ(current_task().cancelling(), 0);
      co_await sleep(0s);  // no cancellation is left
    });
    QVERIFY(future.cancelled());
    QCOMPARE(trace.events, (Events{"inside@1", "outside@1"}));
  }

  // O4
  void aBodyInTimeGivesItsValueAndTheTimerGoes() {
    VirtualLoop loop;
    run(loop, [&]() -> Coro<void> {
      const auto body = [](Timeout& timeout) -> Coro<std::unique_ptr<int>> {
        EXPECT(timeout.when() == Duration(1h));
        co_await sleep(1s);
        EXPECT(!timeout.expired());
        co_return std::make_unique<int>(7);
      };
      const std::unique_ptr<int> result = co_await with_timeout(1h, body);
      EXPECT_EQ(*result, 7);
      EXPECT_EQ(get_running_loop().core().timers(), 0u);
      int object = 0;
      const auto refer = [&]() -> Coro<int&> { co_return object; };
      int& reference = co_await with_timeout(1h, refer);
      EXPECT_EQ(&reference, &object);
    });
    QCOMPARE(loop.time(), Duration(1s));
  }

  // O1: from the call, not from the await
  void theDeadlineIsThatOfTheCall() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      auto timed = with_timeout(2s, [](Timeout& timeout) -> Coro<void> {
        EXPECT(timeout.when() == Duration(2s));
        co_await sleep(1h);
      });
      co_await sleep(1s);
      try {
        co_await std::move(timed);
      } catch (const TimeoutError&) {
        EXPECT_EQ(now(), Duration(2s));
      }
    });
  }

  // O1
  void theDeadlineMayBeAbsoluteOrMissing() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      co_await sleep(1s);
      const auto endless = []() -> Coro<void> { co_await sleep(1h); };
      try {
        co_await with_timeout_at(3s, endless);
        NEVER("it went on");
      } catch (const TimeoutError&) {
        EXPECT_EQ(now(), Duration(3s));
      }
      co_await with_timeout(std::nullopt, endless);
      co_await with_timeout(Duration::max(), endless);
      EXPECT_EQ(now(), Duration(2h + 3s));
    });
  }

  // O1
  void aTimeoutIsUsedOnceAndInsideATask() {
    VirtualLoop loop;
    loop.call_soon([] {
      Timeout timeout(1s);
      EXPECT_EQ(thrown([&] { return timeout.enter(), 0; }),
                std::string("RuntimeError: Timeout should be used inside a task"));
    });
    run(loop, []() -> Coro<void> {
      const auto body = [](Timeout& timeout) -> Coro<void> {
        EXPECT_EQ(thrown([&] { return timeout.enter(), 0; }),
                  std::string("RuntimeError: Timeout has already been entered"));
        co_return;
      };
      co_await with_timeout(1s, body);
    });
  }

  // O2, O5
  void aPastDeadlineFiresInTheNextIteration() {
    for (const Duration delay : {Duration(0s), Duration(-1s)}) {
      VirtualLoop loop;
      Trace trace(loop);
      run(loop, [&]() -> Coro<void> {
        const auto body = [&]() -> Coro<void> {
          trace("body");
          co_await get_running_loop().create_future<void>();
        };
        try {
          co_await with_timeout(delay, body);
        } catch (const TimeoutError&) {
          trace("over");
        }
      });
      QCOMPARE(trace.events, (Events{"body@1", "over@3"}));
    }
  }

  // O5: nor does awaiting what is done suspend
  void aBodyThatNeverSuspendsIsNeverTimedOut() {
    VirtualLoop loop;
    const auto done = loop.create_future<int>();
    done.set_result(1);
    run(loop, [&]() -> Coro<void> {
      const auto body = [&]() -> Coro<int> { co_return co_await done; };
      EXPECT_EQ(co_await with_timeout(0s, body), 1);
      co_await sleep(0s);  // and the timer is gone
    });
  }

  // O5
  void aBareYieldSuspends() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      bool over = false;
      const auto body = []() -> Coro<void> {
        co_await sleep(0s);
        co_await sleep(0s);
      };
      try {
        co_await with_timeout(0s, body);
      } catch (const TimeoutError&) {
        over = true;
      }
      EXPECT(over);
    });
  }

  // O4
  void anErrorOfTheBodyPasses() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      std::string error;
      bool expired = false;
      const auto body = [&](Timeout& timeout) -> Coro<void> {
        try {
          co_await sleep(1h);
        } catch (const CancelledError&) {
          expired = timeout.expired();
          throw std::runtime_error("instead");
        }
      };
      try {
        co_await with_timeout(1s, body);
      } catch (const std::runtime_error& caught) {
        error = error_line(std::current_exception());
      }
      EXPECT(expired);
      EXPECT_EQ(error, std::string("runtime_error: instead"));
      EXPECT_EQ(current_task().cancelling(), 0);
    });
  }

  // O4
  void aBodyThatSwallowsTheCancellationIsNoError() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      const auto body = [](Timeout& timeout) -> Coro<int> {
        try {
          co_await sleep(1h);
        } catch (const CancelledError&) {
        }
        EXPECT(timeout.expired());
        co_return 3;
      };
      EXPECT_EQ(co_await with_timeout(1s, body), 3);
      EXPECT_EQ(current_task().cancelling(), 0);
    });
  }

  // O4: cancelled from elsewhere too
  void anotherCancellationPasses() {
    VirtualLoop loop;
    const Task<void> task = loop.create_task([]() -> Coro<void> {
      const auto body = []() -> Coro<void> { co_await sleep(1h); };
      co_await with_timeout(1s, body);
    });
    run_iterations(loop);
    loop.call_at(1s, [&] { task.cancel("mine"); });
    QCOMPARE(thrown([&] { loop.run_until_complete(task); }), std::string("CancelledError"));
    QVERIFY(task.cancelled());
    QCOMPARE(task.cancelling(), 1);
  }

  // O4; test_timeouts.py TimeoutTests.test_foreign_cancel_doesnt_timeout_if_not_expired
  void aCancellationFromElsewhereStaysOne() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      bool cancelled = false;
      bool expired = true;
      const auto body = [&](Timeout& timeout) -> Coro<void> {
        const CallWhenGone leaving([&] { expired = timeout.expired(); });
        current_task().cancel();
        co_await sleep(10s);
      };
      try {
        co_await with_timeout(10s, body);
      } catch (const CancelledError&) {
        cancelled = true;
      }
      EXPECT(cancelled);
      EXPECT(!expired);
    });
  }

  // O6
  void theTimeoutWinsOverAResultOfTheSameIteration() {
    VirtualLoop loop;
    const auto future = loop.create_future<int>();
    loop.call_at(1s, [&] { future.set_result(1); });
    run(loop, [&]() -> Coro<void> {
      bool over = false;
      const auto body = [&]() -> Coro<int> { co_return co_await future; };
      try {
        co_await with_timeout(1s, body);
      } catch (const TimeoutError&) {
        over = true;
      }
      EXPECT(over);
      EXPECT_EQ(current_task().cancelling(), 0);
    });
    QCOMPARE(future.result(), 1);
  }

  // O7; test_timeouts.py TimeoutTests.test_nested_timeouts
  void ofTwoNestedOnesOnlyTheOuterThrows() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      Events events;
      bool inner_expired = false;
      bool outer_expired = false;
      const auto innermost = [&](Timeout& inner) -> Coro<void> {
        const CallWhenGone leaving([&] { inner_expired = inner.expired(); });
        try {
          co_await sleep(1h);
        } catch (const CancelledError&) {
          events.push_back("count " + std::to_string(current_task().cancelling()));
          throw;
        }
      };
      const auto body = [&](Timeout& outer) -> Coro<void> {
        const CallWhenGone leaving([&] { outer_expired = outer.expired(); });
        try {
          co_await with_timeout_at(outer.when(), innermost);
        } catch (const CancelledError&) {
          events.push_back("cancelled " + std::to_string(current_task().cancelling()));
          throw;
        }
      };
      try {
        co_await with_timeout(1s, body);
      } catch (const TimeoutError&) {
        events.push_back("over " + std::to_string(current_task().cancelling()));
      }
      EXPECT_EQ(events, (Events{"count 2", "cancelled 1", "over 0"}));
      EXPECT(inner_expired && outer_expired);
    });
  }

  // O8; test_timeouts.py TimeoutTests.test_reschedule
  void theDeadlineCanBeMovedAndTakenAway() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      Timeout* timeout = nullptr;
      bool expired = true;
      const auto timed = [&]() -> Coro<void> {
        const auto body = [&](Timeout& own) -> Coro<void> {
          const CallWhenGone leaving([&] { expired = own.expired(); });
          timeout = &own;
          co_await sleep(50s);
        };
        co_await with_timeout_at(10s, body);
      };
      const Task<void> task = get_running_loop().create_task(timed());
      co_await sleep(0s);
      EXPECT(timeout->when() == Duration(10s));
      timeout->reschedule(30s);
      EXPECT(timeout->when() == Duration(30s));
      timeout->reschedule(std::nullopt);
      EXPECT(!timeout->when());
      EXPECT_EQ(get_running_loop().core().timers(), 1u);
      task.cancel();
      bool cancelled = false;
      try {
        co_await task;
      } catch (const CancelledError&) {
        cancelled = true;
      }
      EXPECT(cancelled);
      EXPECT(!expired);
    });
  }

  // O8
  void aPastNewDeadlineFiresInTheNextIteration() {
    VirtualLoop loop;
    Trace trace(loop);
    run(loop, [&]() -> Coro<void> {
      const auto body = [&](Timeout& timeout) -> Coro<void> {
        co_await sleep(1s);
        timeout.reschedule(0s);
        trace.restart();
        co_await sleep(1h);
      };
      try {
        co_await with_timeout(1h, body);
      } catch (const TimeoutError&) {
        trace("over");
      }
    });
    QCOMPARE(trace.events, (Events{"over@2"}));
    QCOMPARE(loop.time(), Duration(1s));
  }

  // O8
  void onlyAnActiveDeadlineCanBeMoved() {
    VirtualLoop loop;
    const auto refusal = [](Timeout& timeout) {
      return thrown([&] { return timeout.reschedule(1s), 0; });
    };
    run(loop, [&]() -> Coro<void> {
      Timeout timeout(1s);
      EXPECT_EQ(refusal(timeout), std::string("RuntimeError: Timeout has not been entered"));
      timeout.enter();
      timeout.exit(nullptr);
      EXPECT_EQ(refusal(timeout),
                std::string("RuntimeError: Cannot change state of finished Timeout"));
      Timeout late(0s);
      late.enter();
      std::exception_ptr error;
      try {
        co_await sleep(1h);
      } catch (const CancelledError&) {
        error = std::current_exception();
      }
      EXPECT_EQ(refusal(late),
                std::string("RuntimeError: Cannot change state of expiring Timeout"));
      EXPECT_EQ(error_line(late.exit(error)), std::string("TimeoutError"));
      EXPECT_EQ(refusal(late), std::string("RuntimeError: Cannot change state of expired Timeout"));
    });
  }
};

QTEST_APPLESS_MAIN(TimeoutTest)
#include "timeout_test.moc"
