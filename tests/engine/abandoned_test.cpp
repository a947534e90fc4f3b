// SPDX-License-Identifier: MIT
// What goes on although nobody holds it, as where garbage is collected: rules P1, P2 for G3 to G9,
// W5, W6.
#include "support.h"

#include <loopscope/combine/as_completed.h>
#include <loopscope/combine/gather.h>
#include <loopscope/combine/shield.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

using Futures = std::vector<Future<int>>;

Futures some_futures(Loop& loop, int count) {
  Futures futures;
  for (int i = 0; i < count; ++i) futures.push_back(loop.create_future<int>());
  return futures;
}

std::string joined(const std::vector<int>& numbers) {
  std::string text;
  for (const int number : numbers) text += (text.empty() ? "" : " ") + std::to_string(number);
  return text;
}

}  // namespace

class AbandonedTest : public QObject {
  Q_OBJECT

 private slots:
  // G3, P2
  void aGatherThatNobodyHoldsEndsWithItsChildren() {
    VirtualLoop loop;
    Trace trace(loop);
    const Futures futures = some_futures(loop, 2);
    gather(futures).add_done_callback(
        [&](const Future<std::vector<int>>& all) { trace(joined(all.result())); });
    futures[1].set_result(2);
    run_iterations(loop);
    trace.restart();
    loop.call_soon([&] { futures[0].set_result(1); });
    run_iterations(loop, 3);
    QCOMPARE(trace.events, Events{"1 2@3"});
    QCOMPARE(loop.core().live_states(), 2);
  }

  // G1: repeated children, of which nobody holds those that are done
  void aGatherThatNobodyHoldsKeepsTheResultsThatItHas() {
    VirtualLoop loop;
    Events results;
    Futures futures = some_futures(loop, 2);
    gather(Futures{futures[0], futures[1], futures[0]})
        .add_done_callback(
            [&](const Future<std::vector<int>>& all) { results.push_back(joined(all.result())); });
    futures[0].set_result(1);
    run_iterations(loop);
    futures[0] = {};
    QCOMPARE(loop.core().live_states(), 3);
    futures[1].set_result(2);
    run_iterations(loop, 2);
    QCOMPARE(results, Events{"1 2 1"});
    futures.clear();
    QCOMPARE(loop.core().live_states(), 0);
  }

  // G4, D6: as in asyncio, the gather reports the error that it has taken from its child
  void aGatherThatNobodyHoldsReportsItsError() {
    VirtualLoop loop;
    const Reports reports(loop);
    const auto failing = loop.create_future<int>();
    static_cast<void>(gather(failing));
    failing.set_exception(std::runtime_error("x"));
    run_iterations(loop);
    QCOMPARE(reports.messages(), Events{"_GatheringFuture exception was never retrieved"});
  }

  // G9
  void aGatherThatNobodyHoldsRemembersThatItWasCancelled() {
    VirtualLoop loop;
    Events outcomes;
    const auto stubborn = [](Future<int> gate) -> Coro<int> {
      try {
        co_await sleep(std::chrono::seconds(1));
      } catch (const CancelledError&) {
      }
      co_return co_await gate;
    };
    const auto gate = loop.create_future<int>();
    const auto task = loop.create_task(stubborn(gate));
    run_iterations(loop);
    {
      const auto all = gather(return_exceptions, task);
      all.add_done_callback(
          [&](const AnyFuture& done) { outcomes.push_back(error_line(done.exception())); });
      QVERIFY(all.cancel("x"));
    }
    gate.set_result(1);
    run_iterations(loop, 4);
    QCOMPARE(outcomes, Events{"CancelledError"});
  }

  void aGatherAndFuturesThatNobodyElseHoldsGoTogether() {
    VirtualLoop loop;
    Counted::reset();
    gather(some_futures(loop, 3)).add_done_callback([counted = Counted()] {});
    QCOMPARE(loop.core().live_states(), 0);
    QCOMPARE(Counted::alive, 0);
  }

  void aGatherThatOneOfItsFuturesIsLostToGoesWithTheOthers() {
    VirtualLoop loop;
    Futures futures = some_futures(loop, 3);
    static_cast<void>(gather(futures));
    futures[0] = {};
    QCOMPARE(loop.core().live_states(), 3);
    futures[1].set_result(1);
    run_iterations(loop);
    QCOMPARE(loop.core().live_states(), 3);
    futures.clear();
    QCOMPARE(loop.core().live_states(), 0);
  }

