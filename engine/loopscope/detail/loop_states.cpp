// SPDX-License-Identifier: MIT
#include <loopscope/detail/loop_core.h>
#include <loopscope/detail/task_state.h>
#include <loopscope/inspect/observer.h>
#include <loopscope/logging.h>
#include <loopscope/threads.h>

#include <utility>

namespace loopscope::detail {
namespace {

constexpr inspect::ObjectId ids_in_a_block = 1024;

inspect::ObjectId take_id_block() noexcept {
  // Relaxed: only uniqueness matters.
  static std::atomic<inspect::ObjectId> next{1};
  return next.fetch_add(ids_in_a_block, std::memory_order_relaxed);
}

std::string never_retrieved(const FutureState& state) {
  return std::string(state.ops().class_name) + " exception was never retrieved";
}

}  // namespace

inspect::ObjectId LoopCore::state_created(FutureState&) noexcept {
  ++live_states_;
  if (next_id_ == id_block_end_) {
    next_id_ = take_id_block();
    id_block_end_ = next_id_ + ids_in_a_block;
  }
  return next_id_++;
}

std::string LoopCore::name_of(inspect::ObjectId id) const {
  const auto found = names_.find(id);
  return found != names_.end() ? found->second : std::string();
}

void LoopCore::task_begins(TaskState& task) noexcept {
  task.registry_next = newest_task_;
  if (newest_task_) newest_task_->registry_previous = &task;
  newest_task_ = &task;
}

void LoopCore::task_ends(TaskState& task) noexcept {
  TaskState*& from_newer =
      task.registry_previous ? task.registry_previous->registry_next : newest_task_;
  if (from_newer != &task) return;  // ended before
  from_newer = task.registry_next;
  if (task.registry_next) task.registry_next->registry_previous = task.registry_previous;
  task.registry_previous = task.registry_next = nullptr;
}

std::vector<Ref<TaskState>> LoopCore::pending_tasks() const {
  std::vector<Ref<TaskState>> tasks;
  for (TaskState* task = newest_task_; task; task = task->registry_next) tasks.emplace_back(task);
  return tasks;
}

void LoopCore::retire(FutureState* state) noexcept {
  // Only the owner ends the loop, so what it reads of that here is its own writing.
  if (owner() == this_thread_id() && !ended_) return destroy(state);
  {
    const std::lock_guard guard(lock_);
    if (!orphaned_) {
      graveyard_.push_back(state);
      graveyard_filled_.store(true, std::memory_order_seq_cst);
      state = nullptr;
    }
  }
  if (state) return destroy_orphan(state);
  wake();
}

void LoopCore::bury() noexcept {
  if (!graveyard_filled_.load(std::memory_order_relaxed)) [[likely]]
    return;
  std::vector<FutureState*> dead;
  {
    const std::lock_guard guard(lock_);
    graveyard_filled_.store(false, std::memory_order_relaxed);
    dead.swap(graveyard_);
  }
  for (FutureState* state : dead) destroy(state);
}

void LoopCore::destroy(FutureState* state) noexcept {
  // A future may own futures, a frame other tasks: a list, not recursion.
  if (destroying_) return doomed_.push_back(state);
  destroying_ = true;
  destroy_now(state);
  while (!doomed_.empty()) {
    FutureState* next = doomed_.back();
    doomed_.pop_back();
    destroy_now(next);
  }
  destroying_ = false;
}

void LoopCore::destroy_now(FutureState* state) noexcept {
  if (state->ops().is_task) destroy_pending_task(*static_cast<TaskState*>(state));
  if (state->has_unretrieved_error()) {
    state->mark_retrieved();
    if (observer_) observer_->never_retrieved(*state);
    ExceptionContext context{.message = never_retrieved(*state),
                             .exception = state->stored_error(),
                             .object = state->id()};
    (state->ops().is_task ? context.task : context.future) = state->describe();
    call_exception_handler(context);
  }
  if (observer_) [[unlikely]]
    observer_->destroyed(*state);
  while (Waiter* waiter = state->first_waiter()) {
    state->remove_waiter(*waiter);
    waiter->kind->drop(waiter);
  }
  if (state->named_) names_.erase(state->id());
  state->ops().destroy(state);
  --live_states_;
}

void LoopCore::destroy_pending_task(TaskState& task) noexcept {
  if (!task.has_frames()) return;
  if (task.reports_pending()) {
    if (observer_) observer_->destroyed_pending(task);
    call_exception_handler({.message = "Task was destroyed but it is pending!",
                            .task = task.describe(),
                            .object = task.id()});
  }
  if (!task.started()) log(LogLevel::warning, task.never_awaited());
  task_ends(task);
  task.destroy_frames();
}

void LoopCore::end() noexcept {
  reactor_->loop_ends();
  if (is_running()) {
    log(LogLevel::error, "a running event loop was destroyed");
    std::terminate();
  }
  owner_.store(this_thread_id(), std::memory_order_release);
  ending_ = true;
  if (!is_closed()) {
    if (debug()) log(LogLevel::warning, "unclosed event loop");
    close();
  }
  // What still has handles loses its coroutines, newest task first.
  for (Ref<TaskState>& task : pending_tasks()) {
    destroy_pending_task(*task);
    task = nullptr;
  }
  bury();
  if (observer_) observer_->loop_ends();
  set_observer(nullptr);
  exception_handler = nullptr;
  ended_ = true;
  std::vector<FutureState*> dead;
  {
    const std::lock_guard guard(lock_);
    orphaned_ = true;
    reactor_ = nullptr;
    loop_ = nullptr;
    dead.swap(graveyard_);            // released by other threads meanwhile
    if (live_states_ > 0) add_ref();  // the survivors' reference, see destroy_orphan
  }
  for (FutureState* state : dead) destroy_orphan(state);
}

void LoopCore::destroy_orphan(FutureState* state) noexcept {
  if (state->has_unretrieved_error())
    log(LogLevel::error, never_retrieved(*state) + ": " + error_line(state->stored_error()));
  while (Waiter* waiter = state->first_waiter()) {
    state->remove_waiter(*waiter);
    waiter->kind->drop(waiter);
  }
  state->ops().destroy(state);
  bool last = false;
  {
    const std::lock_guard guard(lock_);
    last = --live_states_ == 0;
  }
  if (last) release();
}

}  // namespace loopscope::detail
