// SPDX-License-Identifier: MIT
#include <QtTest>

#include <QAbstractEventDispatcher>

#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <loopscope/loop.h>
#include <loopscope/sleep.h>
#include <tests/qt/driver.h>

using namespace loopscope;
using namespace std::chrono_literals;
using loopscope::test::Driver;

namespace {

using Trace = std::vector<std::string>;

/// Notes what happens, with the time of the virtual clock.
struct Notes {
  explicit Notes(Loop& its_loop) : loop(its_loop) {}
  void operator()(const std::string& what) { trace.push_back(what); }
  void timed(const std::string& what) {
    const auto time = std::chrono::duration_cast<std::chrono::milliseconds>(loop.time());
    trace.push_back(std::to_string(time.count()) + " " + what);
  }
  Loop& loop;
  Trace trace;
};

Coro<void> note_steps(Notes& notes, std::string name, int steps) {
  for (int i = 1; i <= steps; ++i) {
    notes(name + std::to_string(i));
    co_await sleep(0ms);
  }
}

Coro<void> note_cancellation(Notes& notes, std::string name, Future<int> awaited) {
  try {
    co_await awaited;
    notes(name + " ended");
  } catch (const CancelledError&) {
    notes(name + " cancelled");
    throw;
  }
}

/// Runs until everything that is ready now, and what it schedules, has run.
Coro<void> settle(int iterations) {
  for (int i = 0; i < iterations; ++i) co_await sleep(0ms);
}

}  // namespace

/// The same suite for a loop that runs by itself and for one on a bridge; ctest runs it with each of
/// Qt's dispatchers.
class ConformanceTest : public QObject {
  Q_OBJECT

 private slots:
  void theDispatcherIsTheOneThatWasAskedFor();
  void callsRunInOrderOneIterationAtATime_data() { drivers(); }
  void callsRunInOrderOneIterationAtATime();
  void timersRunByDeadlineThenByAge_data() { drivers(); }
  void timersRunByDeadlineThenByAge();
  void realTimersAreNeverEarlyAndInOrder_data() { drivers(); }
  void realTimersAreNeverEarlyAndInOrder();
  void tasksAndCallsTakeTurns_data() { drivers(); }
  void tasksAndCallsTakeTurns();
  void callbacksAndAwaitersOfAFutureGoInOrder_data() { drivers(); }
  void callbacksAndAwaitersOfAFutureGoInOrder();
  void cancellationTravelsOneIterationALevel_data() { drivers(); }
  void cancellationTravelsOneIterationALevel();
  void aCancelledCallDoesNotRun_data() { drivers(); }
  void aCancelledCallDoesNotRun();
  void errorsGoToTheHandlerAndTheLoopGoesOn_data() { drivers(); }
  void errorsGoToTheHandlerAndTheLoopGoesOn();
  void threadsAreHeardInTheirOwnOrder_data() { drivers(); }
  void threadsAreHeardInTheirOwnOrder();
  void aThreadWakesALoopThatWaitsForATimer_data() { drivers(); }
  void aThreadWakesALoopThatWaitsForATimer();
  void readersRunWhenThereIsSomethingToRead_data() { drivers(); }
  void readersRunWhenThereIsSomethingToRead();

 private:
  static void drivers() {
    QTest::addColumn<bool>("on_bridge");
    QTest::newRow("by itself") << false;
    QTest::newRow("on a bridge") << true;
  }
};

void ConformanceTest::theDispatcherIsTheOneThatWasAskedFor() {
  const QString name = QAbstractEventDispatcher::instance()->metaObject()->className();
  QCOMPARE(name.contains("Glib", Qt::CaseInsensitive), !qEnvironmentVariableIsSet("QT_NO_GLIB"));
}

void ConformanceTest::callsRunInOrderOneIterationAtATime() {
  QFETCH(const bool, on_bridge);
  Driver driver(on_bridge, std::make_unique<VirtualClock>());
  Notes notes(driver.loop);
  const std::uint64_t before = driver.loop.core().iteration();
  for (const char* name : {"a", "b", "c"})
    driver.loop.call_soon([&, name = std::string(name)] {
      notes(name + "1");
      driver.loop.call_soon([&, name] {
        notes(name + "2");
        driver.loop.call_soon([&, name] { notes(name + "3"); });
      });
    });
  QVERIFY(driver.run(driver.loop.create_task(settle(2))));
  QCOMPARE(notes.trace, (Trace{"a1", "b1", "c1", "a2", "b2", "c2", "a3", "b3", "c3"}));
  QCOMPARE(driver.loop.core().iteration() - before, std::uint64_t{on_bridge ? 3U : 4U});
}

