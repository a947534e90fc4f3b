// SPDX-License-Identifier: MIT
// Futures in the order in which they end: rules W5, W6.
#include "support.h"

#include <loopscope/combine/as_completed.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

Coro<std::string> named_sleep(Duration delay, std::string name) {
  co_await sleep(delay);
  co_return name;
}

std::vector<Coro<std::string>> two_sleeps(Duration a, Duration b) {
  std::vector<Coro<std::string>> coroutines;
  coroutines.push_back(named_sleep(a, "a"));
  coroutines.push_back(named_sleep(b, "b"));
  return coroutines;
}

}  // namespace

class AsCompletedTest : public QObject {
  Q_OBJECT

 private slots:
  // W5
  void resultsComeInTheOrderOfCompletion() {
    VirtualLoop loop;
    Events events;
    run(loop, [&]() -> Coro<void> {
      const auto all = as_completed(two_sleeps(2s, 1s));
      while (!all.done()) events.push_back(co_await all.next_result());
    });
    QCOMPARE(events, (Events{"b", "a"}));
    QCOMPARE(loop.time(), Duration(2s));
  }

  // W5: the other form gives the very futures
  void theFuturesThemselvesCanBeHad() {
    VirtualLoop loop;
    run(loop, [&]() -> Coro<void> {
      const std::vector<Future<int>> two = futures(get_running_loop(), 2);
      const auto all = as_completed(two);
      EXPECT_EQ(all.left(), 2u);
      two[1].set_exception(std::runtime_error("failed"));
      two[0].set_result(1);
      const Future<int> first = co_await all.next();
      EXPECT(first == two[1]);
      EXPECT_EQ(thrown([&] { return first.result(); }), std::string("runtime_error: failed"));
      const Future<int> second = co_await all.next();
      EXPECT(second == two[0]);
      EXPECT_EQ(all.left(), 0u);
    });
  }

  // W5: the errors too
  void aResultMayBeAnException() {
    VirtualLoop loop;
    run(loop, [&]() -> Coro<void> {
      const std::vector<Future<int>> two = futures(get_running_loop(), 2);
      const auto all = as_completed(two);
      two[0].set_exception(std::runtime_error("failed"));
      two[1].cancel("why");
      const Task<int> failed = get_running_loop().create_task(all.next_result());
      const Task<int> cancelled = get_running_loop().create_task(all.next_result());
      co_await sleep(1s);
      EXPECT_EQ(thrown([&] { return failed.result(); }), std::string("runtime_error: failed"));
      EXPECT(cancelled.cancelled());
    });
  }

  // W5
  void repeatedOnesCountOnce() {
    VirtualLoop loop;
    run(loop, [&]() -> Coro<void> {
      const std::vector<Future<int>> two = futures(get_running_loop(), 2);
      const auto all = as_completed(std::vector{two[0], two[1], two[0]});
      EXPECT_EQ(all.left(), 2u);
      co_return;
    });
  }

  // W5
  void askingForMoreIsAnError() {
    VirtualLoop loop;
    run(loop, [&]() -> Coro<void> {
      const auto none = as_completed(std::vector<Future<int>>{}, 1s);
      EXPECT(none.done());
      EXPECT(thrown([&] { return none.next(); }).starts_with("RuntimeError"));
      EXPECT_EQ(get_running_loop().core().timers(), 0u);
      co_return;
    });
  }

  // W5: tasks are made at the call, before anything is awaited
  void coroutinesBecomeTasksAtOnce() {
    VirtualLoop loop;
    run(loop, [&]() -> Coro<void> {
      const auto all = as_completed(two_sleeps(1s, 1s));
      EXPECT_EQ(get_running_loop().all_tasks().size(), 3u);
      co_await all.next();
      co_await all.next();
    });
  }

  // W5: done at 0, delivered at 2
  void whatEndsIsDeliveredTwoIterationsLater() {
    VirtualLoop loop;
    Trace trace(loop);
    const std::vector<Future<int>> one = futures(loop, 1);
    const Task<void> task = loop.create_task([&]() -> Coro<void> {
      const auto all = as_completed(one);
      co_await all.next();
      trace("delivered");
    });
    run_iterations(loop);
    trace.restart();
    one[0].set_result(1);
    run_iterations(loop, 2);
    QCOMPARE(trace.events, (Events{"delivered@2"}));
    QVERIFY(task.done());
  }

