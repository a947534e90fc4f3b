// SPDX-License-Identifier: MIT
// Tasks that belong together: rules R1 to R5, R11, E4.
#include "grouping.h"
#include "support.h"

#include <loopscope/combine/task_group.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

/// The group and its errors, as one line.
std::string text(const ExceptionGroup& group) {
  std::string line = group.what();
  for (const std::exception_ptr& error : group.errors()) line += "; " + error_line(error);
  return line;
}

/// What comes out of a group with that body: an ExceptionGroup as text(), "nothing".
template <class Body>
Coro<std::string> group_outcome(Body body) {
  try {
    co_await task_group(std::move(body));
  } catch (const ExceptionGroup& group) {
    co_return text(group);
  } catch (...) {
    co_return error_line(std::current_exception());
  }
  co_return "nothing";
}

}  // namespace

class TaskGroupTest : public QObject {
  Q_OBJECT

 private slots:
  // R3: and gives the body's result
  void aGroupWaitsForItsTasks() {
    VirtualLoop loop;
    Events events;
    const auto work = [&](Duration time, std::string name) -> Coro<void> {
      co_await sleep(time);
      events.push_back(name);
    };
    run(loop, [&]() -> Coro<void> {
      const auto body = [&](TaskGroup& group) -> Coro<std::unique_ptr<int>> {
        add(group, work(2s, "two"));
        add(group, work(1s, "one"));
        const auto named_task = group.create_task_with({.name = "three"}, work, 3s, "three");
        EXPECT_EQ(named_task.name(), std::string("three"));
        events.push_back("body");
        co_return std::make_unique<int>(4);
      };
      const std::unique_ptr<int> result = co_await task_group(body);
      events.push_back(std::to_string(*result));
    });
    QCOMPARE(events, (Events{"body", "one", "two", "three", "4"}));
    QCOMPARE(loop.time(), Duration(3s));
  }

  // R1
  void outsideATaskThereIsNoGroup() {
    VirtualLoop loop;
    std::string error;
    loop.call_soon([&] { error = thrown([] { return TaskGroup::enter(), 0; }); });
    run_iterations(loop);
    QVERIFY2(error.starts_with("RuntimeError: TaskGroup") &&
                 error.ends_with("cannot determine the parent task"),
             error.c_str());
  }

  // R3
  void withoutUnfinishedTasksItDoesNotSuspend() {
    VirtualLoop loop;
    Trace trace(loop);
    run(loop, [&]() -> Coro<void> {
      trace.restart();
      co_await task_group([](TaskGroup&) -> Coro<void> { co_return; });
      trace("empty");
      const auto body = [](TaskGroup& group) -> Coro<void> {
        add(group, give(1));
        co_await sleep(0s);
        co_await sleep(0s);
      };
      co_await task_group(body);
      trace("finished");
    });
    QCOMPARE(trace.events, (Events{"empty@0", "finished@2"}));
  }

  // E4
  void eagerTasksThatNeverSuspendAreAccountedForInTheNextIteration() {
    VirtualLoop loop;
    loop.set_task_factory(eager_tasks);
    Trace trace(loop);
    run(loop, [&]() -> Coro<void> {
      co_await sleep(0s);
      trace.restart();
      const auto body = [](TaskGroup& group) -> Coro<void> {
        EXPECT(group.create_task(give(1)).done());
        co_return;
      };
      co_await task_group(body);
      trace("left");
      const auto failing = [](TaskGroup& group) -> Coro<void> {
        add(group, []() -> Coro<void> {
          throw std::runtime_error("eager");
          co_return;
        });
        co_await sleep(1s);
      };
      EXPECT_EQ(co_await group_outcome(failing),
                std::string("unhandled errors in a TaskGroup (1 sub-exception); "
                            "runtime_error: eager"));
    });
    QCOMPARE(trace.events, (Events{"left@2"}));
  }

