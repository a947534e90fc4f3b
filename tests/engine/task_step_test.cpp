// SPDX-License-Identifier: MIT
// How tasks are made and driven: rules T1 to T6, T9, T12 to T14, T16, K3.
#include "support.h"

using namespace loopscope;
using namespace loopscope::test;

namespace {

Coro<int> sum(std::unique_ptr<int> a, const int& b) { co_return *a + b; }

}  // namespace

class TaskStepTest : public QObject {
  Q_OBJECT

 private slots:
  void init() { Counted::reset(); }
  void cleanup() { QCOMPARE(Counted::alive, 0); }

  // T1
  void aTaskBeginsInTheNextIterationInItsPlace() {
    VirtualLoop loop;
    Trace trace(loop);
    Task<void> task;
    loop.call_soon([&] {
      loop.call_soon([&] { trace("before"); });
      task = loop.create_task([&]() -> Coro<void> {
        trace("task");
        co_return;
      });
      loop.call_soon([&] { trace("after"); });
      trace("made");
    });
    run_iterations(loop, 2);
    QCOMPARE(trace.events, (Events{"made@1", "before@2", "task@2", "after@2"}));
    QVERIFY(task.done());
  }

  // T2
  void namesAreGivenOrCounted() {
    VirtualLoop loop;
    const Task<void> first = loop.create_task(nothing());
    const Task<void> second = loop.create_task(nothing());
    const Task<void> named = loop.create_task(nothing(), {.name = "fetch"});
    const Task<void> third = loop.create_task(nothing());
    const auto number = [](const Task<void>& task) { return std::stoull(task.name().substr(5)); };
    QVERIFY(first.name().starts_with("Task-"));
    QCOMPARE(number(second), number(first) + 1);
    QCOMPARE(named.name(), std::string("fetch"));
    QCOMPARE(number(third), number(first) + 3);  // the counter goes on for named ones too
    third.set_name("renamed");
    QCOMPARE(third.name(), std::string("renamed"));
    run_iterations(loop);
  }

  // T3
  void aTaskTakesNoResultFromOutside() {
    VirtualLoop loop;
    const Task<int> task = loop.create_task(give(1));
    QCOMPARE(thrown([&] { task.set_result(2); }),
             std::string("RuntimeError: Task does not support set_result operation"));
    QCOMPARE(thrown([&] { task.set_exception(ValueError("")); }),
             std::string("RuntimeError: Task does not support set_exception operation"));
    QCOMPARE(loop.run_until_complete(task), 1);
  }

  // T4: reported, as every misuse of a callback
  void aStepOfADoneTaskIsReported() {
    VirtualLoop loop;
    const Reports reports(loop);
    const Task<int> task = loop.create_task(give(1));
    run_iterations(loop);
    static_cast<detail::TaskState&>(task.state()).schedule_step();
    run_iterations(loop);
    QCOMPARE(reports.all.size(), 1u);
    QVERIFY(error_line(reports.all[0].exception)
                .starts_with("InvalidStateError: _step(): already done: Task"));
  }

  // T5, T6
  void aTaskEndsAsItsCoroutineDoes() {
    VirtualLoop loop;
    const Task<int> value = loop.create_task(give(7));
    const Task<int> error = loop.create_task([]() -> Coro<int> {
      throw ValueError("x");
      co_return 0;
    });
    const Task<int> cancelled = loop.create_task([]() -> Coro<int> {
      throw CancelledError("spontaneous");
      co_return 0;
    });
    run_iterations(loop);
    QCOMPARE(value.result(), 7);
    QCOMPARE(error_line(error.exception()), std::string("ValueError: x"));
    QVERIFY(cancelled.cancelled());
    QCOMPARE(cancelled.cancelling(), 0);
    QCOMPARE(thrown([&] { return cancelled.result(); }),
             std::string("CancelledError: spontaneous"));
  }

  // T6: even when a cancellation is due
  void anExceptionWinsOverACancellationThatIsDue() {
    VirtualLoop loop;
    const Task<void> task = loop.create_task([]() -> Coro<void> {
      current_task().cancel();
      throw ValueError("x");
      co_return;
    });
    run_iterations(loop);
    QVERIFY(!task.cancelled());
    QCOMPARE(error_line(task.exception()), std::string("ValueError: x"));
  }

