// SPDX-License-Identifier: MIT
// Who lives how long, and who goes first: rules P1 to P3, P23, D6, D7, L24.
#include "support.h"

#include <latch>
#include <thread>

using namespace loopscope;
using namespace loopscope::test;

namespace {

/// A task that waits for ever, and says when its frame goes.
Coro<void> wait_with(CallWhenGone guard, Future<void> gate) {
  static_cast<void>(guard);
  co_await gate;
}

}  // namespace

class LifetimeTest : public QObject {
  Q_OBJECT

 private slots:
  void init() { Counted::reset(); }
  void cleanup() { QCOMPARE(Counted::alive, 0); }

  // P2, differs from asyncio, whose loop holds tasks weakly: nobody need keep a task
  void aTaskLivesUntilItEndsWithoutAnyHandle() {
    VirtualLoop loop;
    int ran = 0;
    static_cast<void>(loop.create_task([&]() -> Coro<void> {
      co_await sleep(1s);
      ++ran;
    }));
    loop.call_at(2s, [&] { loop.stop(); });
    loop.run_forever();
    QCOMPARE(ran, 1);
    QCOMPARE(loop.core().live_states(), 0);
  }

  // P2: rings of tasks and futures do not leak when the loop goes
  void ringsGoWithTheLoop() {
    const CapturedLog log;
    auto shared = std::make_shared<std::vector<Task<void>>>();
    {
      VirtualLoop loop;
      for (std::size_t i = 0; i < 2; ++i)
        shared->push_back(loop.create_task(
            [shared, i, counted = Counted()]() -> Coro<void> { co_await (*shared)[1 - i]; }));
      run_iterations(loop);
      EXPECT_EQ(Counted::alive, 2);
    }
    QCOMPARE(Counted::alive, 0);
    QCOMPARE(shared.use_count(), 1);
    QCOMPARE(log.lines.size(), 2u);
  }

  // D7, DESIGN: in a defined order
  void aLoopDestroysPendingTasksNewestFirstWithOrWithoutHandles() {
    const CapturedLog log;
    Events events;
    auto loop = std::make_unique<VirtualLoop>();
    const auto gate = loop->create_future<void>();
    const auto make = [&](const char* name) {
      return loop->create_task(
          wait_with(CallWhenGone([&events, name] { events.emplace_back(name); }), gate));
    };
    static_cast<void>(make("1"));
    const Task<void> kept = make("2");
    static_cast<void>(make("3"));
    const Task<void> also_kept = make("4");
    run_iterations(*loop);
    loop.reset();
    QCOMPARE(events, (Events{"4", "3", "2", "1"}));
    QVERIFY(!kept.done());
    QVERIFY(!gate.done());
    QVERIFY(!also_kept.cancelled());
  }

  // L24
  void closingDropsTasksWithoutHandlesAndTheirLastHandleTheOthers() {
    VirtualLoop loop;
    const Reports reports(loop);
    Events events;
    const auto gate = loop.create_future<void>();
    const auto make = [&](const char* name) {
      return loop.create_task(
          wait_with(CallWhenGone([&events, name] { events.emplace_back(name); }), gate),
          {.name = name});
    };
    static_cast<void>(make("1"));
    Task<void> kept = make("2");
    static_cast<void>(make("3"));
    run_iterations(loop);
    loop.close();
    QCOMPARE(events, (Events{"3", "1"}));
    QCOMPARE(loop.all_tasks().size(), 1u);
    kept = {};
    QCOMPARE(events, (Events{"3", "1", "2"}));
    QCOMPARE(reports.all.size(), 3u);
    QCOMPARE(reports.all.back().task, std::string("Task '2' pending"));
    QVERIFY(loop.all_tasks().empty());
  }

  // Innermost first, as the stack unwinds
  void theCoroutinesOfATaskGoInnermostFirst() {
    const CapturedLog log;
    Events events;
    auto loop = std::make_unique<VirtualLoop>();
    const auto gate = loop->create_future<void>();
    const auto level = [&](auto& self, int depth) -> Coro<void> {
      const CallWhenGone local([&events, depth] { events.push_back(std::to_string(depth)); });
      if (depth == 0)
        co_await gate;
      else
        co_await self(self, depth - 1);
    };
    static_cast<void>(loop->create_task(level(level, 2)));
    run_iterations(*loop);
    loop.reset();
    QCOMPARE(events, (Events{"0", "1", "2"}));
  }

