// SPDX-License-Identifier: MIT
// Debug mode and diagnostics: rules D1 to D9.
#include "support.h"

#include <latch>
#include <thread>

#include <loopscope/threads.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

/// A loop that runs in a thread of its own until this goes.
class RunningElsewhere {
 public:
  explicit RunningElsewhere(Loop& loop) : loop_(loop), thread_([this] { run(); }) {
    running_.wait();
  }
  ~RunningElsewhere() {
    loop_.call_soon_threadsafe([this] { loop_.stop(); });
    thread_.join();
  }

 private:
  void run() {
    name_this_thread("elsewhere");
    loop_.call_soon([this] { running_.count_down(); });
    loop_.run_forever();
  }

  Loop& loop_;
  std::latch running_{1};
  std::thread thread_;
};

std::string wrong_thread(const std::string& operation) {
  return "WrongThreadError: Non-thread-safe operation invoked on an event loop other than the "
         "current one: " +
         operation +
         " on thread 'main', but the loop runs on thread 'elsewhere'; hand it over with "
         "call_soon_threadsafe()";
}

}  // namespace

class DebugTest : public QObject {
  Q_OBJECT

 private slots:
  // D1
  void debugModeIsOffByDefault() {
    VirtualLoop loop;
    QVERIFY(!loop.debug());
    loop.set_debug(true);
    QVERIFY(loop.debug());
  }

  // D2; test_base_events.py BaseEventLoopTests.test_check_thread
  void schedulingFromAForeignThreadIsAnErrorThatNamesBoth() {
    Loop loop;
    loop.set_debug(true);
    const RunningElsewhere elsewhere(loop);
    QCOMPARE(thrown([&] { loop.call_soon([] {}); }), wrong_thread("call_soon()"));
    QCOMPARE(thrown([&] { loop.call_later(1s, [] {}); }), wrong_thread("call_at()"));
    QCOMPARE(thrown([&] { loop.call_at(1s, [] {}); }), wrong_thread("call_at()"));
    QCOMPARE(thrown([&] { loop.add_reader(0, [] {}); }), wrong_thread("add_reader()"));
    QCOMPARE(thrown([&] { loop.call_soon_threadsafe([] {}); }), std::string("nothing"));
  }

  // D2
  void aLoopThatDoesNotRunMayBeUsedFromAnywhere() {
    VirtualLoop loop;
    loop.set_debug(true);
    std::string error;
    std::thread([&] { error = thrown([&] { loop.call_soon([] {}); }); }).join();
    QCOMPARE(error, std::string("nothing"));
  }

  // D3, stricter than CPython: the check comes before the state changes, with or without callbacks
  void futuresAndTasksAreCheckedBeforeTheyChange() {
    Loop loop;
    loop.set_debug(true);
    const CapturedLog log;
    const auto future = loop.create_future<int>();
    const Task<void> task = loop.create_task(sleep(1h));
    {
      const RunningElsewhere elsewhere(loop);
      EXPECT_EQ(thrown([&] { future.set_result(1); }), wrong_thread("set_result"));
      EXPECT_EQ(thrown([&] { future.set_exception(ValueError("")); }),
                wrong_thread("set_exception"));
      EXPECT_EQ(thrown([&] { future.cancel(); }), wrong_thread("cancel()"));
      EXPECT_EQ(thrown([&] { task.cancel(); }), wrong_thread("cancel()"));
      EXPECT_EQ(thrown([&] { task.uncancel(); }), wrong_thread("uncancel()"));
      EXPECT_EQ(thrown([&] { loop.stop(); }), wrong_thread("stop()"));
      EXPECT_EQ(thrown([&] { future.add_done_callback([] {}); }),
                wrong_thread("add_done_callback()"));
      EXPECT_EQ(thrown([&] { future.remove_done_callback(CallbackToken{1}); }),
                wrong_thread("remove_done_callback()"));
      EXPECT_EQ(thrown([&] { static_cast<void>(loop.create_task(nothing())); }),
                wrong_thread("create_task()"));
    }
    QVERIFY(!future.done());
    QVERIFY(!task.done());
    QCOMPARE(task.cancelling(), 0);
  }

  // D3: nor can a future be made there
  void makingAFutureIsCheckedToo() {
    Loop loop;
    loop.set_debug(true);
    const RunningElsewhere elsewhere(loop);
    QCOMPARE(thrown([&] { static_cast<void>(loop.create_future<int>()); }),
             wrong_thread("create_future()"));
  }

  // D5
  void aSlowCallbackIsNamed() {
    VirtualLoop loop;
    loop.set_debug(true);
    loop.set_slow_callback_duration(0s);  // everything is slow
    const CapturedLog log;
    loop.call_soon(named("heavy", [] {}));
    run_iterations(loop);
    QCOMPARE(log.lines.size(), 1u);
    QVERIFY(log.lines[0].starts_with("Executing callback heavy took 0.0"));
    QVERIFY(log.lines[0].ends_with(" seconds"));
  }

