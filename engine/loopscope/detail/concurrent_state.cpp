// SPDX-License-Identifier: MIT
#include <loopscope/detail/concurrent_state.h>

#include <utility>

#include <loopscope/detail/loop_core.h>
#include <loopscope/detail/outside_work.h>
#include <loopscope/errors.h>
#include <loopscope/exception_context.h>
#include <loopscope/logging.h>
#include <loopscope/threads.h>

namespace loopscope::detail {

void throw_empty_handle() { throw InvalidStateError("the future's handle is empty"); }

ConcurrentState::ConcurrentState() = default;
ConcurrentState::~ConcurrentState() = default;

bool ConcurrentState::done() const {
  const auto guard = lock();
  return done_locked();
}

bool ConcurrentState::cancelled() const {
  const auto guard = lock();
  return cancelled_locked();
}

bool ConcurrentState::running() const {
  const auto guard = lock();
  return status_ == Status::running;
}

bool ConcurrentState::cancel() {
  auto guard = lock();
  if (status_ != Status::pending) return cancelled_locked();
  finish(std::move(guard), Status::cancelled);
  return true;
}

bool ConcurrentState::begin() {
  const auto guard = lock();
  if (status_ == Status::pending) {
    status_ = Status::running;
    return true;
  }
  if (status_ != Status::cancelled) throw RuntimeError("Future in unexpected state");
  status_ = Status::noticed;
  return false;
}

void ConcurrentState::require_not_done() const {
  if (cancelled_locked()) throw InvalidStateError("CANCELLED: invalid state");
  if (done_locked()) throw InvalidStateError("FINISHED: invalid state");
}

void ConcurrentState::set_exception(std::exception_ptr error) {
  if (!error) throw ValueError("invalid exception object");
  auto guard = lock();
  require_not_done();
  error_ = std::move(error);
  finish(std::move(guard), Status::finished);
}

void ConcurrentState::fail(std::exception_ptr error) {
  auto guard = lock();
  if (done_locked()) return;
  error_ = std::move(error);
  finish(std::move(guard), Status::finished);
}

void ConcurrentState::finish(std::unique_lock<std::mutex> guard, Status status) {
  status_ = status;
  const auto callbacks = std::exchange(callbacks_, {});
  // In their place: the loop must not find itself idle before they have woken up.
  for (; jobs_waiting_ > 0; --jobs_waiting_) home_->outside_work_begins();
  guard.unlock();
  ended_.notify_all();
  for (const auto& callback : callbacks) invoke(*callback);
}

void ConcurrentState::add_callback(std::unique_ptr<ConcurrentCallback> callback) {
  auto guard = lock();
  if (!done_locked()) return callbacks_.push_back(std::move(callback));
  guard.unlock();
  invoke(*callback);
}

void ConcurrentState::invoke(ConcurrentCallback& callback) noexcept {
  try {
    callback.invoke(*this);
  } catch (...) {
    log(LogLevel::error, "exception calling callback " + std::string(callback.name()) + ": " +
                             error_line(std::current_exception()));
  }
}

// --- waiting

void ConcurrentState::wait_for_result(std::optional<Duration> limit) {
  auto guard = lock();
  wait(guard, limit);
  if (cancelled_locked()) throw CancelledError();
  if (error_) std::rethrow_exception(error_);
}

std::exception_ptr ConcurrentState::exception(std::optional<Duration> limit) {
  auto guard = lock();
  wait(guard, limit);
  if (cancelled_locked()) throw CancelledError();
  return error_;
}

std::exception_ptr ConcurrentState::take_exception() {
  const auto guard = lock();
  return std::exchange(error_, nullptr);
}

void ConcurrentState::wait(std::unique_lock<std::mutex>& guard, std::optional<Duration> limit) {
  if (done_locked()) return;
  if (limit && *limit <= Duration::zero()) throw TimeoutError();
  require_foreign_thread();
  if (home_ && OutsideWork::of_this_thread() == home_.get())
    wait_outside_loop(guard, limit);
  else
    wait_here(guard, limit);
  if (!done_locked()) throw TimeoutError();
}

void ConcurrentState::wait_here(std::unique_lock<std::mutex>& guard,
                                std::optional<Duration> limit) {
  const auto ended = [this] { return done_locked(); };
  // Farther away than the clock can tell: never.
  constexpr Duration for_ever = std::chrono::hours(24 * 365 * 100);
  if (limit && *limit < for_ever)
    ended_.wait_for(guard, *limit, ended);
  else
    ended_.wait(guard, ended);
}

// A job of the loop waits for the loop: no work that a virtual clock should wait for.
void ConcurrentState::wait_outside_loop(std::unique_lock<std::mutex>& guard,
                                        std::optional<Duration> limit) {
  const bool comes_back = limit.has_value();
  ++jobs_waiting_;
  if (comes_back) home_->outside_pause_begins();
  home_->outside_work_ends();
  wait_here(guard, limit);
  if (!done_locked()) {
    --jobs_waiting_;
    home_->outside_work_begins();
  }
  if (comes_back) home_->outside_pause_ends();
}

void ConcurrentState::require_foreign_thread() const {
  if (!home_ || !home_->is_running() || home_->owner() != this_thread_id()) return;
  throw RuntimeError(
      "waiting here would block the event loop that is to complete this future: await "
      "wrap_future() instead");
}

void ConcurrentState::set_home(Ref<LoopCore> home) { home_ = std::move(home); }

}  // namespace loopscope::detail