void ConformanceTest::timersRunByDeadlineThenByAge() {
  QFETCH(const bool, on_bridge);
  Driver driver(on_bridge, std::make_unique<VirtualClock>());
  Notes notes(driver.loop);
  const auto set = [&](Duration delay, std::string name) {
    driver.loop.call_later(delay, [&notes, name] { notes.timed(name); });
  };
  set(30ms, "late");
  set(10ms, "first of two");
  set(10ms, "second of two");
  set(0ms, "at once");
  driver.loop.call_soon([&] { notes.timed("soon"); });
  driver.loop.call_later(20ms, [&] {
    notes.timed("middle");
    set(10ms, "late too");
    set(0ms, "now");
  });
  QVERIFY(driver.run(driver.loop.create_task(sleep(40ms))));
  QCOMPARE(notes.trace, (Trace{"0 soon", "0 at once", "10 first of two", "10 second of two",
                               "20 middle", "20 now", "30 late", "30 late too"}));
}

void ConformanceTest::realTimersAreNeverEarlyAndInOrder() {
  QFETCH(const bool, on_bridge);
  Driver driver(on_bridge, std::make_unique<SteadyClock>());
  std::vector<int> order;
  bool early = false;
  for (const int delay : {7, 3, 5, 1, 3}) {
    const Duration due = driver.loop.time() + delay * 1ms;
    driver.loop.call_at(due, [&, due, delay] {
      early = early || driver.loop.time() < due;
      order.push_back(delay);
    });
  }
  QVERIFY(driver.run(driver.loop.create_task(sleep(9ms))));
  QVERIFY(!early);
  QCOMPARE(order, (std::vector{1, 3, 3, 5, 7}));
}

void ConformanceTest::tasksAndCallsTakeTurns() {
  QFETCH(const bool, on_bridge);
  Driver driver(on_bridge, std::make_unique<VirtualClock>());
  Notes notes(driver.loop);
  const Task<void> a = driver.loop.create_task(note_steps(notes, "a", 3));
  driver.loop.call_soon([&] { notes("call"); });
  const Task<void> b = driver.loop.create_task(note_steps(notes, "b", 2));
  a.add_done_callback([&] { notes("a done"); });
  QVERIFY(driver.run(driver.loop.create_task(settle(5))));
  QCOMPARE(notes.trace, (Trace{"a1", "call", "b1", "a2", "b2", "a3", "a done"}));
}

void ConformanceTest::callbacksAndAwaitersOfAFutureGoInOrder() {
  QFETCH(const bool, on_bridge);
  Driver driver(on_bridge, std::make_unique<VirtualClock>());
  Notes notes(driver.loop);
  const Future<int> future = driver.loop.create_future<int>();
  future.add_done_callback([&] { notes("first"); });
  const Task<void> task = driver.loop.create_task([&]() -> Coro<void> {
    notes("awaits");
    notes("got " + std::to_string(co_await future));
  });
  driver.loop.call_soon([&] {
    const CallbackToken token = future.add_done_callback([&] { notes("removed"); });
    future.add_done_callback([&] { notes("third"); });
    future.remove_done_callback(token);
    driver.loop.call_soon([&] { notes("before"); });
    future.set_result(7);
    notes("set");
  });
  QVERIFY(driver.run(driver.loop.create_task(settle(4))));
  QCOMPARE(notes.trace, (Trace{"awaits", "set", "before", "first", "got 7", "third"}));
}

void ConformanceTest::cancellationTravelsOneIterationALevel() {
  QFETCH(const bool, on_bridge);
  Driver driver(on_bridge, std::make_unique<VirtualClock>());
  Notes notes(driver.loop);
  const Future<int> never = driver.loop.create_future<int>();
  const Task<void> inner = driver.loop.create_task(note_cancellation(notes, "inner", never));
  const Task<void> outer = driver.loop.create_task([&]() -> Coro<void> {
    try {
      co_await inner;
    } catch (const CancelledError& error) {
      notes("outer " + error.message().value_or("?"));
      throw;
    }
  });
  driver.loop.call_soon([&] {
    outer.cancel("enough");
    for (const char* turn : {"1", "2", "3"}) notes.trace.push_back(std::string("asked ") + turn);
    driver.loop.call_soon([&] {
      notes("next");
      driver.loop.call_soon([&] { notes("after next"); });
    });
  });
  QVERIFY(driver.run(outer));
  QVERIFY(driver.run(driver.loop.create_task(settle(1))));  // what is left of the iteration
  QVERIFY(outer.cancelled() && inner.cancelled() && never.cancelled());
  QCOMPARE(notes.trace, (Trace{"asked 1", "asked 2", "asked 3", "inner cancelled", "next",
                               "outer enough", "after next"}));
}