  void theResultMovesOnceFromTheCoroutineToItsTask() {
    struct Moved {
      Moved() = default;
      Moved(Moved&& other) noexcept : moves(other.moves + 1) {}
      int moves = 0;
    };
    VirtualLoop loop;
    const Task<Moved> task = loop.create_task([]() -> Coro<Moved> { co_return Moved(); }());
    run_iterations(loop);
    QCOMPARE(task.result().moves, 1);
  }

  void anErrorWhileTheResultMovesIsTheTasksError() {
    struct Stubborn {
      Stubborn() = default;
      Stubborn(Stubborn&&) { throw std::runtime_error("no further"); }
    };
    VirtualLoop loop;
    const Task<Stubborn> task =
        loop.create_task([]() -> Coro<Stubborn> { co_return Stubborn(); }());
    run_iterations(loop);
    QCOMPARE(error_line(task.exception()), std::string("runtime_error: no further"));
  }

  void anErrorOfALocalsDestructorReplacesTheResult() {
    struct Throws {
      ~Throws() noexcept(false) { throw std::runtime_error("from a local"); }
    };
    const auto returned = std::make_shared<int>(1);
    VirtualLoop loop;
    {
      const Task<std::shared_ptr<int>> task =
          loop.create_task([](std::shared_ptr<int> value) -> Coro<std::shared_ptr<int>> {
            const Throws local;
            co_return value;
          }(returned));
      run_iterations(loop);
      QCOMPARE(error_line(task.exception()), std::string("runtime_error: from a local"));
    }
    QCOMPARE(returned.use_count(), 1L);
  }

  void aResultLivesAsLongAsItsTask() {
    const auto returned = std::make_shared<int>(1);
    VirtualLoop loop;
    {
      const Task<std::shared_ptr<int>> task =
          loop.create_task([](std::shared_ptr<int> value) -> Coro<std::shared_ptr<int>> {
            co_return std::move(value);
          }(returned));
      run_iterations(loop);
      QCOMPARE(returned.use_count(), 2L);
      QCOMPARE(task.result().get(), returned.get());
    }
    QCOMPARE(returned.use_count(), 1L);
  }

  // T9
  void aBareYieldTakesExactlyOneIteration() {
    VirtualLoop loop;
    Trace trace(loop);
    const Task<void> task = loop.create_task([&]() -> Coro<void> {
      trace("1");
      co_await sleep(0s);
      trace("2");
      co_await sleep(-1s);
      trace("3");
    });
    loop.call_soon([&] {
      trace("A");
      loop.call_soon([&] { trace("B"); });
    });
    run_iterations(loop, 3);
    QCOMPARE(trace.events, (Events{"1@1", "A@1", "2@2", "B@2", "3@3"}));
    QVERIFY(task.done());
  }

  // T12; test_tasks.py BaseTaskTests.test_current_task_with_interleaving_tasks
  void theCurrentTaskIsTheOneWhoseStepRuns() {
    VirtualLoop loop;
    QCOMPARE(thrown([] { current_task(); }), std::string("RuntimeError: no running event loop"));
    Task<void> a;
    Task<void> b;
    int checks = 0;
    const auto check = [&](const Task<void>& self) -> Coro<void> {
      for (int i = 0; i < 3; ++i) {
        if (current_task() == self) ++checks;
        co_await sleep(0s);
      }
      if (current_task() == self) ++checks;
    };
    a = loop.create_task(check(a));
    b = loop.create_task(check(b));
    loop.call_soon([] { EXPECT(!current_task()); });
    a.add_done_callback([] { EXPECT(!current_task()); });
    run_iterations(loop, 6);
    QCOMPARE(checks, 8);
    QVERIFY(a.done() && b.done());
  }

  // T13
  void allTasksAreThoseThatAreNotDone() {
    VirtualLoop loop;
    QVERIFY(loop.all_tasks().empty());
    const auto gate = loop.create_future<void>();
    const Task<void> waiting = loop.create_task([&]() -> Coro<void> { co_await gate; });
    const Task<void> quick = loop.create_task(nothing());
    QCOMPARE(loop.all_tasks().size(), 2u);
    QVERIFY(loop.all_tasks()[0] == waiting);  // oldest first
    QVERIFY(loop.all_tasks()[1] == quick);
    run_iterations(loop);
    QCOMPARE(loop.all_tasks().size(), 1u);
    gate.set_result();
    run_iterations(loop);
    QVERIFY(loop.all_tasks().empty());
  }