  // D5
  void aSlowStepNamesTheTaskAndWhatItAwaits() {
    VirtualLoop loop;
    loop.set_debug(true);
    loop.set_slow_callback_duration(0s);
    const CapturedLog log;
    const auto data = loop.create_future<int>("data");
    const Task<void> task = loop.create_task_with(
        {.name = "fetch"}, [](Future<int> future) -> Coro<void> { co_await future; }, data);
    run_iterations(loop);
    QCOMPARE(log.lines.size(), 1u);
    QVERIFY(log.lines[0].starts_with("Executing Task 'fetch' pending took 0.0"));
    QVERIFY(log.lines[0].find("debug_test.cpp:") != std::string::npos);
    QVERIFY(log.lines[0].ends_with("awaiting Future 'data' pending"));
    data.set_result(1);
    run_iterations(loop);
    QVERIFY(log.lines[1].starts_with("Executing Task 'fetch' finished: "));
  }

  // D5
  void whatIsQuickIsNotMentioned() {
    VirtualLoop loop;
    loop.set_debug(true);
    loop.set_slow_callback_duration(1h);
    const CapturedLog log;
    loop.call_soon([] {});
    run_iterations(loop);
    loop.set_debug(false);
    loop.set_slow_callback_duration(0s);
    loop.call_soon([] {});
    run_iterations(loop);
    QCOMPARE(log.lines, Events{});
  }

  // D6; test_futures.py BaseFutureTests.test_tb_logger_exception_unretrieved
  void anExceptionThatNobodyFetchedIsReported() {
    VirtualLoop loop;
    const Reports reports(loop);
    loop.create_future<int>("lost").set_exception(std::runtime_error("unread"));
    QCOMPARE(reports.messages(), (Events{"Future exception was never retrieved"}));
    QCOMPARE(reports.all[0].future, std::string("Future 'lost' failed: runtime_error: unread"));
    QCOMPARE(error_line(reports.all[0].exception), std::string("runtime_error: unread"));
    QVERIFY(reports.all[0].object != 0);
  }

  // D6
  void soIsThatOfATask() {
    VirtualLoop loop;
    const Reports reports(loop);
    static_cast<void>(loop.create_task_with({.name = "doomed"}, []() -> Coro<void> {
      throw ValueError("x");
      co_return;
    }));
    run_iterations(loop);
    QCOMPARE(reports.messages(), (Events{"Task exception was never retrieved"}));
    QCOMPARE(reports.all[0].task, std::string("Task 'doomed' failed: ValueError: x"));
  }

  // D6; test_futures.py BaseFutureTests.test_tb_logger_not_called_after_cancel, and its kin
  void retrievingOrCancellingSilencesTheReport() {
    VirtualLoop loop;
    const Reports reports(loop);
    const auto failed = [&] {
      auto future = loop.create_future<int>();
      future.set_exception(std::runtime_error("x"));
      return future;
    };
    static_cast<void>(failed().exception());
    QCOMPARE(thrown([&] { static_cast<void>(failed().result()); }),
             std::string("runtime_error: x"));
    QVERIFY(!failed().cancel());  // false, and yet
    QCOMPARE(thrown([&] { loop.run_until_complete(failed()); }), std::string("runtime_error: x"));
    run(loop, [&]() -> Coro<void> {
      const auto future = failed();
      try {
        co_await future;
      } catch (const std::runtime_error&) {
      }
    });
    QCOMPARE(reports.messages(), Events{});
  }

  // D7
  void aPendingTaskThatGoesIsReportedByName() {
    auto loop = std::make_unique<VirtualLoop>();
    const Reports reports(*loop);
    static_cast<void>(loop->create_task_with(
        {.name = "waiter"}, [&]() -> Coro<void> { co_await loop->create_future<void>(); }));
    run_iterations(*loop);
    loop->close();
    QCOMPARE(reports.messages(), (Events{"Task was destroyed but it is pending!"}));
    QCOMPARE(reports.all[0].task, std::string("Task 'waiter' pending"));
  }

  // D7, D8
  void aTaskThatNeverBeganIsReportedTwice() {
    const CapturedLog log;
    auto loop = std::make_unique<VirtualLoop>();
    const Reports reports(*loop);
    static_cast<void>(loop->create_task(nothing()));
    loop.reset();
    QCOMPARE(reports.messages(), (Events{"Task was destroyed but it is pending!"}));
    QCOMPARE(log.lines.size(), 1u);
    QVERIFY(log.lines[0].ends_with(" was never awaited"));
  }

  // D8
  void aCoroutineThatNeverBeganIsNamedWithItsPlace() {
    const CapturedLog log;
    std::source_location site;
    {
      const Coro<void> dropped = nothing();
      site = dropped.site();
    }
    QCOMPARE(log.lines, (Events{std::string("coroutine 'test::nothing()' (") + site.file_name() +
                                ":" + std::to_string(site.line()) + ") was never awaited"}));
  }

  // D9, in debug mode, as CPython shows it in development mode alone
  void anUnclosedLoopIsMentioned() {
    const CapturedLog log;
    { VirtualLoop loop; }
    QCOMPARE(log.lines, Events{});
    {
      VirtualLoop loop;
      loop.set_debug(true);
    }
    QCOMPARE(log.lines, (Events{"unclosed event loop"}));
    {
      VirtualLoop loop;
      loop.set_debug(true);
      loop.close();
    }
    QCOMPARE(log.lines.size(), 1u);
  }
};

QTEST_APPLESS_MAIN(DebugTest)
#include "debug_test.moc"
