// SPDX-License-Identifier: MIT
// Awaiting several at once: rules G1 to G6, E4.
#include "support.h"

#include <loopscope/combine/gather.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

// G1: futures, tasks and coroutines, nothing else
template <class... X>
concept Gatherable = requires(X... x) { gather(std::move(x)...); };
static_assert(Gatherable<Future<int>, Task<void>, Coro<std::string>>);
static_assert(Gatherable<std::vector<Coro<int>>>);
static_assert(!Gatherable<Future<int>, int> && !Gatherable<std::vector<int>> && !Gatherable<>);

Coro<int> give_later(int value) {
  co_await sleep(1s);
  co_return value;
}

Coro<int> after(Future<void> gate, std::string error) {
  co_await gate;
  throw std::runtime_error(error);
}

std::string text(const Outcome<int>& outcome) {
  if (outcome.index() == 0) return std::to_string(std::get<0>(outcome));
  try {
    std::rethrow_exception(std::get<1>(outcome));
  } catch (const CancelledError& error) {
    return error.message() ? "cancelled: " + *error.message() : "cancelled";
  } catch (...) {
    return error_line(std::current_exception());
  }
}

Events texts(const std::vector<Outcome<int>>& outcomes) {
  Events all;
  for (const Outcome<int>& outcome : outcomes) all.push_back(text(outcome));
  return all;
}

}  // namespace

class GatherTest : public QObject {
  Q_OBJECT