  // L25: a destructor cannot throw, so nothing is thrown while frames are destroyed
  void guardsInFramesMayResolveFuturesThatOthersAwait() {
    const CapturedLog log;
    for (const bool close_first : {false, true}) {
      Events events;
      auto loop = std::make_unique<VirtualLoop>();
      const auto gate = loop->create_future<void>();
      const auto first = loop->create_future<int>();
      const auto second = loop->create_future<int>();
      const auto third = loop->create_future<int>();
      const auto waiter = [&](Future<int> awaited) -> Coro<void> {
        const CallWhenGone local([&] { events.emplace_back("waiter"); });
        co_await awaited;
        events.emplace_back("never");
      };
      static_cast<void>(loop->create_task(waiter(second)));
      static_cast<void>(loop->create_task(wait_with(CallWhenGone([&] {
                                                      first.set_result(1);
                                                      second.set_result(2);
                                                      third.cancel();
                                                      events.emplace_back("guard");
                                                    }),
                                                    gate)));
      static_cast<void>(loop->create_task(waiter(first)));
      third.add_done_callback([counted = Counted()] { NEVER("it ran"); });
      run_iterations(*loop);
      if (close_first) loop->close();
      loop.reset();
      EXPECT_EQ(events, (Events{"waiter", "guard", "waiter"}));
      EXPECT_EQ(first.result(), 1);
      EXPECT(third.cancelled());
    }
  }

  // P23
  void guardsInFramesMayComeBackInOtherWays() {
    const CapturedLog log;
    Events errors;
    auto loop = std::make_unique<VirtualLoop>();
    const auto gate = loop->create_future<void>();
    Task<void> other = loop->create_task(sleep(1h));
    TimerHandle timer = loop->call_later(1h, [] {});
    static_cast<void>(loop->create_task(wait_with(
        CallWhenGone([&] {
          timer.cancel();
          other.cancel();
          other = {};
          errors.push_back(thrown([&] { loop->call_soon([] {}); }));
          errors.push_back(thrown([&] { static_cast<void>(loop->create_task(sleep(1s))); }));
          errors.push_back(thrown([&] { loop->create_future<int>().set_result(1); }));
          errors.push_back(thrown([&] { loop->close(); }));
        }),
        gate)));
    run_iterations(*loop);
    VirtualLoop* raw = loop.get();
    static_cast<void>(raw);
    loop->close();
    loop.reset();
    const std::string closed = "RuntimeError: Event loop is closed";
    QCOMPARE(errors, (Events{closed, closed, "nothing", "nothing"}));
  }

  // D6, D7: off-thread drops are reported on the loop's thread
  void theLastHandleMayGoOnAnotherThread() {
    VirtualLoop loop;
    std::vector<std::thread::id> reporters;
    loop.set_exception_handler(
        [&](const ExceptionContext&) { reporters.push_back(std::this_thread::get_id()); });
    auto failed = loop.create_future<Counted>();
    failed.set_exception(std::runtime_error("unread"));
    auto done = loop.create_future<Counted>();
    done.set_result(Counted(1));
    std::thread([failed = std::move(failed), done = std::move(done)] {}).join();
    QCOMPARE(Counted::alive, 1);  // its own thread destroys it
    QVERIFY(reporters.empty());
    run_iterations(loop);
    QCOMPARE(Counted::alive, 0);
    QCOMPARE(reporters.size(), 1u);
    QVERIFY(reporters[0] == std::this_thread::get_id());
  }

  void aDropOnAnotherThreadWakesALoopThatWaits() {
    Loop loop;
    auto future = loop.create_future<CallWhenGone>();
    future.set_result([&] { loop.call_soon([&] { loop.stop(); }); });
    std::latch running(1);
    std::thread other([&running, future = std::move(future)]() mutable {
      running.wait();
      future = {};
    });
    loop.call_soon([&] { running.count_down(); });
    loop.run_forever();
    other.join();
    QVERIFY(!loop.is_running());
  }

  // The one that made it, also when another one ran it in between
  void anIdleLoopsThreadDestroysAtOnce() {
    Loop loop;
    auto future = loop.create_future<Counted>();
    std::thread([&] {
      loop.call_soon([&] {
        future.set_result(Counted(1));
        loop.stop();
      });
      loop.run_forever();
    }).join();
    future = {};
    QCOMPARE(Counted::alive, 0);
  }

  void aThreadThatUsesAnIdleLoopTakesItOver() {
    Loop loop;
    auto kept = loop.create_future<Counted>();
    kept.set_result(Counted(1));
    std::thread([&] { static_cast<void>(loop.create_future<int>()); }).join();
    kept = {};
    QCOMPARE(Counted::alive, 1);  // it is the other thread's now …
    static_cast<void>(loop.create_future<int>());
    run_iterations(loop);
    QCOMPARE(Counted::alive, 0);  // … until this one uses it again
  }

