// SPDX-License-Identifier: MIT
#include "support.h"

#include <loopscope/combine/first_of.h>

using namespace loopscope;
using namespace loopscope::test;

class FirstOfTest : public QObject {
  Q_OBJECT

 private slots:
  void theFirstGivesItsResultAndTheOthersAreCancelled() {
    VirtualLoop loop;
    const auto text = loop.create_future<std::string>();
    const auto slow = []() -> Coro<int> {
      co_await sleep(5s);
      co_return 1;
    };
    run(loop, [&]() -> Coro<void> {
      auto first = co_await first_of(text, slow(), sleep(1s));
      EXPECT_EQ(first.index(), std::size_t(2));
      EXPECT(text.cancelled());
      EXPECT_EQ(loop.time(), Duration(1s));
    });
  }

  void anErrorOfTheFirstIsThrown() {
    VirtualLoop loop;
    const auto fails = []() -> Coro<int> {
      co_await sleep(1s);
      throw std::runtime_error("the first");
    };
    const auto program = [&]() -> Coro<void> { co_await first_of(fails(), sleep(2s)); };
    QCOMPARE(thrown([&] { run(loop, program); }), std::string("runtime_error: the first"));
  }

  void ofThoseThatAreDoneTheFirstArgumentCounts() {
    VirtualLoop loop;
    const auto one = loop.create_future<int>();
    const auto two = loop.create_future<std::string>();
    two.set_result("two");
    one.set_result(1);
    run(loop, [&]() -> Coro<void> {
      const auto first = co_await first_of(one, two);
      EXPECT_EQ(std::get<0>(first), 1);
      const auto other = co_await first_of(two, one);
      EXPECT_EQ(std::get<0>(other), std::string("two"));
    });
  }

  void itWaitsUntilTheOthersHaveEnded() {
    VirtualLoop loop;
    bool cleaned = false;
    const auto cleans_up = [&]() -> Coro<void> {
      try {
        co_await sleep(1h);
      } catch (const CancelledError&) {
      }
      co_await sleep(1s);
      cleaned = true;
      throw std::runtime_error("of a loser: does not count");
    };
    run(loop, [&]() -> Coro<void> {
      co_await first_of(sleep(1s), cleans_up());
      EXPECT(cleaned);
    });
  }

  void cancellingTheWaitCancelsAll() {
    VirtualLoop loop;
    const auto one = loop.create_future<int>();
    const auto two = loop.create_future<void>();
    const Task<void> task = loop.create_task([&]() -> Coro<void> { co_await first_of(one, two); });
    run_iterations(loop, 2);
    task.cancel("enough");
    QVERIFY(!thrown([&] { loop.run_until_complete(task); }).empty());
    QVERIFY(task.cancelled());
    QVERIFY(one.cancelled());
    QVERIFY(two.cancelled());
  }
};

QTEST_GUILESS_MAIN(FirstOfTest)
#include "first_of_test.moc"