  // R3: the last task at 0, the group at 1, the parent at 2
  void theParentGoesOnTwoIterationsAfterTheLastTask() {
    VirtualLoop loop;
    Trace trace(loop);
    run(loop, [&]() -> Coro<void> {
      const auto body = [&](TaskGroup& group) -> Coro<void> {
        add(group, [&]() -> Coro<void> {
          co_await sleep(1s);
          trace.restart();
        });
        co_return;
      };
      co_await task_group(body);
      trace("parent");
    });
    QCOMPARE(trace.events, (Events{"parent@2"}));
  }

  // R2
  void tasksMayBeAddedWhileTheParentLeaves() {
    VirtualLoop loop;
    Events events;
    run(loop, [&]() -> Coro<void> {
      const auto body = [&](TaskGroup& group) -> Coro<void> {
        add(group, [&events, group]() -> Coro<void> {
          co_await sleep(1s);
          add(group, [&events]() -> Coro<void> {
            co_await sleep(1s);
            events.push_back("second");
          });
          events.push_back("first");
        });
        co_return;
      };
      co_await task_group(body);
      events.push_back("parent");
    });
    QCOMPARE(events, (Events{"first", "second", "parent"}));
  }

  // R2: the coroutine is destroyed, without a warning that it never began
  void aFinishedGroupRefusesTasks() {
    VirtualLoop loop;
    const CapturedLog log;
    std::optional<TaskGroup> kept;
    run(loop, [&]() -> Coro<void> {
      const auto body = [&](TaskGroup& group) -> Coro<void> {
        kept = group;
        co_return;
      };
      co_await task_group(body);
    });
    const std::string error = thrown([&] { return kept->create_task(sleep(0s)); });
    QVERIFY2(error.starts_with("RuntimeError: TaskGroup") && error.ends_with("is finished"),
             error.c_str());
    QCOMPARE(log.lines, Events{});
  }

  // R2
  void anAbortingGroupRefusesTasks() {
    VirtualLoop loop;
    const CapturedLog log;
    std::string error;
    run(loop, [&]() -> Coro<void> {
      const auto body = [&](TaskGroup& group) -> Coro<void> {
        add(group, fail_after(0s, "failed"));
        try {
          co_await sleep(1h);
        } catch (const CancelledError&) {
          error = thrown([&] { return group.create_task(sleep(0s)); });
          throw;
        }
      };
      co_await group_outcome(body);
    });
    QVERIFY2(error.starts_with("RuntimeError: TaskGroup") && error.ends_with("is shutting down"),
             error.c_str());
    QCOMPARE(log.lines, Events{});
  }

  // R4: the task fails at 0, its siblings and the body are cancelled at 1 and see it at 2
  void aFailureCancelsSiblingsAndBody() {
    VirtualLoop loop;
    Trace trace(loop);
    const auto wait = [&](std::string name) -> Coro<void> {
      try {
        co_await sleep(1h);
      } catch (const CancelledError& error) {
        EXPECT(!error.message());
        trace(name);
        throw;
      }
    };
    run(loop, [&]() -> Coro<void> {
      const auto body = [&](TaskGroup& group) -> Coro<void> {
        add(group, wait("sibling"));
        add(group, [&]() -> Coro<void> {
          co_await sleep(1s);
          trace.restart();
          throw std::runtime_error("failed");
        });
        co_await wait("body");
      };
      EXPECT_EQ(co_await group_outcome(body),
                std::string("unhandled errors in a TaskGroup (1 sub-exception); "
                            "runtime_error: failed"));
      trace("left");
      EXPECT_EQ(current_task().cancelling(), 0);
    });
    QCOMPARE(trace.events, (Events{"sibling@2", "body@2", "left@4"}));
  }