  void gathersOfGathersThatNobodyHoldsGoTogether() {
    VirtualLoop loop;
    {
      const auto first = loop.create_future<int>();
      static_cast<void>(gather(gather(first), gather(gather(first))));
      QCOMPARE(loop.core().live_states(), 5);
    }
    QCOMPARE(loop.core().live_states(), 0);
  }

  // G8: who holds a gather holds its children
  void aGatherThatATaskAwaitsOwnsItsChildren() {
    VirtualLoop loop;
    const Task<void> task = loop.create_task([&]() -> Coro<void> {
      const auto all = gather(loop.create_future<int>(), loop.create_future<int>());
      co_await all;
    });
    run_iterations(loop);
    QCOMPARE(loop.core().live_states(), 4);
    task.cancel("enough");
    QCOMPARE(thrown([&] { loop.run_until_complete(task); }), std::string("CancelledError: enough"));
  }

  // S1: shield knows its inner future, but does not own it
  void aShieldedGatherThatNobodyHoldsGoesOn() {
    VirtualLoop loop;
    const auto inner = loop.create_future<int>();
    const auto outer = shield(gather(inner, inner));
    inner.set_result(1);
    QCOMPARE(loop.run_until_complete(outer), (std::tuple{1, 1}));
  }

  void aGatherThatNobodyHoldsMayOutliveItsLoop() {
    Future<int> child;
    {
      VirtualLoop loop;
      child = loop.create_future<int>();
      static_cast<void>(gather(gather(child), child));
    }
    QVERIFY(!child.done());
    child = {};  // the rest is the leak checker's
  }

  // L24, L25
  void aGatherThatNobodyHoldsGoesWhenItsLoopIsClosed() {
    VirtualLoop loop;
    const auto child = loop.create_future<int>();
    static_cast<void>(gather(child));
    loop.close();
    QCOMPARE(loop.core().live_states(), 2);
    QCOMPARE(thrown([&] { child.set_result(1); }),
             std::string("RuntimeError: Event loop is closed"));
    QCOMPARE(loop.core().live_states(), 1);
  }

  // W6: the callbacks cancel the timer, whether or not anybody iterates
  void anAsCompletedThatNobodyHoldsCancelsItsTimer() {
    VirtualLoop loop;
    const Futures futures = some_futures(loop, 2);
    loop.call_soon([&] {
      static_cast<void>(as_completed(futures, 5s));
      for (const auto& future : futures) future.set_result(1);
    });
    run_iterations(loop, 2);
    QCOMPARE(loop.core().timers(), std::size_t{0});
    QCOMPARE(loop.core().live_states(), 2);
  }

  // W6: until then, the timer holds the futures
  void anAsCompletedThatNobodyHoldsKeepsItsFuturesUntilItsTimerFires() {
    VirtualLoop loop;
    loop.call_soon([&] { static_cast<void>(as_completed(some_futures(loop, 2), 5s)); });
    run_iterations(loop);
    QCOMPARE(loop.core().live_states(), 2);
    loop.call_later(6s, [&] { loop.stop(); });
    loop.run_forever();
    QCOMPARE(loop.core().live_states(), 0);
  }

  void anAsCompletedThatNobodyHoldsGoesWithItsLoop() {
    Future<int> one;
    {
      VirtualLoop loop;
      one = loop.create_future<int>();
      loop.call_soon([&] {
        static_cast<void>(as_completed(Futures{one, loop.create_future<int>()}, 5s));
        static_cast<void>(as_completed(Futures{one, loop.create_future<int>()}));
      });
      run_iterations(loop);
    }
    QVERIFY(!one.done());
  }

  // W5: whoever iterates holds the futures
  void anAsCompletedOwnsTheFuturesThatItWaitsFor() {
    const CapturedLog log;
    VirtualLoop loop;
    const Task<void> task = loop.create_task([&]() -> Coro<void> {
      const auto ending = as_completed(Futures{loop.create_future<int>()});
      co_await ending.next_result();
    });
    run_iterations(loop);
    QCOMPARE(loop.core().live_states(), 3);
  }
};

QTEST_GUILESS_MAIN(AbandonedTest)
#include "abandoned_test.moc"