 private slots:
  // G1
  void gatheringNothingIsDoneAtOnce() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      const auto none = gather(std::vector<Future<int>>{});
      EXPECT(none.done());
      EXPECT(none.result().empty());
      co_return;
    });
  }

  // G1: tasks in the order of the arguments, results too
  void coroutinesBecomeTasksInOrder() {
    VirtualLoop loop;
    Events events;
    const auto tell = [&](int number, Duration delay) -> Coro<int> {
      events.push_back(std::to_string(number));
      co_await sleep(delay);
      co_return number;
    };
    run(loop, [&]() -> Coro<void> {
      const std::tuple<int, int, int> results =
          co_await gather(tell(1, 3s), tell(2, 1s), tell(3, 2s));
      EXPECT(results == std::tuple(1, 2, 3));
    });
    QCOMPARE(events, (Events{"1", "2", "3"}));
    QCOMPARE(loop.time(), Duration(3s));
  }

  void resultsOfAllKindsMakeATuple() {
    VirtualLoop loop;
    const auto owner = []() -> Coro<std::unique_ptr<int>> { co_return std::make_unique<int>(3); };
    const auto future = loop.create_future<std::string>();
    int object = 4;
    const auto refer = [](int& referred) -> Coro<int&> { co_return referred; };
    run(loop, [&]() -> Coro<void> {
      const Task<int> task = get_running_loop().create_task(give_later(2));
      auto all = gather(nothing(), future, task, owner(), refer(object));
      future.set_result("one");
      const auto results = co_await std::move(all);
      static_assert(std::is_same_v<std::decay_t<decltype(std::get<0>(results))>, std::monostate>);
      EXPECT_EQ(std::get<1>(results), std::string("one"));
      EXPECT_EQ(std::get<2>(results), 2);
      EXPECT_EQ(*std::get<3>(results), 3);
      EXPECT_EQ(std::get<4>(results), 4);
    });
  }

  void aRangeMakesAVector() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      std::vector<Coro<int>> coroutines;
      for (int i = 0; i < 3; ++i) coroutines.push_back(give(i));
      auto ints = gather(std::move(coroutines));
      const std::vector<int> values = co_await ints;
      EXPECT(values == (std::vector<int>{0, 1, 2}));

      std::vector<Coro<void>> voids;
      voids.push_back(nothing());
      voids.push_back(nothing());
      auto all = gather(std::move(voids));
      const std::vector<std::monostate> results = co_await all;
      EXPECT_EQ(results.size(), 2u);
    });
  }

  void resultsThatCannotBeCopiedAreMoved() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      const auto make = [](int value) -> Coro<std::unique_ptr<int>> {
        co_await sleep(0s);
        co_return std::make_unique<int>(value);
      };
      std::vector<Coro<std::unique_ptr<int>>> coroutines;
      for (int i = 0; i < 3; ++i) coroutines.push_back(make(i));
      auto all = gather(std::move(coroutines));
      const std::vector<std::unique_ptr<int>> results = co_await std::move(all);
      for (int i = 0; i < 3; ++i) EXPECT_EQ(*results[static_cast<std::size_t>(i)], i);
    });
  }

  void resultsCanBeGatheredIntoATypeOfOnesOwn() {
    VirtualLoop loop;
    const int sum = run(loop, []() -> Coro<int> {
      std::vector<Coro<int>> coroutines;
      for (int i = 1; i < 4; ++i) coroutines.push_back(give(i));
      auto all = gather_as(std::move(coroutines), [](const std::vector<int>& values) {
        int total = 0;
        for (const int value : values) total += value;
        return total;
      });
      co_return co_await all;
    });
    QCOMPARE(sum, 6);
  }

  // G1
  void aRepeatedArgumentIsOneChildWhoseResultIsRepeated() {
    VirtualLoop loop;
    const auto a = loop.create_future<int>();
    const auto b = loop.create_future<int>();
    const auto all = gather(std::vector{a, b, a});
    a.set_result(1);
    run_iterations(loop);
    QVERIFY(!all.done());
    b.set_result(2);
    QCOMPARE(loop.run_until_complete(all), (std::vector{1, 2, 1}));
  }

  // G1: tasks that were made before the error go on
  void futuresOfDifferentLoopsAreRefused() {
    VirtualLoop loop;
    VirtualLoop other;
    const auto foreign = other.create_future<int>();
    bool ran = false;
    const auto tell = [&]() -> Coro<int> {
      ran = true;
      co_return 1;
    };
    run(loop, [&]() -> Coro<void> {
      EXPECT_EQ(
          thrown([&] { return gather(tell(), foreign); }),
          std::string("ValueError: The future belongs to a different loop than the one specified "
                      "as the loop argument"));
      co_await sleep(0s);
    });
    QVERIFY(ran);
  }

  // G2
  void childrenThatAreDoneCountAtOnce() {
    VirtualLoop loop;
    const auto a = loop.create_future<int>();
    const auto b = loop.create_future<int>();
    const auto failed = loop.create_future<int>();
    const auto pending = loop.create_future<int>();
    a.set_result(1);
    b.set_result(2);
    failed.set_exception(std::runtime_error("failed"));
    const auto all = gather(a, b);
    QVERIFY(all.done());
    QVERIFY(all.result() == std::tuple(1, 2));
    const auto bad = gather(pending, a, failed);
    QCOMPARE(thrown([&] { return bad.result(); }), std::string("runtime_error: failed"));
    QVERIFY(!gather(pending, a).done());
  }

  // E4
  void eagerChildrenThatNeverSuspendCountAtOnce() {
    VirtualLoop loop;
    loop.set_task_factory(eager_tasks);
    run(loop, []() -> Coro<void> {
      EXPECT(gather(give(1), give(2)).done());
      co_return;
    });
  }

  // G3: the last child at 0, the future at 1, who awaits it at 2
  void theFutureIsDoneOneIterationAfterTheLastChildAndItsAwaiterTwo() {
    VirtualLoop loop;
    Trace trace(loop);
    const auto a = loop.create_future<int>();
    const auto b = loop.create_future<int>();
    auto all = gather(std::vector{a, b});
    const Task<void> awaiter = loop.create_task([&]() -> Coro<void> {
      co_await all;
      trace("awaiter");
    });
    b.set_result(2);
    run_iterations(loop);
    trace.restart();
    a.set_result(1);
    QVERIFY(!all.done());
    run_iterations(loop);
    QVERIFY(all.done());
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"awaiter@2"}));
    QCOMPARE(all.result(), (std::vector{1, 2}));
    QVERIFY(awaiter.done());
  }

  // G4: the same exception object; the other children run on
  void theFirstFailureFailsTheFutureAndSparesTheOthers() {
    VirtualLoop loop;
    const auto a = loop.create_future<int>();
    const auto b = loop.create_future<int>();
    const Task<int> other = loop.create_task(give_later(3));
    const auto all = gather(a, b, other);
    b.set_exception(std::runtime_error("b"));
    a.set_exception(std::runtime_error("a"));
    run_iterations(loop);
    QVERIFY(all.done());
    QVERIFY(all.exception() == b.exception());  // in the order of their callbacks
    QVERIFY(!other.done());
    QCOMPARE(loop.run_until_complete(other), 3);
  }

  // G4; test_tasks.py CoroutineGatherTests.test_exception_marking
  void aLateSecondFailureIsSilent() {
    VirtualLoop loop;
    const Reports reports(loop);
    const auto a = loop.create_future<void>();
    const auto b = loop.create_future<void>();
    {
      const Task<void> outer = loop.create_task([&]() -> Coro<void> {
        co_await gather(after(a, "first"), after(b, "should not be ignored"));
      });
      run_iterations(loop, 2);
      a.set_result();
      run_iterations(loop, 3);
      b.set_result();
      run_iterations(loop, 3);
      QCOMPARE(error_line(outer.exception()), std::string("runtime_error: first"));
    }
    QVERIFY(loop.all_tasks().empty());
    QCOMPARE(reports.messages(), Events{});
  }

  // D6: the failure of the future itself is not
  void aFailureThatNobodyFetchesIsReported() {
    VirtualLoop loop;
    const Reports reports(loop);
    {
      const auto a = loop.create_future<int>();
      const auto all = gather(a, loop.create_future<int>());
      a.set_exception(std::runtime_error("a"));
      run_iterations(loop);
      QVERIFY(all.done());
    }
    QCOMPARE(reports.messages(), (Events{"_GatheringFuture exception was never retrieved"}));
  }

  // G6; test_tasks.py GatherTestsBase.test_return_exceptions
  void exceptionsCanBeAskedForAsValues() {
    VirtualLoop loop;
    std::vector<Future<int>> futures;
    for (int i = 0; i < 4; ++i) futures.push_back(loop.create_future<int>());
    const auto all = gather(return_exceptions, futures);
    int called = 0;
    all.add_done_callback([&] { ++called; });
    futures[1].set_result(1);
    futures[2].set_exception(std::runtime_error("two"));
    futures[0].set_result(3);
    run_iterations(loop, 2);
    QVERIFY(!all.done());
    futures[3].set_exception(RuntimeError("three"));
    run_iterations(loop, 2);
    QVERIFY(all.done());
    QCOMPARE(called, 1);
    QCOMPARE(texts(all.result()), (Events{"3", "1", "runtime_error: two", "RuntimeError: three"}));
    QVERIFY(std::get<1>(all.result()[2]) == futures[2].exception());
  }

  // G6, K6
  void aCancelledChildIsAnExceptionAmongTheOutcomes() {
    VirtualLoop loop;
    const auto a = loop.create_future<int>();
    const auto b = loop.create_future<int>();
    const auto all = gather(return_exceptions, std::vector{a, b});
    a.cancel();
    b.cancel("why");
    QCOMPARE(texts(loop.run_until_complete(all)), (Events{"cancelled: ", "cancelled: why"}));
  }

  // G6: of different types
  void outcomesMakeATupleToo() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      const auto fail = []() -> Coro<std::string> {
        throw std::runtime_error("failed");
        co_return "";
      };
      auto all = gather(return_exceptions, give(1), fail(), nothing());
      const auto results = co_await all;
      EXPECT_EQ(text(std::get<0>(results)), std::string("1"));
      EXPECT_EQ(error_line(std::get<1>(std::get<1>(results))),
                std::string("runtime_error: failed"));
      EXPECT_EQ(std::get<2>(results).index(), 0u);
    });
  }

  // G6: exceptions among the outcomes have been retrieved
  void outcomesAreNotReportedAgain() {
    VirtualLoop loop;
    const Reports reports(loop);
    {
      const auto a = loop.create_future<int>();
      auto all = gather(return_exceptions, std::vector{a});
      a.set_exception(std::runtime_error("a"));
      loop.run_until_complete(all);
    }
    QCOMPARE(reports.messages(), Events{});
  }
};

QTEST_APPLESS_MAIN(GatherTest)
#include "gather_test.moc"
