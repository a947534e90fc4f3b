// SPDX-License-Identifier: MIT
// Task groups whose parent is cancelled, whose body fails, and groups within groups: rules R6 to R10.
#include "grouping.h"
#include "support.h"

#include <loopscope/combine/task_group.h>
#include <loopscope/sync/event.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

/// Waits long; when cancelled, takes its time to clean up.
Coro<void> wait_and_clean_up(Duration time, Events& events) {
  bool cancelled = false;
  try {
    co_await sleep(1h);
  } catch (const CancelledError&) {
    cancelled = true;
  }
  co_await sleep(time);
  events.push_back("clean");
  if (cancelled) throw CancelledError();
}

/// An error as a line; a group with its errors.
std::string text(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const ExceptionGroup& group) {
    std::string line = "group[";
    for (const std::exception_ptr& one : group.errors())
      line += (line.size() > 6 ? ", " : "") + text(one);
    return line + "]";
  } catch (const CancelledError& cancelled) {
    return "cancelled " + cancelled.message().value_or("(none)");
  } catch (const std::exception& other) {
    return other.what();
  }
}

/// What comes out of a group with that body, as text; "nothing".
template <class Body>
Coro<std::string> nested_outcome(Body body) {
  try {
    co_await task_group(std::move(body));
  } catch (...) {
    co_return text(std::current_exception());
  }
  co_return "nothing";
}

}  // namespace

class TaskGroupCancelTest : public QObject {
  Q_OBJECT

 private slots:
  // R6, R7: the error of the body comes last
  void aBodyThatFailsCancelsTheTasksAndWaitsForThem() {
    VirtualLoop loop;
    Events events;
    run(loop, [&]() -> Coro<void> {
      const auto body = [&](TaskGroup& group) -> Coro<void> {
        add(group, wait_and_clean_up(2s, events));
        add(group, []() -> Coro<void> {
          try {
            co_await sleep(1h);
          } catch (const CancelledError&) {
            throw std::runtime_error("task");
          }
        });
        co_await sleep(1s);
        throw std::runtime_error("body");
      };
      events.push_back(co_await nested_outcome(body));
      EXPECT_EQ(current_task().cancelling(), 0);
      EXPECT_EQ(get_running_loop().time(), Duration(3s));
    });
    QCOMPARE(events, (Events{"clean", "group[task, body]"}));
  }

  // R6: the wait goes on, and the first CancelledError is the one that is thrown
  void aParentThatIsCancelledWhileItWaitsCancelsTheTasks() {
    VirtualLoop loop;
    Events events;
    const Task<void> parent = loop.create_task([&]() -> Coro<void> {
      const auto body = [&](TaskGroup& group) -> Coro<void> {
        add(group, wait_and_clean_up(2s, events));
        co_return;
      };
      events.push_back(co_await nested_outcome(body));
      EXPECT_EQ(current_task().cancelling(), 2);
    });
    run_iterations(loop, 3);
    parent.cancel("first");
    loop.call_later(1s, [&] { parent.cancel("second"); });
    loop.run_until_complete(parent);
    QCOMPARE(events, (Events{"clean", "cancelled first"}));
    QCOMPARE(loop.time(), Duration(2s));
  }

  // R6
  void aParentThatIsCancelledInTheBodyPropagatesThat() {
    VirtualLoop loop;
    Events events;
    const Task<void> parent = loop.create_task([&]() -> Coro<void> {
      const auto body = [&](TaskGroup& group) -> Coro<void> {
        add(group, wait_and_clean_up(1s, events));
        co_await sleep(1h);
      };
      co_await task_group(body);
    });
    run_iterations(loop, 3);
    parent.cancel("why");
    QCOMPARE(thrown([&] { loop.run_until_complete(parent); }), std::string("CancelledError: why"));
    QCOMPARE(events, (Events{"clean"}));
    QVERIFY(parent.cancelled());
  }

