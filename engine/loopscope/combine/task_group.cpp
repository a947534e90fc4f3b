// SPDX-License-Identifier: MIT
#include <loopscope/combine/task_group.h>

#include <map>
#include <string>

#include <loopscope/detail/exhibit.h>
#include <loopscope/detail/wait_future.h>

namespace loopscope {

/// Kept alive by the group's handles and by the callbacks of its tasks.
struct TaskGroup::State {
  State(AnyTask task, std::string_view name)
      : parent(std::move(task)), exhibit("TaskGroup", std::string(name), {}, *this) {}

  void task_done(const AnyTask& task);
  void abort();
  void abort_with_parent();
  std::string standing() const {
    return std::to_string(tasks.size()) + (tasks.size() == 1 ? " task" : " tasks") +
           (aborting ? ", shutting down" : "");
  }

  AnyTask parent;
  // Whose end has not been noticed, in order of creation, as ids are. Not owned: their callbacks own
  // the group, and a task lives until its callback has run or gone.
  std::map<inspect::ObjectId, detail::TaskState*> tasks;
  std::vector<std::exception_ptr> errors;
  std::exception_ptr fatal;  // a FatalExit, thrown instead of the group
  Future<void> all_done;     // what exit() waits for
  bool aborting = false;
  bool exiting = false;
  bool parent_cancel_requested = false;
  detail::Exhibit exhibit;
};

TaskGroup TaskGroup::enter(std::string_view name) {
  AnyTask parent = current_task();
  if (!parent) throw RuntimeError("TaskGroup cannot determine the parent task");
  return TaskGroup(std::make_shared<State>(std::move(parent), name));
}

Loop& TaskGroup::loop() const { return state_->parent.loop(); }

void TaskGroup::require_open() const {
  if (state_->exiting && state_->tasks.empty()) throw RuntimeError("TaskGroup is finished");
  if (state_->aborting) throw RuntimeError("TaskGroup is shutting down");
}

// One that has ended at once, as eager ones do, is accounted for in the next iteration: its failure would
// else abort the group before the task that is in its first step belongs to it.
void TaskGroup::adopt(AnyTask task) const {
  auto* own = static_cast<detail::TaskState*>(&task.state());
  state_->tasks.emplace(task.id(), own);
  state_->exhibit.changed();
  task.add_done_callback(
      named("TaskGroup", [state = state_, own] { state->task_done(AnyTask::share(*own)); }));
}

void TaskGroup::State::abort() {
  aborting = true;
  exhibit.changed();
  for (const auto& [id, task] : tasks)
    if (!task->done()) task->cancel({});
}

void TaskGroup::State::task_done(const AnyTask& task) {
  tasks.erase(task.id());
  exhibit.changed();
  if (tasks.empty() && all_done && !all_done.done()) all_done.set_result();
  if (task.cancelled()) return;
  const std::exception_ptr error = task.exception();
  if (!error) return;
  errors.push_back(error);
  if (detail::is_fatal_exit(error) && !fatal) fatal = error;
  if (parent.done()) {
    parent.loop().call_exception_handler(
        {.message = task.state().describe() + " has errored out but its parent task " +
                    parent.state().describe() + " is already completed",
         .exception = error,
         .task = task.state().describe(),
         .object = task.id()});
    return;
  }
  if (!aborting && !parent_cancel_requested) abort_with_parent();
}

void TaskGroup::State::abort_with_parent() {
  if (!aborting) abort();
  if (std::exchange(parent_cancel_requested, true)) return;
  parent.cancel();
}

// CPython 3.15: TaskGroup.cancel
void TaskGroup::cancel() const {
  State& group = *state_;
  if (group.parent.done() || (group.exiting && group.tasks.empty())) return;
  group.abort_with_parent();
}

Coro<std::exception_ptr> TaskGroup::exit(std::exception_ptr error) const {
  State& group = *state_;
  group.exiting = true;
  if (detail::is_fatal_exit(error) && !group.fatal) group.fatal = error;
  std::exception_ptr cancellation = detail::is_cancelled_error(error) ? error : nullptr;
  if (error && !group.aborting) group.abort();

  const auto describe_wait = [&group] { return group.exhibit.waiting_in("exit"); };
  while (!group.tasks.empty()) {
    if (!group.all_done) group.all_done = detail::make_wait_future<void>(loop(), describe_wait);
    try {
      co_await group.all_done;
    } catch (const CancelledError&) {
      // The parent is cancelled while it waits: the tasks are too, and the wait goes on.
      if (!group.aborting) {
        cancellation = std::current_exception();
        group.abort();
      }
    }
    group.all_done = Future<void>();
  }
  group.exhibit.close();

  if (group.fatal) co_return group.fatal;
  if (group.parent_cancel_requested && group.parent.uncancel() == 0) cancellation = nullptr;
  if (cancellation && group.errors.empty()) co_return cancellation;
  if (error && !detail::is_cancelled_error(error)) group.errors.push_back(error);
  if (group.errors.empty()) co_return nullptr;
  if (group.parent.cancelling() > 0) {
    // Cancelled from elsewhere too: the next suspension shall say so, and the count stay (R8).
    group.parent.uncancel();
    group.parent.cancel();
  }
  co_return std::make_exception_ptr(
      ExceptionGroup("unhandled errors in a TaskGroup", std::exchange(group.errors, {})));
}

}  // namespace loopscope
