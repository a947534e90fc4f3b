// SPDX-License-Identifier: MIT
// Rule X8, with CPython's test_threads.
#include <QtTest>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <loopscope/run_in_executor.h>
#include <tests/engine/thread_helpers.h>

using namespace loopscope;
using namespace loopscope::test;
using namespace std::chrono_literals;

class ToThreadTest : public QObject {
  Q_OBJECT

 private slots:
  void toThreadBeginsWhenAwaited();
  void toThreadPassesArguments();
  void toThreadPassesExceptions();
  void toThreadRunsConcurrently();
};

void ToThreadTest::toThreadBeginsWhenAwaited() {  // X8
  Loop loop(virtual_clock());
  const LogCapture log;
  std::atomic<bool> ran{false};
  const auto set = [&ran] { ran = true; };
  { const auto never = to_thread(set); }
  QVERIFY(!ran);
  QVERIFY(log.has("was never awaited"));
  loop.run_until_complete(to_thread(set));
  QVERIFY(ran);
}

void ToThreadTest::toThreadPassesArguments() {  // test_to_thread_args_kwargs
  Loop loop(virtual_clock());
  const auto join = [](std::string text, std::unique_ptr<int> number) {
    return text + std::to_string(*number);
  };
  QCOMPARE(loop.run_until_complete(to_thread(join, std::string("n="), std::make_unique<int>(5))),
           std::string("n=5"));
}

void ToThreadTest::toThreadPassesExceptions() {  // X8, test_threads: test_to_thread_exception
  Loop loop(virtual_clock());
  const auto fail = [] { throw std::runtime_error("test"); };
  QCOMPARE(thrown<std::runtime_error>([&] { loop.run_until_complete(to_thread(fail)); }),
           std::string("test"));
}

void ToThreadTest::toThreadRunsConcurrently() {  // X8, test_threads: test_to_thread_concurrent
  Loop loop(virtual_clock());
  std::atomic<int> calls{0};
  loop.run_until_complete([](std::atomic<int>& counter) -> Coro<void> {
    std::vector<Task<void>> tasks;
    const auto count = [&counter] { ++counter; };
    for (int i = 0; i < 10; ++i) tasks.push_back(get_running_loop().create_task(to_thread(count)));
    for (const Task<void>& task : tasks) co_await task;
  }(calls));
  QCOMPARE(calls.load(), 10);
}

QTEST_APPLESS_MAIN(ToThreadTest)
#include "to_thread_test.moc"