  // R7: the body may swallow the cancellation by the group
  void aGroupsOwnCancellationIsDroppedAtTheEnd() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      const auto body = [](TaskGroup& group) -> Coro<void> {
        add(group, fail_after(1s, "task"));
        try {
          co_await sleep(1h);
        } catch (const CancelledError&) {
        }
        co_await sleep(1s);
      };
      EXPECT_EQ(co_await nested_outcome(body), std::string("group[task]"));
      EXPECT_EQ(current_task().cancelling(), 0);
      co_await sleep(1s);  // nothing is left of it
    });
    QCOMPARE(loop.time(), Duration(3s));
  }

  // R7, R8; test_taskgroups.py TestTaskGroup.test_taskgroup_15
  void anErrorDuringTheCleanUpOfACancelledParentWins() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      const auto runner = []() -> Coro<void> {
        const auto body = [](TaskGroup& group) -> Coro<void> {
          add(group, fail_after(300ms, "division by zero"));
          bool cancelled = false;
          try {
            co_await sleep(10s);
          } catch (const CancelledError&) {
            cancelled = true;
          }
          co_await sleep(500ms);
          if (cancelled) throw CancelledError();
        };
        co_await task_group(body);
      };
      const Task<void> r = get_running_loop().create_task(runner());
      co_await sleep(100ms);
      EXPECT(!r.done());
      r.cancel();
      std::string error;
      try {
        co_await r;
      } catch (...) {
        error = text(std::current_exception());
      }
      EXPECT_EQ(error, std::string("group[division by zero]"));
      EXPECT_EQ(get_running_loop().time(), Duration(300ms));  // not 600: cancelled again
    });
  }

  // R8; test_taskgroups.py TestTaskGroup.test_error_and_cancel
  void aCancellationFromElsewhereIsDeliveredAtTheNextSuspension() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      Event event;
      const auto raise_error = [&]() -> Coro<void> {
        event.set();
        co_await sleep(0s);
        throw RuntimeError("error");
      };
      Events events;
      const auto inner = [&]() -> Coro<void> {
        const auto body = [&](TaskGroup& group) -> Coro<void> {
          add(group, raise_error());
          co_await sleep(1s);
          NEVER("the sleep in the group should have been cancelled");
        };
        events.push_back(co_await nested_outcome(body));
        EXPECT_EQ(current_task().cancelling(), 1);
        co_await sleep(1s);
        NEVER("the sleep after the group should have been cancelled");
      };
      const Task<void> task = get_running_loop().create_task(inner());
      co_await event.wait();
      EXPECT_EQ(task.cancelling(), 0);
      task.cancel();
      EXPECT_EQ(task.cancelling(), 1);
      try {
        co_await task;
      } catch (const CancelledError& error) {
        EXPECT(!error.message());
        events.push_back("cancelled");
      }
      EXPECT(task.cancelled());
      EXPECT_EQ(events, (Events{"group[error]", "cancelled"}));
    });
  }

  // R9
  void aCancellationAfterTheLastTaskCounts() {
    VirtualLoop loop;
    const auto future = loop.create_future<void>();
    const Task<void> parent = loop.create_task([&]() -> Coro<void> {
      const auto wait = [&]() -> Coro<void> { co_await future; };
      const auto body = [&](TaskGroup& group) -> Coro<void> {
        add(group, wait());
        co_return;
      };
      co_await task_group(body);
      NEVER("it went on");
    });
    run_iterations(loop, 3);
    future.set_result();
    run_iterations(loop, 2);  // the task ends; the group is told
    QVERIFY(!parent.done());
    QVERIFY(parent.cancel("late"));
    run_iterations(loop);
    QVERIFY(parent.cancelled());
    QCOMPARE(thrown([&] { parent.result(); }), std::string("CancelledError: late"));
  }

  // R10
  void theInnerGroupIsOneErrorOfTheOuter() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      const auto inner = [](TaskGroup& group) -> Coro<void> {
        add(group, fail_after(1s, "inner"));
        co_await sleep(1h);
      };
      const auto outer = [&](TaskGroup& group) -> Coro<void> {
        add(group, [&inner]() -> Coro<void> { co_await task_group(inner); });
        co_await sleep(1h);
      };
      EXPECT_EQ(co_await nested_outcome(outer), std::string("group[group[inner]]"));
      EXPECT_EQ(current_task().cancelling(), 0);
    });
  }

  // R10; test_taskgroups.py TestTaskGroup.test_nested_groups_both_cancelled
  void bothGroupsMayCancelTheParent() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      Events events;
      const auto body = [&](TaskGroup& outer) -> Coro<void> {
        const auto inner_body = [&](TaskGroup& inner) -> Coro<void> {
          add(inner, fail_after(0s, "inner"));
          add(outer, fail_after(0s, "outer"));
          co_return;
        };
        events.push_back(co_await nested_outcome(inner_body));
        EXPECT_EQ(current_task().cancelling(), 1);
      };
      events.push_back(co_await nested_outcome(body));
      EXPECT_EQ(current_task().cancelling(), 0);
      EXPECT_EQ(events, (Events{"group[inner]", "group[outer]"}));
      co_await sleep(0s);
    });
  }

  // R10
  void aFailureOfTheOuterGroupCancelsTheInner() {
    VirtualLoop loop;
    Events events;
    run(loop, [&]() -> Coro<void> {
      const auto inner = [&](TaskGroup& group) -> Coro<void> {
        add(group, wait_and_clean_up(1s, events));
        co_await sleep(1h);
      };
      const auto outer = [&](TaskGroup& group) -> Coro<void> {
        add(group, fail_after(1s, "outer"));
        try {
          co_await task_group(inner);
        } catch (...) {
          events.push_back(text(std::current_exception()));
          throw;
        }
      };
      events.push_back(co_await nested_outcome(outer));
      EXPECT_EQ(current_task().cancelling(), 0);
    });
    QCOMPARE(events, (Events{"clean", "cancelled (none)", "group[outer]"}));
  }
};

QTEST_APPLESS_MAIN(TaskGroupCancelTest)
#include "task_group_cancel_test.moc"
