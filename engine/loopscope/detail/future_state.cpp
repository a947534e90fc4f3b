// SPDX-License-Identifier: MIT
#include <loopscope/detail/future_state.h>

#include <utility>

#include <loopscope/detail/callback.h>
#include <loopscope/detail/future_awaiter.h>
#include <loopscope/detail/loop_core.h>
#include <loopscope/detail/task_state.h>
#include <loopscope/inspect/observer.h>

namespace loopscope::detail {

void throw_taken() { throw InvalidStateError("Result was taken."); }

FutureState::FutureState(LoopCore& core, const FutureOps* ops) noexcept
    : core_(&core), ops_(ops), id_(core.state_created(*this)) {}

void FutureState::release() noexcept {
  // acq_rel: whoever destroys the state sees all that the other owners did with it.
  if (refs_.fetch_sub(1, std::memory_order_acq_rel) == 1) core_->retire(this);
}

void FutureState::check_thread(const char* operation) const { core_->check_thread(operation, id_); }

void FutureState::add_waiter(Waiter& waiter) noexcept {
  waiter.previous = last_;
  waiter.next = nullptr;
  (last_ ? last_->next : first_) = &waiter;
  last_ = &waiter;
}

void FutureState::remove_waiter(Waiter& waiter) noexcept {
  (waiter.previous ? waiter.previous->next : first_) = waiter.next;
  (waiter.next ? waiter.next->previous : last_) = waiter.previous;
  waiter.previous = waiter.next = nullptr;
}

void FutureState::schedule_waiter(Waiter& waiter) {
  if (waiter.kind == &Callback::kind) static_cast<Callback&>(waiter).hold_future();
  core_->push_ready(waiter.kind, &waiter);
}

void FutureState::require_settable(const char* operation) const {
  if (ops_->is_task)
    throw RuntimeError("Task does not support " + std::string(operation) + " operation");
  check_thread(operation);
  if (done()) throw InvalidStateError("invalid state");
}

void FutureState::settle(Status status) {
  // Release: pairs with status(), so that the outcome is seen with it.
  status_.store(status, std::memory_order_release);
  if (core_->observer()) [[unlikely]]
    core_->observer()->settled(*this);
  const bool reachable = !core_->is_closed();
  const bool anybody = first_ != nullptr;
  while (Waiter* waiter = first_) {
    remove_waiter(*waiter);
    if (reachable)
      schedule_waiter(*waiter);
    else
      waiter->kind->drop(waiter);
  }
  if (anybody && !reachable && !core_->ending()) core_->require_open();
}

void FutureState::settle_error(std::exception_ptr error) {
  error_ = std::move(error);
  unretrieved_.store(true, std::memory_order_relaxed);
  settle(Status::error);
}

void FutureState::settle_cancelled(std::exception_ptr error) {
  error_ = std::move(error);
  settle(Status::cancelled);
}

void FutureState::set_exception(std::exception_ptr error) {
  require_settable("set_exception");
  if (!error) throw ValueError("invalid exception object");
  settle_error(std::move(error));
}

bool FutureState::cancel(const CancelMessage& message) {
  check_thread("cancel()");
  mark_retrieved();
  if (done()) return false;
  if (ops_->is_task) return static_cast<TaskState*>(this)->cancel_task(message);
  const bool accepted = ops_->cancel ? ops_->cancel(*this, message) : true;
  if (core_->observer())
    core_->observer()->cancel_requested(*this, core_->current_task, message.value_or(""), accepted);
  if (!ops_->cancel)
    settle_cancelled(message ? std::make_exception_ptr(CancelledError(message)) : nullptr);
  return accepted;
}

std::exception_ptr FutureState::take_cancelled_error() {
  if (!error_) return std::make_exception_ptr(CancelledError());
  return gives_error_once() ? std::exchange(error_, nullptr) : error_;
}

CancelMessage FutureState::cancel_message() const {
  if (status() != Status::cancelled || !error_ || gives_error_once()) return std::nullopt;
  try {
    std::rethrow_exception(error_);
  } catch (const CancelledError& error) {
    return error.message();
  }
}

void FutureState::require_result(const char* pending_message) {
  switch (status()) {
    case Status::pending: throw InvalidStateError(pending_message);
    case Status::cancelled: std::rethrow_exception(take_cancelled_error());
    case Status::error: mark_retrieved(); std::rethrow_exception(error_);
    case Status::result: return;
  }
}

std::exception_ptr FutureState::exception() {
  if (status() == Status::pending) throw InvalidStateError("Exception is not set.");
  if (status() == Status::cancelled) std::rethrow_exception(take_cancelled_error());
  mark_retrieved();
  return error_;
}

void FutureState::set_name(std::string name) {
  check_thread("set_name()");
  core_->set_name(id_, std::move(name));
  named_ = true;
  if (core_->observer()) core_->observer()->named(*this);
}

std::string FutureState::name() const {
  if (named_) return core_->name_of(id_);
  if (!ops_->is_task) return {};
  return "Task-" + std::to_string(static_cast<const TaskState*>(this)->number());
}

std::string FutureState::describe() const {
  std::string text = ops_->class_name;
  const std::string own_name = name();
  text += own_name.empty() ? " #" + std::to_string(id_) : " '" + own_name + "'";
  switch (status()) {
    case Status::pending: return text + " pending";
    case Status::cancelled: return text + " cancelled";
    case Status::error: return text + " failed: " + error_line(error_);
    case Status::result:
      return text + " finished: " + ops_->value->to_text(*this).value_or(ops_->value->type_name());
  }
  return text;
}

}  // namespace loopscope::detail
