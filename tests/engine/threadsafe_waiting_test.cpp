// SPDX-License-Identifier: MIT
// Who waits for a loop's outcome, on which thread, and what the end of the loop does to it: rule X12.
#include <QtTest>

#include <memory>
#include <optional>
#include <string>

#include <loopscope/run_in_executor.h>
#include <loopscope/thread_pool.h>
#include <loopscope/threadsafe.h>
#include <tests/engine/adding.h>
#include <tests/engine/thread_helpers.h>

using namespace loopscope;
using namespace loopscope::test;
using namespace std::chrono_literals;

class ThreadsafeWaitingTest : public QObject {
  Q_OBJECT

 private slots:
  void waitingOnTheLoopsThreadIsAnErrorNotADeadlock();
  void waitingWithATimeoutOnTheLoopsThreadIsAnError();
  void aDoneOutcomeCanBeReadOnTheLoopsThread();
  void anotherLoopsThreadMayWait();
  void aJobMayWaitForItsOwnLoopWithAVirtualClock();
  void aJobMayWaitWithATimeoutWithAVirtualClock();
  void aJobThatWaitsForAnIdleLoopStallsIt();
  void closingTheLoopFailsWhatWasNotBegun();
  void closingTheLoopFailsWhatIsPending();
  void destroyingTheLoopFailsWhatIsPending();
  void anOutcomeMayOutliveItsLoop();
  void cancellingAfterTheLoopsEndIsHarmless();
  void nothingIsKeptAliveByPendingOutcomes();
};

void ThreadsafeWaitingTest::waitingOnTheLoopsThreadIsAnErrorNotADeadlock() {  // X12
  Loop loop(virtual_clock());
  std::string error;
  loop.run_until_complete([](std::string& text) -> Coro<void> {
    const auto outcome = run_coroutine_threadsafe(get_running_loop(), add(1, 2, Way::succeed));
    text = thrown<RuntimeError>([&] { (void)outcome.result(); });
    // The task goes on.
    if ((co_await wrap_future(outcome)) != 3) text = "wrong result";
  }(error));
  QVERIFY2(error.starts_with("waiting here would block the event loop"), error.c_str());
}

void ThreadsafeWaitingTest::waitingWithATimeoutOnTheLoopsThreadIsAnError() {
  Loop loop(virtual_clock());
  const auto outcome = run_coroutine_threadsafe(loop, add(1, 2, Way::succeed));
  std::string error;
  bool timed_out = false;
  loop.call_soon([&] {
    error = thrown<RuntimeError>([&] { (void)outcome.exception(1h); });
    timed_out = throws<TimeoutError>([&] { (void)outcome.result(0s); });
  });
  QCOMPARE(loop.run_until_complete(wrap_future(outcome, loop)), 3);
  QVERIFY(error.starts_with("waiting here would block the event loop"));
  QVERIFY(timed_out);
}

void ThreadsafeWaitingTest::aDoneOutcomeCanBeReadOnTheLoopsThread() {
  Loop loop(virtual_clock());
  const auto outcome = run_coroutine_threadsafe(loop, add(1, 2, Way::succeed));
  int result = 0;
  outcome.add_done_callback([&](const ConcurrentFuture<int>& done) { result = done.result(); });
  (void)loop.run_until_complete(wrap_future(outcome, loop));
  QCOMPARE(result, 3);
}

void ThreadsafeWaitingTest::anotherLoopsThreadMayWait() {
  Loop mine(virtual_clock());
  std::optional<LoopDoor> door;
  Gate ready;
  Gate end;
  const ScopedThread thread([&] {
    Loop theirs;
    door = theirs.door();
    const Future<void> stop = theirs.create_future<void>();
    theirs.call_soon([&] { ready.open(); });
    theirs.call_later(1h, [] {});
    theirs.run_until_complete(run_in_executor(theirs, [&] { end.wait(); }));
    (void)stop;
  });
  ready.wait();
  int result = 0;
  mine.call_soon([&] {
    result = run_coroutine_threadsafe(*door, []() -> Coro<int> { co_return 4; }).result();
    mine.stop();
  });
  mine.run_forever();
  end.open();
  QCOMPARE(result, 4);
}

void ThreadsafeWaitingTest::aJobMayWaitForItsOwnLoopWithAVirtualClock() {
  Loop loop(virtual_clock());
  const auto job = [door = loop.door()] {
    int sum = 0;
    for (int i = 0; i < 20; ++i) sum += target(door, Way::succeed);
    return sum;
  };
  const auto first = run_in_executor(loop, job);
  const auto second = run_in_executor(loop, job);
  QCOMPARE(loop.run_until_complete(first), 60);
  QCOMPARE(loop.run_until_complete(second), 60);
}

