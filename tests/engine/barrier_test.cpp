// SPDX-License-Identifier: MIT
// Barriers: rules Y11, Y12, K5.
#include "support.h"

#include <loopscope/sync/barrier.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

Coro<void> pass(Barrier& barrier, Trace& trace) {
  try {
    const int index = co_await barrier.wait();
    trace(std::to_string(index));
  } catch (const BrokenBarrierError& error) {
    trace(error.what());
  }
}

std::vector<Task<void>> passers(Loop& loop, Barrier& barrier, Trace& trace, int count) {
  std::vector<Task<void>> tasks;
  for (int i = 0; i < count; ++i) tasks.push_back(loop.create_task(pass(barrier, trace)));
  return tasks;
}

const char* const reset_or_abort = "Abort or reset of barrier";

}  // namespace

class BarrierTest : public QObject {
  Q_OBJECT

 private slots:
  // Y11
  void itNeedsAParty() {
    for (const int parties : {0, -1})
      QCOMPARE(thrown([&] { return Barrier(parties), 0; }),
               std::string("ValueError: parties must be > 0"));
  }

  // Y11: the last one passes without suspending, the others in the next iteration
  void theLastToArriveLetsAllPass() {
    VirtualLoop loop;
    Trace trace(loop);
    Barrier barrier(3);
    QCOMPARE(barrier.parties(), 3);
    const auto tasks = passers(loop, barrier, trace, 2);
    run_iterations(loop);
    QCOMPARE(barrier.n_waiting(), 2);
    trace.restart();
    const Task<void> last = loop.create_task(pass(barrier, trace));
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"2@1"}));
    QCOMPARE(barrier.n_waiting(), 0);  // it empties
    run_iterations(loop, 4);
    QCOMPARE(trace.events, (Events{"2@1", "0@2", "1@2"}));
    QVERIFY(!barrier.broken());
    QVERIFY(tasks[1].done() && last.done());
  }

  // Y11
  void aSinglePartyNeverWaits() {
    VirtualLoop loop;
    Trace trace(loop);
    Barrier barrier(1);
    run(loop, [&]() -> Coro<void> {
      co_await pass(barrier, trace);
      co_await pass(barrier, trace);
    });
    QCOMPARE(trace.events, (Events{"0@1", "0@1"}));
  }

  // Y11: whoever arrives while it empties is of the next round
  void itServesAgainAndAgain() {
    VirtualLoop loop;
    Trace trace(loop);
    Barrier barrier(2);
    const auto tasks = passers(loop, barrier, trace, 6);
    loop.run_until_complete(tasks[5]);
    for (const Task<void>& task : tasks) QVERIFY(task.done());
    QCOMPARE(trace.events, (Events{"1@1", "0@2", "1@3", "0@4", "1@5", "0@6"}));
    QCOMPARE(barrier.n_waiting(), 0);
  }

  // Y12, K5: the barrier is not broken; an index may come twice
  void aCancelledTaskLeavesTheBarrierIntact() {
    VirtualLoop loop;
    Trace trace(loop);
    Barrier barrier(3);
    const auto tasks = passers(loop, barrier, trace, 2);
    run_iterations(loop);
    tasks[0].cancel();
    run_iterations(loop, 2);
    QVERIFY(tasks[0].cancelled());
    QCOMPARE(barrier.n_waiting(), 1);
    QVERIFY(!barrier.broken());
    const auto others = passers(loop, barrier, trace, 2);
    loop.run_until_complete(others[0]);
    run_iterations(loop, 3);
    int ones = 0;
    for (const std::string& event : trace.events) ones += event.starts_with("1@");
    QCOMPARE(trace.events.size(), 3u);
    QCOMPARE(ones, 2);
    QVERIFY(tasks[1].done());
  }

  // Y12
  void resetDrivesAwayWhoWaits() {
    VirtualLoop loop;
    Trace trace(loop);
    Barrier barrier(3);
    const auto tasks = passers(loop, barrier, trace, 2);
    run_iterations(loop);
    loop.run_until_complete(barrier.reset());
    run_iterations(loop, 3);
    QCOMPARE(trace.events.size(), 2u);
    for (const std::string& event : trace.events) QVERIFY(event.starts_with(reset_or_abort));
    QVERIFY(!barrier.broken());
    QCOMPARE(barrier.n_waiting(), 0);
    trace.restart();
    const auto again = passers(loop, barrier, trace, 3);
    loop.run_until_complete(again[1]);
    QCOMPARE(trace.events.size(), 3u);
    QVERIFY(tasks[1].done() && again[2].done());
  }

  // Y12
  void resettingAnEmptyBarrierDoesNothing() {
    VirtualLoop loop;
    Barrier barrier(2);
    loop.run_until_complete(barrier.reset());
    QVERIFY(!barrier.broken());
    QCOMPARE(barrier.n_waiting(), 0);
  }

  // Y12: and who comes later
  void abortBreaksItForAll() {
    VirtualLoop loop;
    Trace trace(loop);
    Barrier barrier(3);
    const auto tasks = passers(loop, barrier, trace, 2);
    run_iterations(loop);
    loop.run_until_complete(barrier.abort());
    run_iterations(loop, 3);
    QVERIFY(barrier.broken());
    QVERIFY(tasks[1].done());
    for (const std::string& event : trace.events) QVERIFY(event.starts_with(reset_or_abort));
    QCOMPARE(thrown([&] { loop.run_until_complete(barrier.wait()); }),
             std::string("BrokenBarrierError: Barrier aborted"));
    // Empty by now: reset() repairs it.
    loop.run_until_complete(barrier.reset());
    QVERIFY(!barrier.broken());
    trace.restart();
    const auto again = passers(loop, barrier, trace, 3);
    loop.run_until_complete(again[1]);
    QCOMPARE(trace.events.size(), 3u);
    QVERIFY(again[0].done() && again[2].done());
  }

  // Y12; test_locks.py BarrierTests.test_reset_barrier_when_tasks_half_draining
  void resetWhileItEmptiesDrivesTheRestAway() {
    VirtualLoop loop;
    constexpr int count = 5;
    constexpr int rest = count / 2;
    Barrier barrier(count);
    int left = 0;
    int driven_away = 0;
    const auto coro = [&]() -> Coro<void> {
      bool reset_now = false;
      try {
        co_await barrier.wait();
        reset_now = ++left == count - rest;
      } catch (const BrokenBarrierError&) {
        ++driven_away;
      }
      if (reset_now) co_await barrier.reset();
    };
    std::vector<Task<void>> tasks;
    for (int i = 0; i < count; ++i) tasks.push_back(loop.create_task(coro()));
    loop.run_until_complete(sleep(1s));
    for (const Task<void>& task : tasks) QVERIFY(task.done() && !task.exception());
    QCOMPARE(left, count - rest);
    QCOMPARE(driven_away, rest);
    QCOMPARE(barrier.n_waiting(), 0);
    QVERIFY(!barrier.broken());
  }
};

QTEST_APPLESS_MAIN(BarrierTest)
#include "barrier_test.moc"
