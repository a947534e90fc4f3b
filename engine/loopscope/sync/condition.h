// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>

#include <loopscope/coroutine.h>
#include <loopscope/detail/wait_list.h>
#include <loopscope/sync/lock.h>

namespace loopscope {

/// A condition variable between tasks of one loop (asyncio.Condition), with a lock of its own or a
/// given one, which must outlive it.
class Condition {
 public:
  Condition() : lock_(&own_) {}
  explicit Condition(Lock& lock) : lock_(&lock) {}
  Condition(const Condition&) = delete;
  Condition& operator=(const Condition&) = delete;

  bool locked() const noexcept { return lock_->locked(); }
  Coro<void> acquire() { return lock_->acquire(); }
  Coro<Guard<Lock>> scoped() { return lock_->scoped(); }
  void release() { lock_->release(); }

  /// Releases the lock, waits to be notified and acquires it again, also when cancelled (Y5, Y6); may
  /// wake without cause. Throws RuntimeError when the lock is free.
  Coro<void> wait();

  /// Waits until `predicate()` holds, with the lock; gives its value (Y7).
  template <std::invocable Predicate>
  Coro<std::invoke_result_t<Predicate&>> wait_for(Predicate predicate) {
    auto value = predicate();
    while (!value) {
      co_await wait();
      value = predicate();
    }
    co_return value;
  }

  /// Wakes up to `n` who wait. Throws RuntimeError when the lock is free.
  void notify(std::size_t n = 1);
  void notify_all() { notify(waiters_.size()); }

 private:
  Lock own_;
  Lock* lock_;
  detail::WaitList waiters_;
};

}  // namespace loopscope
