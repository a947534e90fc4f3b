// SPDX-License-Identifier: MIT
// Waiting without fetching results: rules W1 to W4.
#include "support.h"

#include <loopscope/combine/wait.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

using Ints = std::vector<Future<int>>;
using Tasks = std::vector<Task<void>>;

// W1: no coroutines, and no future instead of several
template <class X>
concept Waitable = requires(const X& x) { wait(x); };
static_assert(Waitable<Ints> && Waitable<Tasks>);
static_assert(!Waitable<std::vector<Coro<void>>> && !Waitable<Task<void>>);

Coro<void> fail_at_once() {
  throw std::runtime_error("err");
  co_return;
}

}  // namespace

class WaitTest : public QObject {
  Q_OBJECT

 private slots:
  void futuresOfDifferentTypesAreGivenInBraces() {
    VirtualLoop loop;
    const auto number = loop.create_future<int>();
    const auto text = loop.create_future<std::string>();
    text.set_result("done");
    run(loop, [&]() -> Coro<void> {
      const auto result =
          co_await wait({number, text}, {.return_when = ReturnWhen::first_completed});
      EXPECT_EQ(result.done.size(), std::size_t(1));
      EXPECT_EQ(result.done[0].id(), text.id());
      EXPECT_EQ(result.pending[0].id(), number.id());
    });
  }

