// SPDX-License-Identifier: MIT
#include <loopscope/sync/lock.h>

#include <string>

#include <loopscope/detail/loop_core.h>
#include <loopscope/logging.h>

namespace loopscope {
namespace detail {

void guard_without_lock(const std::exception& error) noexcept {
  if (LoopCore::running_here())
    log(LogLevel::error,
        std::string("a guard went after its lock had been released: ") + error.what());
}

}  // namespace detail

std::string Lock::standing() const {
  return detail::with_waiting(locked_ ? "locked" : "free", waiters_.size());
}

Coro<void> Lock::acquire() {
  if (!locked_ && !waiters_.anybody()) {
    locked_ = true;
    exhibit_.changed();
    co_return;
  }
  try {
    const detail::WaitList::Place place(waiters_, exhibit_, "acquire");
    co_await place.future();
  } catch (const CancelledError&) {
    // Woken and cancelled at once, or head of the queue: the next one must not be forgotten (Y3).
    if (!locked_) waiters_.wake_head();
    throw;
  }
  locked_ = true;
  exhibit_.changed();
}

Coro<Guard<Lock>> Lock::scoped() {
  co_await acquire();
  co_return Guard<Lock>(*this);
}

void Lock::release() {
  if (!locked_) throw RuntimeError("Lock is not acquired.");
  locked_ = false;
  exhibit_.changed();
  waiters_.wake_head();
}

}  // namespace loopscope
