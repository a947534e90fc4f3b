// SPDX-License-Identifier: MIT
#include <loopscope/detail/gathering.h>
#include <loopscope/detail/loop_core.h>
#include <loopscope/detail/loop_dropping.h>
#include <loopscope/detail/task_state.h>
#include <loopscope/inspect/observer.h>
#include <loopscope/logging.h>
#include <loopscope/threads.h>

#include <algorithm>
#include <utility>

namespace loopscope::detail {
namespace {

std::string never_retrieved(const FutureState& state) {
  return std::string(state.ops().class_name) + " exception was never retrieved";
}

}  // namespace

void LoopCore::take_id_block() noexcept {
  constexpr inspect::ObjectId ids_in_a_block = 1024;
  // Relaxed: only uniqueness matters.
  static std::atomic<inspect::ObjectId> next{1};
  next_id_ = next.fetch_add(ids_in_a_block, std::memory_order_relaxed);
  id_block_end_ = next_id_ + ids_in_a_block;
}

std::string LoopCore::name_of(inspect::ObjectId id) const {
  const auto found = names_.find(id);
  return found != names_.end() ? found->second.name : std::string();
}

void LoopCore::set_cancel_message(inspect::ObjectId task,
                                  const std::optional<std::string>& message) {
  if (message)
    cancel_messages_[task] = *message;
  else
    cancel_messages_.erase(task);
}

std::optional<std::string> LoopCore::cancel_message_of(inspect::ObjectId task) const {
  const auto found = cancel_messages_.find(task);
  return found != cancel_messages_.end() ? std::optional(found->second) : std::nullopt;
}

bool LoopCore::take_more_cancel(inspect::ObjectId task) noexcept {
  const auto found = more_cancels_.find(task);
  if (found == more_cancels_.end()) return false;
  if (--found->second == 0) more_cancels_.erase(found);
  return true;
}

int LoopCore::more_cancels_of(inspect::ObjectId task) const noexcept {
  const auto found = more_cancels_.find(task);
  return found != more_cancels_.end() ? found->second : 0;
}

void LoopCore::task_begins(TaskState& task) noexcept {
  task.registry_next = newest_task_;
  if (newest_task_) newest_task_->registry_previous = &task;
  newest_task_ = &task;
}

void LoopCore::task_ends(TaskState& task) noexcept {
  if (!more_cancels_.empty()) [[unlikely]]
    forget_more_cancels(task.id());
  TaskState*& from_newer =
      task.registry_previous ? task.registry_previous->registry_next : newest_task_;
  if (from_newer != &task) return;  // ended before
  from_newer = task.registry_next;
  if (task.registry_next) task.registry_next->registry_previous = task.registry_previous;
  task.registry_previous = task.registry_next = nullptr;
}

std::vector<Ref<TaskState>> LoopCore::pending_tasks() const {
  std::vector<Ref<TaskState>> tasks;
  for (TaskState* task = newest_task_; task; task = task->registry_next)
    if (!is_dying(*task) && task->try_add_ref()) tasks.push_back(Ref<TaskState>::adopt(task));
  return tasks;
}

/// All its references have been given back by other threads, and wait to be dropped.
bool LoopCore::is_dying(const TaskState& task) const {
  if (task.holds_itself()) return false;
  const std::lock_guard guard(lock_);
  const auto given_back = std::ranges::count(graveyard_, &task);
  return task.held_by(static_cast<std::uint32_t>(given_back));
}

void LoopCore::give_back(FutureState* state) noexcept {
  if (drop_idle(state)) return;
  {
    const std::lock_guard guard(lock_);
    if (!orphaned_) {
      // Woken under the lock: once the loop's thread has the state, the loop may end.
      graveyard_.push_back(state);
      unusual_.fetch_or(summoned, std::memory_order_seq_cst);  // see fall_asleep()
      return wake_locked();
    }
  }
  drop_orphan(state);
}

bool LoopCore::drop_idle(FutureState* state) noexcept {
  // seq_cst, with claim(): another thread that takes the loop over waits for this one.
  idle_destructions_.fetch_add(1, std::memory_order_seq_cst);
  const bool mine = owner_.load(std::memory_order_seq_cst) == this_thread_id() && loop_;
  if (mine && state->drop_reference()) destroy(state);
  // Release: who claims the loop sees what was done here.
  idle_destructions_.fetch_sub(1, std::memory_order_release);
  return mine;
}

void LoopCore::bury() noexcept {
  std::vector<FutureState*> dead;
  {
    const std::lock_guard guard(lock_);
    dead.swap(graveyard_);
  }
  for (FutureState* state : dead)
    if (state->drop_reference()) destroy(state);
}

void LoopCore::destroy(FutureState* state) noexcept {
  // A future may own futures, a frame other tasks: a list, not recursion.
  if (destroying_) [[unlikely]]
    return doom(state);
  destroying_ = true;
  {
    const Dropping dropping(*this);
    destroy_now(state);
  }
  if (doomed_.empty()) [[likely]]
    destroying_ = false;
  else
    destroy_doomed();
}

void LoopCore::doom(FutureState* state) noexcept { doomed_.push_back(state); }

void LoopCore::destroy_doomed() noexcept {
  const Dropping dropping(*this);
  while (!doomed_.empty()) {
    FutureState* next = doomed_.back();
    doomed_.pop_back();
    destroy_now(next);
  }
  destroying_ = false;
}

inline void LoopCore::destroy_now(FutureState* state) noexcept {
  if ((observer_ || state->needs_farewell()) && !farewell(*state)) [[unlikely]]
    return;
  state->ops().destroy(state);
  --live_states_;
}

/// Tells whom the end of the state concerns. False when it lives on.
bool LoopCore::farewell(FutureState& state) noexcept {
  if (state.ops().gathering && state.ops().gathering(state).lives_on()) return false;
  if (state.is_task()) destroy_pending_task(static_cast<TaskState&>(state));
  if (state.has_unretrieved_error()) {
    state.mark_retrieved();
    if (observer_) observer_->never_retrieved(state);
    ExceptionContext context{
        .message = never_retrieved(state), .exception = state.stored_error(), .object = state.id()};
    (state.is_task() ? context.task : context.future) = state.describe();
    report_quietly(context);
  }
  if (observer_) observer_->destroyed(state);
  state.drop_waiters();
  if (state.named_) names_.erase(state.id());
  return true;
}

void LoopCore::destroy_pending_task(TaskState& task) noexcept {
  if (!task.has_frames()) return;
  if (task.reports_pending()) {
    if (observer_) observer_->destroyed_pending(task);
    report_quietly({.message = "Task was destroyed but it is pending!",
                    .task = task.describe(),
                    .object = task.id()});
  }
  if (!task.started()) log(LogLevel::warning, never_awaited(*task.outermost()));
  task_ends(task);
  task.destroy_frames();
}

void LoopCore::drop_orphan(FutureState* state) noexcept {
  bool last = false;
  {
    const std::lock_guard guard(lock_);
    last = state->drop_reference();
  }
  if (last) orphan(state);
}

/// The loop is gone: whoever drops the last handle destroys the state, on its own thread.
void LoopCore::orphan(FutureState* state) noexcept {
  // As in destroy(): a list, not recursion.
  static thread_local std::vector<FutureState*>* doomed = nullptr;
  if (doomed) return doomed->push_back(state);
  std::vector<FutureState*> list{state};
  doomed = &list;
  while (!list.empty()) {
    FutureState* next = list.back();
    list.pop_back();
    next->core().destroy_orphan(next);
  }
  doomed = nullptr;
}

void LoopCore::destroy_orphan(FutureState* state) noexcept {
  if (state->has_unretrieved_error())
    log(LogLevel::error, never_retrieved(*state) + ": " + error_line(state->stored_error()));
  state->drop_waiters();
  state->ops().destroy(state);
  bool last = false;
  {
    const std::lock_guard guard(lock_);
    last = --live_states_ == 0;
  }
  if (last) release();
}

}  // namespace loopscope::detail
