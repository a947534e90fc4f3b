// SPDX-License-Identifier: MIT
// Times beyond what nanoseconds in 64 bits can tell, and those that never come.
#include "support.h"

#include <cmath>
#include <future>
#include <limits>

#include <loopscope/combine/as_completed.h>
#include <loopscope/combine/timeout.h>
#include <loopscope/combine/wait.h>
#include <loopscope/run_in_executor.h>

using namespace loopscope;
using namespace loopscope::test;

class LongTimeTest : public QObject {
  Q_OBJECT

 private slots:
  void whatADurationCannotHoldIsTheLongestOne() {
    QCOMPARE(Duration(AnyDuration(std::chrono::hours::max())), Duration::max());
    QCOMPARE(Duration(AnyDuration(std::chrono::seconds::min())), Duration::min());
    QCOMPARE(Duration(AnyDuration(24h * 1'000'000)), Duration::max());
    QCOMPARE(Duration(AnyDuration(std::chrono::duration<double>(1e300))), Duration::max());
    QCOMPARE(Duration(AnyDuration(std::chrono::duration<double>(-INFINITY))), Duration::min());
    QCOMPARE(Duration(AnyDuration(std::chrono::duration<double>(0.25))), Duration(250ms));
    QCOMPARE(Duration(AnyDuration(Duration::max())), Duration::max());
  }

  void whatIsNoNumberIsRefused() {
    const std::chrono::duration<double> nan(std::numeric_limits<double>::quiet_NaN());
    QCOMPARE(thrown([&] { return sleep(nan); }),
             std::string("ValueError: Invalid duration: NaN (not a number)"));
  }

  void everyWaitForEverLasts() {
    VirtualLoop loop;
    const auto never = loop.create_future<void>();
    std::vector<Task<void>> tasks;
    tasks.push_back(loop.create_task(sleep(std::chrono::hours::max())));
    tasks.push_back(loop.create_task(
        [&]() -> Coro<void> { co_await wait_for(never, std::chrono::hours::max()); }));
    tasks.push_back(loop.create_task([&]() -> Coro<void> {
      const std::vector<Future<void>> futures{never};
      co_await wait(futures, {.timeout = std::chrono::minutes::max()});
    }));
    tasks.push_back(loop.create_task([&]() -> Coro<void> {
      const auto body = [&]() -> Coro<void> { co_await never; };
      co_await with_timeout_at(std::chrono::hours::max(), body);
    }));
    bool fired = false;
    loop.call_later(std::chrono::minutes::max(), [&fired] { fired = true; });
    run(loop, []() -> Coro<void> { co_await sleep(24h * 365); });
    for (const Task<void>& task : tasks) QVERIFY(!task.done());
    QVERIFY(!fired);
  }

  void aVirtualClockThatStandsStillForAJobSaysSo() {
    VirtualLoop loop;
    const CapturedLog log;
    loop.core().outside_patience = Duration(1);
    std::promise<int> promise;
    loop.call_later(1s, [] {});
    const auto answer = std::make_shared<std::future<int>>(promise.get_future());
    const auto job = [answer] { return answer->get(); };
    // The warning comes first: until then the job waits for what only a timer would give.
    set_log_sink([&](LogLevel, std::string_view line) {
      QVERIFY(
          line.starts_with("The virtual clock stands still while jobs run in other threads (1), "
                           "and 1 timer waits"));
      promise.set_value(5);
    });
    QCOMPARE(run(loop, [&]() -> Coro<int> { co_return co_await to_thread(job); }), 5);
    QCOMPARE(loop.time(), Duration(0));
  }

  void aVirtualClockDoesNotJumpToWhatNeverComes() {
    VirtualLoop loop;
    const std::string stalled =
        "RuntimeError: The loop is stalled: nothing is ready, no timer is ever due, and its clock is "
        "virtual";
    QVERIFY(thrown([&] { loop.run_until_complete(sleep(Duration::max())); }).ends_with(stalled));
    QCOMPARE(loop.time(), Duration(0));
    std::string order;
    loop.call_later(2s, [&] { order += '2'; });
    loop.call_later(1s, [&] { order += '1'; });
    loop.call_later(3s, [&] {
      order += '3';
      loop.stop();
    });
    loop.run_forever();
    QCOMPARE(order, std::string("123"));
  }
};

QTEST_GUILESS_MAIN(LongTimeTest)
#include "long_time_test.moc"
