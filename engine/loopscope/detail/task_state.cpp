// SPDX-License-Identifier: MIT
#include <loopscope/detail/task_state.h>

#include <algorithm>
#include <cassert>
#include <utility>

#include <loopscope/detail/loop_core.h>
#include <loopscope/inspect/observer.h>
#include <loopscope/threads.h>

namespace loopscope::detail {
namespace {

TaskState& task_of(void* object) { return static_cast<TaskState&>(*static_cast<Waiter*>(object)); }

void run_step(LoopCore&, void* object) { task_of(object).step(); }

// A task is held by itself, not by the queue.
void drop_step(void*) noexcept {}

CallInfo step_info(const void* object) {
  const auto* task = static_cast<const TaskState*>(static_cast<const Waiter*>(object));
  return {.kind = inspect::CallKind::step, .object = task->id(), .what = {}};
}

constexpr int most_cancel_requests = 65535;

class CurrentTask {
 public:
  CurrentTask(LoopCore& core, TaskState* task)
      : core_(core), previous_(std::exchange(core.current_task, task)) {}
  CurrentTask(const CurrentTask&) = delete;
  CurrentTask& operator=(const CurrentTask&) = delete;
  ~CurrentTask() { core_.current_task = previous_; }

 private:
  LoopCore& core_;
  TaskState* previous_;
};

}  // namespace

const ReadyKind TaskState::step_kind{&run_step, &drop_step, &step_info};

TaskState::TaskState(LoopCore& its_core, const TaskOps* ops, std::uint64_t number)
    : FutureState(its_core, ops),
      Waiter(&step_kind),
      top_(outermost_place()),
      number_(number % (std::uint64_t{1} << 40)) {
  add_ref();  // its own, see holds_itself_
  its_core.task_begins(*this);
}

void TaskState::schedule_step() { core().push_ready(&step_kind, static_cast<Waiter*>(this)); }

void TaskState::step() {
  if (done()) [[unlikely]]
    return step_too_late();
  // Held until the coroutine has fetched the result: its own handle may have been reassigned.
  const Ref<FutureState> awaited = throws_ ? nullptr : std::move(awaited_);
  const CurrentTask current(core(), this);
  if (throws_ || must_cancel_ || core().observer()) [[unlikely]]
    if (!prepare_step(awaited.get())) return;
  started_ = true;
  pump();
  if (!waits_) return finish();  // `this` may be gone
  if (must_cancel_) [[unlikely]]
    deliver_late_cancel();
}

/// False when there is no step to take.
bool TaskState::prepare_step(FutureState* awaited) {
  if (must_cancel_) prepare_cancellation(awaited);
  if (core().observer() && started_) core().observer()->resumed(*this, awaited);
  if (started_ || !throws_) return true;
  finish_with(take_error());  // cancelled before it began: the body never runs (C4)
  return false;
}

void TaskState::step_too_late() {
  core().callback_failed(
      "Task.step",
      std::make_exception_ptr(InvalidStateError("_step(): already done: " + describe())));
}

void TaskState::prepare_cancellation(FutureState* awaited) {
  must_cancel_ = false;
  CancelMessage message = take_cancel_message();
  if (throws_ && is_cancelled_error(error_to_throw_)) return;
  // An error that the task would have been woken with counts as fetched (C6).
  if (awaited) {
    const bool is_cancellation =
        awaited->status() == Status::cancelled || is_cancelled_error(awaited->stored_error());
    awaited->mark_retrieved();
    if (is_cancellation) return;
  }
  set_error(std::make_exception_ptr(CancelledError(std::move(message))));
}

/// Until a coroutine waits, or the outermost has ended.
inline void TaskState::pump() {
  waits_ = false;
  do top_->handle().resume();
  while (!waits_ && top_);
}

void TaskState::deliver_late_cancel() {
  // cancel() was called during the step that just suspended: it takes effect here (T8).
  if (!awaited() || awaited_->done()) return;
  if (!awaited_->cancel(core().cancel_message_of(id()))) return;
  must_cancel_ = false;
  core().set_cancel_message(id(), std::nullopt);
}

void TaskState::finish() {
  std::exception_ptr error;
  if (throws_) [[unlikely]] {
    error = take_error();
  } else if (must_cancel_) [[unlikely]] {
    // Cancelled in its last step (T5): no coroutine ended by this error, so every retrieval gives
    // it.
    must_cancel_ = false;
    keeps_error_ = true;
    error = std::make_exception_ptr(CancelledError(take_cancel_message()));
  } else {
    try {
      task_ops().take_value(*this, *outermost_place());
    } catch (...) {  // from moving the value
      error = std::current_exception();
    }
  }
  if (error) [[unlikely]]
    return finish_with(std::move(error));
  destroy_outermost();
  settle_result();
  release_itself();
}

void TaskState::finish_with(std::exception_ptr error) {
  destroy_outermost();
  const std::exception_ptr fatal = is_fatal_exit(error) ? error : nullptr;
  if (is_cancelled_error(error))
    settle_cancelled(std::move(error));
  else
    settle_error(std::move(error));
  release_itself();
  if (fatal) std::rethrow_exception(fatal);
}

/// Locals and parameters go before anybody learns of the end, as in Python.
void TaskState::destroy_outermost() {
  has_frames_ = false;
  top_ = nullptr;
  core().task_ends(*this);
  outermost_place()->handle().destroy();
  if (must_cancel_) [[unlikely]]
    core().set_cancel_message(id(), std::nullopt);
}

void TaskState::release_itself() noexcept {
  if (!holds_itself_) return;
  holds_itself_ = false;
  release();
}

std::exception_ptr TaskState::take_cancelled_error() {
  // A task of another loop may be asked by several threads at once: its error is its own thread's.
  const bool own_thread = core().owner() == this_thread_id();
  if (error_ && own_thread) return keeps_error_ ? error_ : std::exchange(error_, nullptr);
  return std::make_exception_ptr(CancelledError());
}

void TaskState::destroy_frames() noexcept {
  if (awaited() && !awaited_->done()) awaited_->remove_waiter(*this);
  // Innermost first, one at a time: a chain may be long.
  while (CoroutineFrame* frame = top_) {
    top_ = frame->parent;
    frame->handle().destroy();
  }
  has_frames_ = false;
  if (must_cancel_) core().set_cancel_message(id(), std::nullopt);
  clear_slot();
  release_itself();
}

std::vector<std::source_location> TaskState::stack() const {
  std::vector<std::source_location> sites;
  for (const CoroutineFrame* frame = top_; frame; frame = frame->parent)
    sites.push_back(frame->where);
  std::reverse(sites.begin(), sites.end());
  return sites;
}

// --- awaiting

void TaskState::suspend_on(FutureState& future) {
  waits_ = true;
  if (&future.core() != &core() || &future == this) [[unlikely]]
    return refuse_to_await(future);
  assert(!throws_ && !awaited_);  // step() took what was there
  std::construct_at(&awaited_, &future);
  future.add_waiter(*this);
  if (core().observer()) [[unlikely]]
    core().observer()->awaiting(*this, &future);
}

void TaskState::refuse_to_await(FutureState& future) {
  wake_with(std::make_exception_ptr(RuntimeError(
      &future == this ? "Task cannot await on itself: " + describe()
                      : describe() + " got " + std::string(future.ops().class_name) + " #" +
                            std::to_string(future.id()) + " attached to a different loop")));
}

void TaskState::suspend_for_yield() {
  waits_ = true;
  if (core().observer()) [[unlikely]]
    core().observer()->awaiting(*this, nullptr);
  schedule_step();
}

void TaskState::wake_with(std::exception_ptr error) {
  set_error(std::move(error));
  schedule_step();
}

std::exception_ptr TaskState::take_error() noexcept {
  std::exception_ptr error = std::move(error_to_throw_);
  error_to_throw_.~exception_ptr();
  std::construct_at(&awaited_);
  throws_ = false;
  return error;
}

// --- cancelling

void TaskState::request_cancel(const CancelMessage& message) {
  if (cancel_requests_ < most_cancel_requests) ++cancel_requests_;
  mark_retrieved();
  if (core().observer())
    core().observer()->cancel_requested(*this, core().current_task, message.value_or(""), true);
}

TaskState& TaskState::pass_cancel_request(const CancelMessage& message) {
  TaskState* task = this;
  for (;;) {
    task->request_cancel(message);
    task->visited_ = true;
    FutureState* awaited = task->awaited();
    if (!awaited || !awaited->ops().is_task || awaited->done()) break;
    task = static_cast<TaskState*>(awaited);
    if (task->visited_) break;
  }
  for (TaskState* walked = this; walked && walked->visited_;) {
    walked->visited_ = false;
    FutureState* awaited = walked->awaited();
    walked = awaited && awaited->ops().is_task ? static_cast<TaskState*>(awaited) : nullptr;
  }
  return *task;
}

bool TaskState::is_in_cancelled_ring() const noexcept {
  return awaited() && !awaited_->done() &&
         (awaited_->ops().is_task || awaited_->is_passing_cancel());
}

void TaskState::cancel_next_step(const CancelMessage& message) {
  must_cancel_ = true;
  core().set_cancel_message(id(), message);
}

CancelMessage TaskState::take_cancel_message() {
  CancelMessage message = core().cancel_message_of(id());
  core().set_cancel_message(id(), std::nullopt);
  return message;
}

void TaskState::break_ring(const CancelMessage& message) {
  awaited_->remove_waiter(*this);
  wake_with(std::make_exception_ptr(CancelledError(message)));
}

int TaskState::uncancel() {
  check_thread("uncancel()");
  if (cancel_requests_ > 0 && --cancel_requests_ == 0) {
    must_cancel_ = false;
    core().set_cancel_message(id(), std::nullopt);
  }
  return cancelling();
}

}  // namespace loopscope::detail