  // T14
  void endingSchedulesCallbacksAndAwaitersInOneOrder() {
    VirtualLoop loop;
    Trace trace(loop);
    const Task<int> task = loop.create_task([&]() -> Coro<int> {
      co_await sleep(0s);
      trace("ended");
      co_return 1;
    });
    task.add_done_callback([&] { trace("callback 1"); });
    const Task<void> awaiter = loop.create_task([&]() -> Coro<void> {
      co_await task;
      trace("awaiter");
    });
    run_iterations(loop);
    task.add_done_callback([&] { trace("callback 2"); });
    run_iterations(loop, 2);
    QCOMPARE(trace.events, (Events{"ended@2", "callback 1@3", "awaiter@3", "callback 2@3"}));
    QVERIFY(awaiter.done());
  }

  // T16, K3 (not reproduced: the factory sees the name)
  void theTaskFactorySeesAndChangesHowTasksAreMade() {
    VirtualLoop loop;
    Events seen;
    loop.set_task_factory([&](TaskOptions& options) {
      seen.push_back(options.name.string());
      options.name = "factory's";
    });
    QVERIFY(static_cast<bool>(loop.task_factory()));
    const Task<void> task = loop.create_task(nothing(), {.name = "named"});
    QCOMPARE(task.name(), std::string("factory's"));
    loop.run_until_complete(nothing());
    QCOMPARE(seen, (Events{"named", ""}));
    loop.set_task_factory(nullptr);
    QVERIFY(!loop.task_factory());
    const Task<void> plain = loop.create_task(nothing(), {.name = "plain"});
    QCOMPARE(plain.name(), std::string("plain"));
    run_iterations(loop);
  }

  void aFactoryThatThrowsMakesNoTask() {
    VirtualLoop loop;
    const CapturedLog log;
    loop.set_task_factory([](TaskOptions&) { throw ValueError("no tasks today"); });
    QCOMPARE(thrown([&] { static_cast<void>(loop.create_task(nothing())); }),
             std::string("ValueError: no tasks today"));
    QVERIFY(loop.all_tasks().empty());
    QCOMPARE(log.lines.size(), 1u);  // D8
  }

  // P5: a capturing lambda is owned by its task
  void aTaskOwnsItsFunctionAndArguments() {
    VirtualLoop loop;
    const auto gate = loop.create_future<void>();
    Task<int> task;
    {
      const Counted captured(40);
      task = loop.create_task([gate, captured]() -> Coro<int> {
        co_await gate;
        co_return captured.value + 2;
      });
    }
    QCOMPARE(Counted::alive, 1);
    run_iterations(loop);
    gate.set_result();
    QCOMPARE(loop.run_until_complete(task), 42);
    QCOMPARE(Counted::alive, 0);  // gone with the coroutine, before the task

    QCOMPARE(loop.run_until_complete(loop.create_task(sum, std::make_unique<int>(1), 2)), 3);
    const Task<int> named =
        loop.create_task_with({.name = "sum"}, sum, std::make_unique<int>(3), 4);
    QCOMPARE(named.name(), std::string("sum"));
    QCOMPARE(loop.run_until_complete(named), 7);
  }

  // the coroutine's locals and parameters go before anybody learns of the end
  void theFrameIsGoneWhenTheTaskIsDone() {
    VirtualLoop loop;
    Trace trace(loop);
    const auto body = [&](CallWhenGone parameter) -> Coro<void> {
      const CallWhenGone local([&] { trace("local"); });
      static_cast<void>(parameter);
      co_return;
    };
    Task<void> task;
    task = loop.create_task(
        body(CallWhenGone([&] { trace(task.done() ? "too late" : "parameter"); })));
    task.add_done_callback([&] { trace("callback"); });
    run_iterations(loop, 2);
    QCOMPARE(trace.events, (Events{"local@1", "parameter@1", "callback@2"}));
  }
};

QTEST_APPLESS_MAIN(TaskStepTest)
#include "task_step_test.moc"