void ThreadsafeWaitingTest::aJobMayWaitWithATimeoutWithAVirtualClock() {
  const LogCapture log;  // the pending task
  Loop loop(virtual_clock());
  const auto job = [door = loop.door()] { return target(door, Way::succeed, 1h); };
  QCOMPARE(loop.run_until_complete(run_in_executor(loop, job)), 3);
  // A timer of the loop comes when nothing else can: then the job times out in real time.
  const auto never = [door = loop.door()] {
    const auto outcome = run_coroutine_threadsafe(
        door, []() -> Coro<void> { co_await get_running_loop().create_future<void>(); });
    return throws<TimeoutError>([&] { outcome.result(1ms); });
  };
  QVERIFY(loop.run_until_complete(run_in_executor(loop, never)));
}

void ThreadsafeWaitingTest::aJobThatWaitsForAnIdleLoopStallsIt() {
  std::optional<ConcurrentFuture<bool>> told;
  ThreadPool pool(1);
  {
    Loop loop(virtual_clock());
    const auto job = run_in_executor(loop, pool, [door = loop.door()] {
      const auto outcome = run_coroutine_threadsafe(
          door, []() -> Coro<void> { co_await get_running_loop().create_future<void>(); });
      (void)throws<RuntimeError>([&] { outcome.result(); });
    });
    QVERIFY(thrown<RuntimeError>([&] {
              loop.run_until_complete(job);
            }).starts_with("The loop is stalled"));
    const LogCapture log;  // the pending task
    loop.close();
  }
  pool.shutdown(true);  // the job has learned of the loop's end
}

void ThreadsafeWaitingTest::closingTheLoopFailsWhatWasNotBegun() {
  const LogCapture log;
  Loop loop(virtual_clock());
  const auto outcome = run_coroutine_threadsafe(loop, add(1, 2, Way::succeed));
  loop.close();
  QCOMPARE(thrown<RuntimeError>([&] { (void)outcome.result(); }),
           std::string("Event loop was closed before the future was done"));
  QVERIFY(log.has("was never awaited"));
}

void ThreadsafeWaitingTest::closingTheLoopFailsWhatIsPending() {
  const LogCapture log;
  Loop loop(virtual_clock());
  const auto outcome = run_coroutine_threadsafe(loop, add(1, 2, Way::succeed));
  run_once(loop);
  run_once(loop);
  loop.close();
  QVERIFY(throws<RuntimeError>([&] { (void)outcome.result(); }));
  QVERIFY(log.has("Task was destroyed but it is pending!"));
}

void ThreadsafeWaitingTest::destroyingTheLoopFailsWhatIsPending() {
  const LogCapture log;
  std::optional<ConcurrentFuture<int>> outcome;
  std::atomic<bool> told{false};
  std::optional<ScopedThread> thread;
  {
    Loop loop(virtual_clock());
    outcome = run_coroutine_threadsafe(loop, add(1, 2, Way::succeed));
    run_once(loop);
    thread.emplace([&] { told = throws<RuntimeError>([&] { (void)outcome->result(); }); });
  }
  thread->join();
  QVERIFY(told);
}

void ThreadsafeWaitingTest::anOutcomeMayOutliveItsLoop() {
  std::optional<ConcurrentFuture<std::string>> outcome;
  {
    Loop loop(virtual_clock());
    outcome = run_coroutine_threadsafe(
        loop, []() -> Coro<std::string> { co_return "a text that needs memory of its own"; });
    for (int i = 0; i < 3; ++i) run_once(loop);
  }
  QCOMPARE(outcome->result(), std::string("a text that needs memory of its own"));
}

void ThreadsafeWaitingTest::cancellingAfterTheLoopsEndIsHarmless() {
  const LogCapture log;
  Task<void> kept;
  std::optional<ConcurrentFuture<void>> outcome;
  {
    Loop loop(virtual_clock());
    outcome = run_coroutine_threadsafe(loop, [&kept]() -> Coro<void> {
      kept = Task<void>::share(current_task().state());
      co_await get_running_loop().create_future<void>();
    });
    run_once(loop);
    run_once(loop);
    loop.close();
    QVERIFY(outcome->cancel());  // the task is kept: the outcome is still pending
  }
  QVERIFY(!kept.done());
  QVERIFY(outcome->cancelled());
}

void ThreadsafeWaitingTest::nothingIsKeptAliveByPendingOutcomes() {
  const LogCapture log;
  const auto owned = std::make_shared<int>(0);
  {
    Loop loop(virtual_clock());
    const auto outcome = run_coroutine_threadsafe(
        loop, [owned]() -> Coro<void> { co_await get_running_loop().create_future<void>(); });
    outcome.add_done_callback([owned] {});
    run_once(loop);
    run_once(loop);
    QVERIFY(owned.use_count() > 1);
  }
  QCOMPARE(owned.use_count(), 1L);
}

QTEST_APPLESS_MAIN(ThreadsafeWaitingTest)
#include "threadsafe_waiting_test.moc"