  void futuresMayOutliveTheirLoop() {
    Future<Counted> value;
    Future<Counted> pending;
    Task<Counted> task;
    Task<Counted> unfinished;
    const CapturedLog log;
    {
      VirtualLoop loop;
      value = loop.create_future<Counted>("value");
      value.set_result(Counted(1));
      pending = loop.create_future<Counted>();
      task = loop.create_task([]() -> Coro<Counted> { co_return Counted(2); });
      unfinished = loop.create_task([&]() -> Coro<Counted> { co_return co_await pending; });
      run_iterations(loop);
    }
    QCOMPARE(value.result().value, 1);
    QCOMPARE(value.name(), std::string("value"));
    QCOMPARE(task.take().value, 2);
    QVERIFY(!unfinished.done());
    QVERIFY(unfinished.cancel());
    QVERIFY(!unfinished.done());  // nobody delivers it
    QVERIFY(unfinished.stack().empty());
    QCOMPARE(thrown([&] { return &pending.loop(); }),
             std::string("RuntimeError: the future's loop is gone"));
    pending.set_name("late");
    pending.add_done_callback([] { NEVER("it ran"); });
    QCOMPARE(thrown([&] { pending.set_result(3); }),
             std::string("RuntimeError: Event loop is closed"));  // L25
    QCOMPARE(pending.result().value, 3);
  }

  void anErrorThatNobodyFetchedIsLoggedWhenTheLoopIsGone() {
    const CapturedLog log;
    Future<int> failed;
    {
      VirtualLoop loop;
      loop.set_exception_handler([](const ExceptionContext&) { NEVER("the handler is gone"); });
      failed = loop.create_future<int>();
      failed.set_exception(std::runtime_error("unread"));
    }
    failed = {};
    QCOMPARE(log.lines, (Events{"Future exception was never retrieved: runtime_error: unread"}));
  }

  void handlesOfAGoneLoopMayBeDroppedOnManyThreads() {
    std::vector<std::thread> threads;
    std::latch start(4);
    {
      VirtualLoop loop;
      std::vector<Future<CallWhenGone>> futures;
      for (int i = 0; i < 1000; ++i) {
        futures.push_back(loop.create_future<CallWhenGone>());
        futures.back().set_result([] {});
      }
      for (int i = 0; i < 4; ++i)
        threads.emplace_back([&start, futures]() mutable {
          start.arrive_and_wait();
          futures.clear();
        });
    }
    for (std::thread& thread : threads) thread.join();
  }

  // A task that lost its last handle elsewhere, and is not buried yet, is not brought back to life
  void aDyingTaskIsNotAmongAllTasks() {
    const CapturedLog log;
    for (const bool ask : {true, false}) {
      VirtualLoop loop;
      Task<void> task =
          loop.create_task([counted = Counted()]() -> Coro<void> { co_await sleep(1h); });
      run_iterations(loop);
      loop.close();
      std::thread([task = std::move(task)] {}).join();
      EXPECT_EQ(Counted::alive, 1);
      if (ask) EXPECT(loop.all_tasks().empty());
    }
  }

  void aLoopMayGoOnAnotherThread() {
    const CapturedLog log;
    auto loop = std::make_unique<VirtualLoop>();
    const Task<void> task =
        loop->create_task([counted = Counted()]() -> Coro<void> { co_await sleep(1h); });
    run_iterations(*loop);
    std::thread([loop = std::move(loop)]() mutable { loop.reset(); }).join();
    QCOMPARE(Counted::alive, 0);
    QVERIFY(!task.done());
  }

  // P23
  void theDestructorOfAValueMayComeBack() {
    VirtualLoop loop;
    Events events;
    auto inner = loop.create_future<int>();
    auto outer = loop.create_future<CallWhenGone>();
    outer.set_result([&] {
      inner.set_result(1);
      inner = {};
      loop.call_soon([&] { events.emplace_back("scheduled"); });
    });
    outer = {};
    run_iterations(loop);
    QCOMPARE(events, (Events{"scheduled"}));
    QCOMPARE(loop.core().live_states(), 0);
  }

  void aHandlerMayDropOtherFutures() {
    VirtualLoop loop;
    std::vector<Future<int>> others;
    int reports = 0;
    loop.set_exception_handler([&](const ExceptionContext&) {
      ++reports;
      if (!others.empty()) others.pop_back();
    });
    for (int i = 0; i < 10; ++i) {
      others.push_back(loop.create_future<int>());
      others.back().set_exception(std::runtime_error("x"));
    }
    loop.create_future<int>().set_exception(std::runtime_error("x"));
    QCOMPARE(reports, 11);
    QVERIFY(others.empty());
  }
};

QTEST_APPLESS_MAIN(LifetimeTest)
#include "lifetime_test.moc"