  // W5; test_tasks.py BaseTaskTests.test_as_completed_reverse_wait
  void whoAwaitsFirstGetsTheFirstToEnd() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      const auto all = as_completed(two_sleeps(50ms, 100ms));
      Coro<std::string> first = all.next_result();
      Coro<std::string> second = all.next_result();
      const std::string x = co_await std::move(second);
      EXPECT_EQ(x, std::string("a"));
      EXPECT_EQ(get_running_loop().time(), Duration(50ms));
      const std::string y = co_await std::move(first);
      EXPECT_EQ(y, std::string("b"));
      EXPECT_EQ(get_running_loop().time(), Duration(100ms));
    });
  }

  // W5: left and taken up again
  void itCanBeLeftAndTakenUpAgain() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      const auto all = as_completed(two_sleeps(1s, 2s));
      const auto again = all;
      EXPECT_EQ(co_await all.next_result(), std::string("a"));
      co_await sleep(1h);
      EXPECT_EQ(co_await again.next_result(), std::string("b"));
      EXPECT(all.done());
    });
  }

  void droppingItLeavesTheFuturesAlone() {
    VirtualLoop loop;
    const std::vector<Future<int>> one = futures(loop, 1);
    run(loop, [&]() -> Coro<void> {
      { const auto all = as_completed(one, 1h); }
      one[0].set_result(1);
      co_await sleep(0s);
    });
    QCOMPARE(one[0].result(), 1);
  }

  // W6
  void afterTheTimeoutEachThatIsLeftIsATimeoutError() {
    VirtualLoop loop;
    const std::vector<Future<int>> three = futures(loop, 3);
    run(loop, [&]() -> Coro<void> {
      const auto all = as_completed(three, 1s);
      three[1].set_result(1);
      const Future<int> first = co_await all.next();
      EXPECT(first == three[1]);
      int over = 0;
      while (!all.done()) {
        try {
          co_await all.next();
        } catch (const TimeoutError&) {
          ++over;
        }
      }
      EXPECT_EQ(over, 2);
      EXPECT_EQ(get_running_loop().time(), Duration(1s));
    });
    QVERIFY(!three[0].done());  // not cancelled
    QVERIFY(!three[0].state().first_waiter());
  }

  // W5
  void theTimerGoesWithTheLast() {
    VirtualLoop loop;
    const std::vector<Future<int>> one = futures(loop, 1);
    run(loop, [&]() -> Coro<void> {
      const auto all = as_completed(one, 1h);
      one[0].set_result(1);
      co_await all.next();
    });
    QCOMPARE(loop.core().timers(), 0u);
    QCOMPARE(loop.time(), Duration(0s));
  }

  // W6; test_tasks.py BaseTaskTests.test_as_completed_with_timeout, the form of `for`
  void oneResultThenTheTimeout() {
    VirtualLoop loop;
    Events events;
    run(loop, [&]() -> Coro<void> {
      const auto all = as_completed(two_sleeps(100ms, 150ms), 120ms);
      while (!all.done()) {
        try {
          events.push_back(co_await all.next_result());
        } catch (const TimeoutError&) {
          events.push_back("timeout");
        }
      }
      EXPECT_EQ(get_running_loop().time(), Duration(120ms));
      co_await sleep(1s);  // nothing was cancelled
      EXPECT_EQ(get_running_loop().all_tasks().size(), 1u);
    });
    QCOMPARE(events, (Events{"a", "timeout"}));
  }

  // W6; test_tasks.py BaseTaskTests.test_as_completed_with_timeout, the form of `async for`
  void oneFutureThenTheTimeout() {
    VirtualLoop loop;
    Events events;
    run(loop, [&]() -> Coro<void> {
      const auto all = as_completed(two_sleeps(100ms, 150ms), 120ms);
      try {
        while (!all.done()) {
          const Task<std::string> task = co_await all.next();
          events.push_back(co_await task);
        }
      } catch (const TimeoutError&) {
        events.push_back("timeout");
      }
      EXPECT_EQ(get_running_loop().time(), Duration(120ms));
      co_await sleep(1s);  // nothing was cancelled
      EXPECT_EQ(get_running_loop().all_tasks().size(), 1u);
    });
    QCOMPARE(events, (Events{"a", "timeout"}));
  }
};

QTEST_APPLESS_MAIN(AsCompletedTest)
#include "as_completed_test.moc"