  // W1
  void waitingForNothingIsAnError() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      const Ints none;
      std::string error;
      try {
        co_await wait(none);
      } catch (const ValueError& caught) {
        error = caught.what();
      }
      EXPECT_EQ(error, std::string("Set of Tasks/Futures is empty."));
    });
  }

  // W1
  void repeatedOnesCountOnce() {
    VirtualLoop loop;
    const Ints two = futures(loop, 2);
    two[0].set_result(1);
    two[1].set_result(2);
    const auto result = loop.run_until_complete(wait(std::vector{two[0], two[1], two[0]}));
    QCOMPARE(result.done, two);
    QVERIFY(result.pending.empty());
  }

  // W2: already done at the call: counted at 1, resumed at 2
  void itAlwaysSuspends() {
    VirtualLoop loop;
    Trace trace(loop);
    const Ints one = futures(loop, 1);
    one[0].set_result(1);
    run(loop, [&]() -> Coro<void> {
      trace.restart();
      co_await wait(one);
      trace("resumed");
    });
    QCOMPARE(trace.events, (Events{"resumed@2"}));
  }

  // W2: done at 0, counted at 1, resumed at 2
  void itResumesTwoIterationsAfterTheLastIsDone() {
    VirtualLoop loop;
    Trace trace(loop);
    const Ints two = futures(loop, 2);
    const Task<void> task = loop.create_task([&]() -> Coro<void> {
      co_await wait(two);
      trace("resumed");
    });
    two[0].set_result(1);
    run_iterations(loop, 2);
    trace.restart();
    two[1].set_result(2);
    run_iterations(loop, 3);
    QCOMPARE(trace.events, (Events{"resumed@2"}));
    QVERIFY(task.done());
  }

  // W2; test_tasks.py BaseTaskTests.test_wait_really_done
  void whatEndsBeforeItResumesIsDoneToo() {
    VirtualLoop loop;
    const Task<void> a = loop.create_task(sleep(0s));
    const Task<void> b = loop.create_task([]() -> Coro<void> {
      co_await sleep(0s);
      co_await sleep(0s);
    });
    const auto result =
        loop.run_until_complete(wait(Tasks{b, a}, {.return_when = ReturnWhen::first_completed}));
    QCOMPARE(result.done, (Tasks{b, a}));
    QVERIFY(result.pending.empty());
  }

  // W3
  void itCanReturnWhenTheFirstIsDone() {
    VirtualLoop loop;
    const Tasks tasks{loop.create_task(sleep(2s)), loop.create_task(sleep(1s))};
    const auto result =
        loop.run_until_complete(wait(tasks, {.return_when = ReturnWhen::first_completed}));
    QCOMPARE(result.done, Tasks{tasks[1]});
    QCOMPARE(result.pending, Tasks{tasks[0]});
    QCOMPARE(loop.time(), Duration(1s));
    loop.run_until_complete(tasks[0]);
  }

  // W3; test_tasks.py BaseTaskTests.test_wait_first_exception
  void itCanReturnAtTheFirstFailure() {
    VirtualLoop loop;
    const Task<void> a = loop.create_task(sleep(10s));
    const Task<void> b = loop.create_task(fail_at_once());
    const auto result =
        loop.run_until_complete(wait(Tasks{b, a}, {.return_when = ReturnWhen::first_exception}));
    QCOMPARE(result.done, Tasks{b});
    QCOMPARE(result.pending, Tasks{a});
    QCOMPARE(loop.time(), Duration(0s));
    loop.run_until_complete(wait(Tasks{a, b}));
  }

  // W3
  void aCancellationIsNotAFailure() {
    VirtualLoop loop;
    const Ints three = futures(loop, 3);
    const auto waiting =
        loop.create_task(wait(three, {.return_when = ReturnWhen::first_exception}));
    three[0].cancel();
    three[1].set_result(1);
    run_iterations(loop, 4);
    QVERIFY(!waiting.done());
    three[2].set_result(2);
    run_iterations(loop, 2);
    QVERIFY(waiting.done());
    QCOMPARE(waiting.result().done, three);  // without a failure: when all are done
  }

  // W3
  void onlyTheSearchForAFailureCountsAsRetrieval() {
    for (const ReturnWhen mode : {ReturnWhen::first_exception, ReturnWhen::all_completed}) {
      VirtualLoop loop;
      const Reports reports(loop);
      {
        const Ints one = futures(loop, 1);
        one[0].set_exception(std::runtime_error("err"));
        loop.run_until_complete(wait(one, {.return_when = mode}));
      }
      QCOMPARE(reports.all.size(), mode == ReturnWhen::first_exception ? 0u : 1u);
    }
  }

  // W4
  void theTimeoutIsNoErrorAndCancelsNothing() {
    VirtualLoop loop;
    const Tasks tasks{loop.create_task(sleep(1s)), loop.create_task(sleep(3s))};
    const auto result = loop.run_until_complete(wait(tasks, {.timeout = 2s}));
    QCOMPARE(result.done, Tasks{tasks[0]});
    QCOMPARE(result.pending, Tasks{tasks[1]});
    QCOMPARE(loop.time(), Duration(2s));
    loop.run_until_complete(tasks[1]);
    QCOMPARE(loop.time(), Duration(3s));
  }

  // W4: resumed at 2
  void aTimeoutOfZeroGivesTheLoopOnePass() {
    for (const Duration timeout : {Duration(0s), Duration(-1s)}) {
      VirtualLoop loop;
      Trace trace(loop);
      const Ints two = futures(loop, 2);
      two[0].set_result(1);
      const auto result = run(loop, [&]() -> Coro<WaitResult<Future<int>>> {
        trace.restart();
        const WaitOptions options{.timeout = timeout};
        auto waited = co_await wait(two, options);
        trace("resumed");
        co_return waited;
      });
      QCOMPARE(result.done, Ints{two[0]});
      QCOMPARE(result.pending, Ints{two[1]});
      QCOMPARE(trace.events, (Events{"resumed@2"}));
    }
  }

  // W2, W4; test_tasks.py BaseTaskTests.test_wait_concurrent_complete
  void oneThatEndsTogetherWithTheTimeoutIsDone() {
    VirtualLoop loop;
    const Task<void> a = loop.create_task(sleep(100ms));
    const Task<void> b = loop.create_task(sleep(150ms));
    const auto result = loop.run_until_complete(wait(Tasks{b, a}, {.timeout = 100ms}));
    QCOMPARE(result.done, Tasks{a});
    QCOMPARE(result.pending, Tasks{b});
    QCOMPARE(loop.time(), Duration(100ms));
    loop.run_until_complete(wait(Tasks{a, b}));
  }

  // W4; test_tasks.py BaseTaskTests.test_yield_wait_does_not_shield_cancel
  void cancellingTheWaitLeavesTheOthersRunning() {
    VirtualLoop loop;
    int proof = 0;
    const auto waiter = loop.create_future<void>();
    const Task<void> inner = loop.create_task([&]() -> Coro<void> {
      co_await waiter;
      ++proof;
    });
    const std::vector<Task<void>> watched{inner};
    const Task<void> outer = loop.create_task([&]() -> Coro<void> {
      co_await wait(watched);
      proof += 100;
    });
    run_iterations(loop, 2);
    outer.cancel();
    QCOMPARE(thrown([&] { loop.run_until_complete(outer); }), std::string("CancelledError"));
    waiter.set_result();
    run_iterations(loop);
    QCOMPARE(proof, 1);
    QVERIFY(inner.done());
  }

  // W4
  void neitherCallbacksNorTimersAreLeftBehind() {
    VirtualLoop loop;
    const Ints two = futures(loop, 2);
    const auto waiting = loop.create_task(wait(two, {.timeout = 1h}));
    run_iterations(loop);
    QVERIFY(two[0].state().first_waiter());
    QCOMPARE(loop.core().timers(), 1u);
    waiting.cancel();
    run_iterations(loop, 2);
    QVERIFY(waiting.cancelled());
    for (const Future<int>& one : two) QVERIFY(!one.state().first_waiter());
    QCOMPARE(loop.core().timers(), 0u);
  }
};

QTEST_APPLESS_MAIN(WaitTest)
#include "wait_test.moc"