void ConformanceTest::aCancelledCallDoesNotRun() {
  QFETCH(const bool, on_bridge);
  Driver driver(on_bridge, std::make_unique<VirtualClock>());
  Notes notes(driver.loop);
  Handle soon;
  driver.loop.call_soon([&] {
    notes("cancels");
    soon.cancel();
  });
  soon = driver.loop.call_soon([&] { notes("never"); });
  TimerHandle later = driver.loop.call_later(5ms, [&] { notes("never"); });
  driver.loop.call_later(2ms, [&] { later.cancel(); });
  QVERIFY(driver.run(driver.loop.create_task(sleep(10ms))));
  QCOMPARE(notes.trace, (Trace{"cancels"}));
}

void ConformanceTest::errorsGoToTheHandlerAndTheLoopGoesOn() {
  QFETCH(const bool, on_bridge);
  Driver driver(on_bridge, std::make_unique<VirtualClock>());
  Notes notes(driver.loop);
  driver.loop.set_exception_handler(
      [&](const ExceptionContext& context) { notes(error_line(context.exception)); });
  driver.loop.call_soon([] { throw std::runtime_error("bad call"); });
  driver.loop.call_soon([&] { notes("goes on"); });
  const Task<void> task = driver.loop.create_task([]() -> Coro<void> {
    co_await sleep(1ms);
    throw std::logic_error("bad task");
  });
  QVERIFY(driver.run(task));
  QVERIFY_EXCEPTION_THROWN(task.result(), std::logic_error);
  QCOMPARE(notes.trace.size(), std::size_t{2});
  QVERIFY(notes.trace[0].find("bad call") != std::string::npos);
  QCOMPARE(notes.trace[1], std::string("goes on"));
}

void ConformanceTest::threadsAreHeardInTheirOwnOrder() {
  QFETCH(const bool, on_bridge);
  Driver driver(on_bridge, std::make_unique<SteadyClock>());
  constexpr int posts = 1000;
  std::array<std::vector<int>, 4> heard;
  const Future<void> all = driver.loop.create_future<void>();
  int missing = 4 * posts;
  bool here = true;
  const auto hear = [&, loop_thread = std::this_thread::get_id()](std::vector<int>& own, int i) {
    here = here && std::this_thread::get_id() == loop_thread;
    own.push_back(i);
    if (--missing == 0) all.set_result();
  };
  std::vector<std::thread> threads;
  for (auto& own : heard)
    threads.emplace_back([&] {
      for (int i = 0; i < posts; ++i)
        driver.loop.call_soon_threadsafe([&hear, &own, i] { hear(own, i); });
    });
  QVERIFY(driver.run(all));
  for (std::thread& thread : threads) thread.join();
  QVERIFY(here);
  for (const auto& own : heard) QVERIFY(std::is_sorted(own.begin(), own.end()));
}

void ConformanceTest::aThreadWakesALoopThatWaitsForATimer() {
  QFETCH(const bool, on_bridge);
  Driver driver(on_bridge, std::make_unique<SteadyClock>());
  driver.loop.call_later(1h, [] {});
  const Future<int> answer = driver.loop.create_future<int>();
  std::thread other([&, door = driver.loop.door()] {
    std::this_thread::sleep_for(2ms);  // most likely the loop waits by then
    door.call_soon_threadsafe([&] { answer.set_result(42); });
  });
  QVERIFY(driver.run(answer));
  other.join();
  QCOMPARE(answer.result(), 42);
}

void ConformanceTest::readersRunWhenThereIsSomethingToRead() {
  QFETCH(const bool, on_bridge);
  Driver driver(on_bridge, std::make_unique<SteadyClock>());
  std::array<int, 2> ends{};
  QCOMPARE(::pipe(ends.data()), 0);
  Notes notes(driver.loop);
  const Future<void> done = driver.loop.create_future<void>();
  driver.loop.add_reader(ends[0], [&] {
    char one = 0;
    QCOMPARE(::read(ends[0], &one, 1), ssize_t{1});
    notes(std::string(1, one));
    if (notes.trace.size() == 3) done.set_result();
  });
  std::thread other([&] { QCOMPARE(::write(ends[1], "abc", 3), ssize_t{3}); });
  QVERIFY(driver.run(done));
  other.join();
  QVERIFY(driver.loop.remove_reader(ends[0]));
  ::close(ends[0]);
  ::close(ends[1]);
  QCOMPARE(notes.trace, (Trace{"a", "b", "c"}));
}

QTEST_GUILESS_MAIN(ConformanceTest)
#include "conformance_test.moc"
