// SPDX-License-Identifier: MIT
// TaskGroup::cancel, as in CPython 3.15 (test_taskgroups.py, test_taskgroup_cancel_*).
#include "grouping.h"
#include "support.h"

using namespace loopscope;
using namespace loopscope::test;

class TaskGroupOwnCancelTest : public QObject {
  Q_OBJECT

 private slots:
  void theTasksAndTheBodyAreCancelledAndNothingIsThrown() {
    VirtualLoop loop;
    const int cancelling = run(loop, [&]() -> Coro<int> {
      const auto never_ends = []() -> Coro<void> { co_await sleep(1h); };
      Task<void> child;
      const auto body = [&](TaskGroup& group) -> Coro<void> {
        child = group.create_task(never_ends);
        const auto cancels = [](TaskGroup its) -> Coro<void> {
          co_await sleep(1s);
          its.cancel();
        };
        add(group, cancels, group);
        co_await sleep(1h);
        NEVER("the body goes on");
      };
      co_await task_group(body);
      EXPECT(child.cancelled());
      EXPECT_EQ(loop.time(), Duration(1s));
      co_return current_task().cancelling();
    });
    QCOMPARE(cancelling, 0);
  }

  void theBodyMayCancelItsOwnGroup() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      const auto body = [](TaskGroup& group) -> Coro<void> {
        add(group, fail_after, 1h, "never");
        group.cancel();
        EXPECT_EQ(thrown([&] { return group.create_task(give(1)); }),
                  std::string("RuntimeError: TaskGroup is shutting down"));
        co_return;
      };
      co_await task_group(body);
      EXPECT_EQ(current_task().cancelling(), 0);
      co_await sleep(1s);
    });
  }

  void errorsAreThrownAllTheSame() {
    VirtualLoop loop;
    const auto program = []() -> Coro<void> {
      const auto body = [](TaskGroup& group) -> Coro<void> {
        const auto fails_late = []() -> Coro<void> {
          try {
            co_await sleep(1h);
          } catch (const CancelledError&) {
            throw std::runtime_error("while it was cancelled");
          }
        };
        add(group, fails_late);
        co_await sleep(1s);
        group.cancel();
      };
      co_await task_group(body);
    };
    QVERIFY(thrown([&] { run(loop, program); }).find("1 sub-exception") != std::string::npos);
  }

  void aCancellationFromElsewhereStillComesOut() {
    VirtualLoop loop;
    const Task<void> task = loop.create_task([]() -> Coro<void> {
      const auto body = [](TaskGroup& group) -> Coro<void> {
        add(group, fail_after, 1h, "never");
        group.cancel();
        current_task().cancel("from elsewhere");
        co_await sleep(1h);
      };
      co_await task_group(body);
      co_await sleep(0s);
    });
    QVERIFY(thrown([&] { loop.run_until_complete(task); }).starts_with("CancelledError"));
  }

  void afterTheEndItHasNoEffect() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      std::optional<TaskGroup> over;
      const auto body = [&](TaskGroup& group) -> Coro<void> {
        over = group;
        co_return;
      };
      co_await task_group(body);
      over->cancel();
      co_await sleep(1s);
    });
  }

  void aBodyWithoutAResultIsAnErrorWhereOneIsWanted() {
    VirtualLoop loop;
    const auto program = []() -> Coro<int> {
      const auto body = [](TaskGroup& group) -> Coro<int> {
        group.cancel();
        co_await sleep(1s);
        co_return 1;
      };
      co_return co_await task_group(body);
    };
    QVERIFY(thrown([&] { run(loop, program); }).ends_with("before its body had a result"));
  }

  void aMovedFromHandleIsStillOne() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      const auto body = [](TaskGroup& group) -> Coro<void> {
        TaskGroup copy = group;
        const TaskGroup moved = std::move(copy);
        EXPECT_EQ(&copy.loop(), &moved.loop());
        co_return;
      };
      co_await task_group(body);
    });
  }

  // gh-128588, in CPython 3.13.2: 3.13.0 hangs
  void anEagerChildThatAddsAFailingChildIsCancelled() {
    VirtualLoop loop;
    loop.set_task_factory(eager_tasks);
    const auto adds_and_waits = [](TaskGroup group) -> Coro<void> {
      add(group, []() -> Coro<void> {
        throw std::runtime_error("at once");
        co_return;
      });
      co_await get_running_loop().create_future<void>("never");
    };
    const auto program = [&]() -> Coro<void> {
      const auto body = [&](TaskGroup& group) -> Coro<void> {
        add(group, adds_and_waits, group);
        co_return;
      };
      co_await task_group(body);
    };
    QVERIFY(thrown([&] { run(loop, program); }).find("1 sub-exception") != std::string::npos);
  }
};

QTEST_GUILESS_MAIN(TaskGroupOwnCancelTest)
#include "task_group_own_cancel_test.moc"
