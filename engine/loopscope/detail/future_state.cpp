// SPDX-License-Identifier: MIT
#include <loopscope/detail/future_state.h>

#include <memory>
#include <utility>

#include <loopscope/detail/callback.h>
#include <loopscope/detail/cancel_walk.h>
#include <loopscope/detail/future_awaiter.h>
#include <loopscope/detail/loop_core.h>
#include <loopscope/detail/task_state.h>
#include <loopscope/inspect/observer.h>

namespace loopscope::detail {
namespace {

const ReadyKind& kind_of(const Waiter& waiter) noexcept {
  if (waiter.is_callback()) return *static_cast<const Callback&>(waiter).kind;
  return step_kind;
}

void drop(Waiter& waiter) noexcept {
  ReadyWord word{&waiter};
  kind_of(waiter).drop(word);
}

/// Takes it from a list that is no more; returns the next.
Waiter* unlink(Waiter& waiter) noexcept {
  Waiter* next = waiter.next();
  waiter.previous = nullptr;
  waiter.set_next(nullptr);
  return next;
}

}  // namespace

void throw_taken() { throw InvalidStateError("Result was taken."); }

bool FutureState::try_add_ref() noexcept {
  if (here_ > 0) {
    add_ref();
    return true;
  }
  // Relaxed as in add_ref: what the caller reads through it, its own thread has written.
  std::uint32_t refs = refs_.load(std::memory_order_relaxed);
  while (refs != 0 && !refs_.compare_exchange_weak(refs, refs + 1, std::memory_order_relaxed)) {
  }
  return refs != 0;
}

void FutureState::release_elsewhere() noexcept {
  if (!drop_shared_reference()) core_->give_back(this);
}

void FutureState::release_maybe_last_here() noexcept {
  if (here_ > 1) {
    --here_;
    return;
  }
  // Acquire: see drop_reference().
  const bool last = here_ == 1 && refs_.load(std::memory_order_acquire) == share;
  if (!last || status() != Status::result || named_ || core_->is_observed_or_closed()) [[unlikely]]
    return release_last_reference(this);
  ops_->release_last(this);
}

[[gnu::noinline]] void release_last_reference(FutureState* state) noexcept {
  if (state->drop_reference()) state->core().destroy(state);
}

bool FutureState::drop_reference() noexcept {
  // Acquire: whoever destroys the state sees all that the other owners did with it.
  if (here_ < 0) return refs_.fetch_sub(1, std::memory_order_acq_rel) == 1;
  if (--here_ > 0) return false;
  here_ = none_here;
  if (refs_.load(std::memory_order_acquire) != share)
    return refs_.fetch_sub(share, std::memory_order_acq_rel) == share;
  // Nobody is left who could count: relaxed.
  refs_.store(0, std::memory_order_relaxed);
  return true;
}

bool FutureState::drop_shared_reference() noexcept {
  std::uint32_t refs = refs_.load(std::memory_order_relaxed);
  while (refs != 1 && refs != share)
    // Release: see drop_reference.
    if (refs_.compare_exchange_weak(refs, refs - 1, std::memory_order_release,
                                    std::memory_order_relaxed))
      return true;
  return false;
}

void FutureState::check_thread(const char* operation) const { core_->check_thread(operation, id_); }

void FutureState::remove_waiter(Waiter& waiter) noexcept {
  Waiter* const next = waiter.next();
  (next ? next : first_)->previous = waiter.previous;
  if (&waiter == first_)
    first_ = next;
  else
    waiter.previous->set_next(next);
  unlink(waiter);
}

LoopCore* FutureState::require_settable_now(const char* operation) const {
  if (is_task())
    throw RuntimeError("Task does not support " + std::string(operation) + " operation");
  check_thread(operation);
  if (done()) throw InvalidStateError("invalid state");
  return core_if_here();
}

void FutureState::settle_error(std::exception_ptr error) {
  unretrieved_.store(true, std::memory_order_relaxed);
  settle(Status::error, std::move(error));
}

void FutureState::settle_cancelled(std::exception_ptr error) {
  settle(Status::cancelled, std::move(error));
}

void FutureState::settle(Status status, std::exception_ptr error) {
  Waiter* const waiters = first_;
  std::construct_at(&error_, std::move(error));
  publish(status);
  announce(waiters);
}

void FutureState::announce(Waiter* waiters) {
  if (core_->observer()) core_->observer()->settled(*this);
  if (indexed_) core_->callback_indexes.forget(*this);
  if (!core_->is_closed())
    schedule(waiters);
  else if (waiters)
    lose(waiters);  // the state may be gone then
}

void FutureState::schedule(Waiter* waiters) {
  while (Waiter* waiter = waiters) {
    waiters = unlink(*waiter);
    if (waiter->is_callback()) static_cast<Callback*>(waiter)->hold(*this);
    core_->push_ready(&kind_of(*waiter), waiter);
  }
}

void FutureState::lose(Waiter* waiters) {
  const Ref<FutureState> alive(this);  // a callback may own the handle that settles it
  while (Waiter* waiter = waiters) {
    waiters = unlink(*waiter);
    drop(*waiter);
  }
  // A destructor that runs while the loop is taken down cannot throw.
  if (!core_->dropping()) core_->require_open();
}

void FutureState::drop_waiters() noexcept {
  if (indexed_) [[unlikely]]
    core_->callback_indexes.forget(*this);
  while (Waiter* waiter = first_waiter()) {
    remove_waiter(*waiter);
    drop(*waiter);
  }
}

void FutureState::set_exception(std::exception_ptr error) {
  require_settable("set_exception");
  if (!error) throw ValueError("invalid exception object");
  settle_error(std::move(error));
}

bool FutureState::cancel(const CancelMessage& message) {
  check_thread("cancel()");
  return CancelWalk(message).cancel(*this);
}

std::exception_ptr FutureState::take_cancelled_error() {
  if (is_task()) return static_cast<TaskState*>(this)->take_cancelled_error();
  return error_ ? error_ : std::make_exception_ptr(CancelledError());
}

CancelMessage FutureState::cancel_message() const {
  if (status() != Status::cancelled || !error_) return std::nullopt;
  if (is_task() && !static_cast<const TaskState*>(this)->keeps_error()) return std::nullopt;
  return as_cancelled_error(error_)->message();
}

/// What there is to throw instead of a result; marks an exception as retrieved.
std::exception_ptr FutureState::failure(const char* pending_message) {
  if (status() == Status::pending)
    return std::make_exception_ptr(InvalidStateError(pending_message));
  if (status() == Status::cancelled) return take_cancelled_error();
  mark_retrieved();
  return error_;
}

std::exception_ptr FutureState::exception() {
  if (status() == Status::pending) throw InvalidStateError("Exception is not set.");
  if (status() == Status::cancelled) std::rethrow_exception(take_cancelled_error());
  mark_retrieved();
  return stored_error();
}

void FutureState::set_name(std::string name) {
  check_thread("set_name()");
  core_->set_name(id_, std::move(name), this);
  named_ = true;
  if (core_->observer()) core_->observer()->named(*this);
}

std::string FutureState::name() const {
  if (named_) return core_->name_of(id_);
  if (!is_task()) return {};
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
    case Status::result: return text + " finished: " + describe_value();
  }
  return text;
}

std::string FutureState::describe_value() const {
  try {
    return ops_->value->to_text(*this).value_or(ops_->value->type_name());
  } catch (...) {  // a diagnostic must not fail for a user's TextForm
    return ops_->value->type_name();
  }
}

}  // namespace loopscope::detail