  // R4; test_taskgroups.py TestTaskGroup.test_cancel_children_on_child_error
  void onlyRealErrorsAreGrouped() {
    VirtualLoop loop;
    Events events;
    run(loop, [&]() -> Coro<void> {
      const auto zero_division = []() -> Coro<void> {
        throw std::domain_error("division by zero");
        co_return;
      };
      const auto foo = [&](std::string name) -> Coro<void> {
        try {
          co_await sleep(100ms);
        } catch (const CancelledError&) {
          events.push_back(name + " cancelled");
          throw;
        }
      };
      const auto body = [&](TaskGroup& group) -> Coro<void> {
        add(group, foo("foo1"));
        add(group, zero_division());
        add(group, foo("foo2"));
        try {
          co_await sleep(1s);
        } catch (const CancelledError&) {
          events.push_back("body cancelled");
          throw;
        }
      };
      EXPECT_EQ(co_await group_outcome(body),
                std::string("unhandled errors in a TaskGroup (1 sub-exception); "
                            "domain_error: division by zero"));
    });
    QCOMPARE(events, (Events{"foo1 cancelled", "foo2 cancelled", "body cancelled"}));
    QCOMPARE(loop.time(), Duration(0s));
  }

  // R4: errors in the order in which they are noticed; the second cancels nobody again
  void furtherFailuresJoinTheFirst() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      const auto fail_when_cancelled = [](std::string error) -> Coro<void> {
        try {
          co_await sleep(1h);
        } catch (const CancelledError&) {
          throw std::runtime_error(error);
        }
      };
      const auto body = [&](TaskGroup& group) -> Coro<void> {
        add(group, fail_when_cancelled("second"));
        add(group, fail_after(1s, "first"));
        try {
          co_await sleep(1h);
        } catch (const CancelledError&) {
          EXPECT_EQ(current_task().cancelling(), 1);
          throw;
        }
      };
      EXPECT_EQ(co_await group_outcome(body),
                std::string("unhandled errors in a TaskGroup (2 sub-exceptions); "
                            "runtime_error: first; runtime_error: second"));
    });
  }

  // R5
  void aTaskThatIsCancelledIsNoError() {
    VirtualLoop loop;
    Events events;
    run(loop, [&]() -> Coro<void> {
      const auto body = [&](TaskGroup& group) -> Coro<void> {
        const Task<void> victim = group.create_task(sleep(1h));
        add(group, [&]() -> Coro<void> {
          co_await sleep(2s);
          events.push_back("sibling");
        });
        co_await sleep(1s);
        victim.cancel();
        co_await sleep(0s);
        events.push_back("body");
      };
      EXPECT_EQ(co_await group_outcome(body), std::string("nothing"));
    });
    QCOMPARE(events, (Events{"body", "sibling"}));
  }

  // R11, P8
  void aFatalExitIsNotGrouped() {
    VirtualLoop loop;
    int code = 0;
    std::string caught;
    const Task<void> task = loop.create_task([&]() -> Coro<void> {
      const auto body = [](TaskGroup& group) -> Coro<void> {
        add(group, fail_after(1s, "failed"));
        add(group, []() -> Coro<void> {
          co_await sleep(1s);
          throw FatalExit(3);
        });
        co_await sleep(1h);
      };
      try {
        co_await task_group(body);
      } catch (const FatalExit&) {
        caught = "bare";
      } catch (const ExceptionGroup&) {
        caught = "grouped";
      }
    });
    try {
      loop.run_until_complete(task);
    } catch (const FatalExit& exit) {
      code = exit.code();  // leaves the loop at once (L8); the group goes on in the next run
    }
    QCOMPARE(code, 3);
    loop.run_until_complete(task);
    QCOMPARE(caught, std::string("bare"));
  }

  // A task of a group whose parent is gone: CPython handles it "anyways"
  void anErrorAfterTheParentIsReported() {
    VirtualLoop loop;
    const Reports reports(loop);
    std::optional<TaskGroup> group;
    const Task<void> parent = loop.create_task([&]() -> Coro<void> {
      group = TaskGroup::enter();
      add(*group, fail_after(1s, "late"));
      co_return;  // without exit()
    });
    loop.run_until_complete(parent);
    loop.run_until_complete(sleep(2s));
    QCOMPARE(reports.all.size(), 1u);
    QVERIFY(reports.all[0].message.find("has errored out but its parent task") !=
            std::string::npos);
    QCOMPARE(error_line(reports.all[0].exception), std::string("runtime_error: late"));
  }
};

QTEST_APPLESS_MAIN(TaskGroupTest)
#include "task_group_test.moc"
