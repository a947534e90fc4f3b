// SPDX-License-Identifier: MIT
#include <loopscope/detail/task_state.h>

#include <algorithm>
#include <cassert>
#include <utility>

#include <loopscope/detail/cancel_walk.h>
#include <loopscope/detail/loop_core.h>
#include <loopscope/detail/type_name.h>
#include <loopscope/inspect/observer.h>
#include <loopscope/threads.h>

namespace loopscope::detail {
namespace {

TaskState& task_of(const ReadyWord& word) {
  return static_cast<TaskState&>(*static_cast<Waiter*>(word.object));
}

void run_step(ReadyWord& word) { task_of(word).step(); }

// A task is held by itself, not by the queue.
void drop_step(ReadyWord&) noexcept {}

CallInfo step_info(const ReadyWord& word) {
  return {.kind = inspect::CallKind::step, .object = task_of(word).id(), .what = {}};
}

/// A reference given up on the thread on which the future's loop runs.
struct RefHere {
  explicit RefHere(FutureState* its_future) noexcept : future(its_future) {}
  RefHere(const RefHere&) = delete;
  RefHere& operator=(const RefHere&) = delete;
  ~RefHere() {
    if (future) future->release_maybe_last_here();
  }
  FutureState* const future;
};

/// Of a step that does not end by giving the thread back.
struct StepEnds {
  LoopCore& core;
  ~StepEnds() { core.current_task = nullptr; }
};

}  // namespace

const ReadyKind step_kind{&run_step, &drop_step, &step_info};

TaskState::TaskState(LoopCore& its_core, const FutureOps* ops, std::uint64_t number)
    : Waiter(Waiter::Kind::task), FutureState(its_core, ops) {
  innermost() = &own_coroutine();
  header().number = number % (std::uint64_t{1} << 35);
  value_place_ = in_task;
  header().set(BlockHeader::has_task | BlockHeader::has_frames | BlockHeader::holds_itself, true);
  add_ref();  // its own: it holds itself
  its_core.task_begins(*this);
}

void TaskState::schedule_step() { core().push_ready(&step_kind, static_cast<Waiter*>(this)); }

/// The task is the current one until it gives the thread back or ends. Steps do not nest, but for eager
/// ones, which see to it.
void TaskState::step() {
  LoopCore& its_core = core();
  assert(!its_core.current_task);
  // Held until the coroutine has fetched the result: its own handle may have been reassigned.
  const RefHere awaited(
      header().just_goes_on() || !header().is(BlockHeader::throws) ? awaited_.detach() : nullptr);
  its_core.current_task = this;
  if (!header().just_goes_on() || its_core.observer()) [[unlikely]]
    if (!prepare_step(awaited.future)) return;
  pump(its_core);
  if (its_core.current_task) [[unlikely]]
    return finish();  // `this` may be gone
  if (header().is(BlockHeader::must_cancel)) [[unlikely]]
    deliver_late_cancel();
}

/// False when there is no step to take.
bool TaskState::prepare_step(FutureState* awaited) {
  if (done()) {
    const StepEnds at_end{core()};
    step_too_late();
    return false;
  }
  const bool first = !header().is(BlockHeader::started);
  if (header().is(BlockHeader::must_cancel)) prepare_cancellation(awaited);
  if (core().observer() && !first) core().observer()->resumed(*this, awaited);
  if (first && header().is(BlockHeader::throws)) {
    const StepEnds at_end{core()};
    finish_with(take_error());  // cancelled before it began: the body never runs (C4)
    return false;
  }
  header().set(BlockHeader::started, true);
  return true;
}

void TaskState::step_too_late() {
  core().callback_failed(
      "Task.step",
      std::make_exception_ptr(InvalidStateError("_step(): already done: " + describe())));
}

void TaskState::prepare_cancellation(FutureState* awaited) {
  header().set(BlockHeader::must_cancel, false);
  CancelMessage message = take_cancel_message();
  if (header().is(BlockHeader::throws) && is_cancelled_error(error_to_throw_)) return;
  // An error that the task would have been woken with counts as fetched (C6).
  if (awaited) {
    const bool is_cancellation =
        awaited->status() == Status::cancelled || is_cancelled_error(awaited->stored_error());
    awaited->mark_retrieved();
    if (is_cancellation) return;
  }
  set_error(std::make_exception_ptr(CancelledError(std::move(message))));
}

/// Until a coroutine waits, or the task's own has ended.
inline void TaskState::pump(LoopCore& its_core) {
  do innermost()->handle().resume();
  while (its_core.current_task && !innermost()->handle().done());
}

void TaskState::deliver_late_cancel() {
  // cancel() was called during the step that just suspended: it takes effect here (T8).
  if (!awaited() || awaited_->done()) return;
  core().current_task = this;
  const StepEnds at_end{core()};
  const CancelMessage message = core().cancel_message_of(id());
  if (!CancelWalk(message).cancel(*awaited_, this)) return;
  header().set(BlockHeader::must_cancel, false);
  core().set_cancel_message(id(), std::nullopt);
}

void TaskState::finish() {
  const StepEnds at_end{core()};
  std::exception_ptr error;
  if (header().is(BlockHeader::throws)) [[unlikely]] {
    error = take_error();
  } else if (header().is(BlockHeader::must_cancel)) [[unlikely]] {
    // Cancelled in its last step (T5): no coroutine ended by this error, so every retrieval gives
    // it.
    header().set(BlockHeader::must_cancel, false);
    keeps_error_ = true;
    error = std::make_exception_ptr(CancelledError(take_cancel_message()));
  }
  if (error) [[unlikely]]
    return finish_with(std::move(error));
  destroy_own_coroutine();
  settle_result();
  release_itself();
}

void TaskState::finish_with(std::exception_ptr error) {
  destroy_own_coroutine();
  const std::exception_ptr fatal = is_fatal_exit(error) ? error : nullptr;
  if (is_cancelled_error(error))
    settle_cancelled(std::move(error));
  else
    settle_error(std::move(error));
  release_itself();
  if (fatal) std::rethrow_exception(fatal);
}

/// Locals and parameters go before anybody learns of the end, as in Python.
void TaskState::destroy_own_coroutine() {
  header().set(BlockHeader::has_frames, false);
  core().task_ends(*this);
  own_coroutine().handle().destroy();
  if (header().is(BlockHeader::must_cancel)) [[unlikely]]
    core().set_cancel_message(id(), std::nullopt);
}

void TaskState::release_itself() noexcept {
  if (!header().is(BlockHeader::holds_itself)) return;
  header().set(BlockHeader::holds_itself, false);
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
  while (innermost() != &own_coroutine()) {
    CoroutineFrame& frame = *innermost();
    pop(frame);
    frame.handle().destroy();
  }
  header().set(BlockHeader::has_frames, false);
  own_coroutine().handle().destroy();
  if (header().is(BlockHeader::must_cancel)) core().set_cancel_message(id(), std::nullopt);
  clear_slot();
  release_itself();
}

std::vector<std::source_location> TaskState::stack() const {
  std::vector<std::source_location> sites;
  if (!has_frames()) return sites;
  CoroutineFrame* own = &const_cast<TaskState*>(this)->own_coroutine();
  for (CoroutineFrame* frame = own->link(); frame != own; frame = frame->link())
    sites.push_back(readable_site(frame->where));
  sites.push_back(readable_site(own->where));
  std::reverse(sites.begin(), sites.end());
  return sites;
}

// --- awaiting

void TaskState::suspend_unusually(FutureState& future) {
  const StepEnds at_end{core()};
  if (&future.core() != &core() || &future == this) return refuse_to_await(future);
  wait_for(future);
  if (core().observer()) core().observer()->awaiting(*this, &future);
}

void TaskState::refuse_to_await(FutureState& future) {
  wake_with(std::make_exception_ptr(RuntimeError(
      &future == this ? "Task cannot await on itself: " + describe()
                      : describe() + " got " + std::string(future.ops().class_name) + " #" +
                            std::to_string(future.id()) + " attached to a different loop")));
}

void TaskState::suspend_for_yield() {
  if (core().observer()) [[unlikely]]
    core().observer()->awaiting(*this, nullptr);
  schedule_step();
  core().current_task = nullptr;
}

void TaskState::wake_with(std::exception_ptr error) {
  set_error(std::move(error));
  schedule_step();
}

std::exception_ptr TaskState::take_error() noexcept {
  std::exception_ptr error = std::move(error_to_throw_);
  error_to_throw_.~exception_ptr();
  std::construct_at(&awaited_);
  header().set(BlockHeader::throws, false);
  return error;
}

std::exception_ptr TaskState::failure_of(FutureState& future) {
  return header().is(BlockHeader::throws) ? take_error()
                                          : future.failure("await wasn't used with future");
}

// --- cancelling

void TaskState::request_cancel(const CancelMessage& message, const FutureState* from) {
  if (header().cancel_requests < BlockHeader::most_cancel_requests)
    ++header().cancel_requests;
  else
    core().count_more_cancels(id());
  mark_retrieved();
  if (core().observer())
    core().observer()->cancel_requested(*this, from, message.value_or(""), true);
}

TaskState& TaskState::pass_cancel_request(const CancelMessage& message, const FutureState* from) {
  TaskState* task = this;
  for (;;) {
    task->request_cancel(message, from);
    task->header().set(BlockHeader::visited, true);
    FutureState* awaited = task->awaited();
    if (!awaited || !awaited->is_task() || awaited->done()) break;
    from = task;
    task = static_cast<TaskState*>(awaited);
    if (task->header().is(BlockHeader::visited)) break;
  }
  for (TaskState* walked = this; walked && walked->header().is(BlockHeader::visited);) {
    walked->header().set(BlockHeader::visited, false);
    FutureState* awaited = walked->awaited();
    walked = awaited && awaited->is_task() ? static_cast<TaskState*>(awaited) : nullptr;
  }
  return *task;
}

bool TaskState::is_in_cancelled_ring() const noexcept {
  return awaited() && !awaited_->done() && (awaited_->is_task() || awaited_->is_passing_cancel());
}

void TaskState::cancel_next_step(const CancelMessage& message) {
  header().set(BlockHeader::must_cancel, true);
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

int TaskState::cancelling() const noexcept {
  const int counted = static_cast<int>(header().cancel_requests);
  return counted < BlockHeader::most_cancel_requests ? counted
                                                     : counted + core().more_cancels_of(id());
}

int TaskState::uncancel() {
  check_thread("uncancel()");
  if (header().cancel_requests == 0) return 0;
  if (header().cancel_requests == BlockHeader::most_cancel_requests &&
      core().take_more_cancel(id())) {
    // One of those that the header has no room for.
  } else if (--header().cancel_requests == 0) {
    header().set(BlockHeader::must_cancel, false);
    core().set_cancel_message(id(), std::nullopt);
  }
  if (core().observer()) core().observer()->cancel_withdrawn(*this);
  return cancelling();
}

}  // namespace loopscope::detail
