// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include <loopscope/coroutine.h>
#include <loopscope/detail/wait_list.h>
#include <loopscope/sync/lock.h>

namespace loopscope {

/// A condition variable between tasks of one loop (asyncio.Condition), with a lock of its own or a
/// given one, which must outlive it. Mutex is anything with a lock's locked(), acquire() and release():
/// see Condition.
template <class Mutex>
class BasicCondition {
 public:
  BasicCondition() : lock_(&own_.emplace()) {}
  explicit BasicCondition(Mutex& lock) : lock_(&lock) {}
  /// A name for the inspector: who waits is shown to wait for "name.wait", and for "name.acquire" in the
  /// condition's own lock.
  explicit BasicCondition(std::string name) : name_(name), lock_(&own_.emplace(std::move(name))) {}
  BasicCondition(Mutex& lock, std::string name) : name_(std::move(name)), lock_(&lock) {}
  BasicCondition(const BasicCondition&) = delete;
  BasicCondition& operator=(const BasicCondition&) = delete;

  const std::string& name() const noexcept { return name_; }
  // The lock's.
  bool locked() const { return lock_->locked(); }
  Coro<void> acquire() { return lock_->acquire(); }
  Coro<Guard<Mutex>> scoped() { return lock_->scoped(); }
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
  void notify(std::size_t n = 1) {
    if (!locked()) throw RuntimeError("cannot notify on un-acquired lock");
    waiters_.wake(n);
  }
  void notify_all() { notify(waiters_.size()); }

 private:
  Coro<void> acquire_at_all_costs(std::exception_ptr& failure);

  const std::string name_;
  std::optional<Mutex> own_;
  Mutex* lock_;
  detail::WaitList waiters_;
};

/// The usual one.
using Condition = BasicCondition<Lock>;

template <class Mutex>
Coro<void> BasicCondition<Mutex>::wait() {
  if (!locked()) throw RuntimeError("cannot wait on un-acquired lock");
  std::exception_ptr failure;
  {
    const detail::WaitList::Place place(waiters_, {"Condition", "wait", name_});
    release();
    try {
      co_await place.future();
    } catch (...) {
      failure = std::current_exception();
    }
  }
  co_await acquire_at_all_costs(failure);
  if (!failure) co_return;
  // The notification may have been meant for this task: somebody else gets it.
  waiters_.wake(1);
  std::rethrow_exception(failure);
}

/// The lock is acquired whatever happens; of several cancellations the last one counts (Y6).
template <class Mutex>
Coro<void> BasicCondition<Mutex>::acquire_at_all_costs(std::exception_ptr& failure) {
  for (;;) {
    try {
      co_await lock_->acquire();
      co_return;
    } catch (const CancelledError&) {
      failure = std::current_exception();
    }
  }
}

extern template class BasicCondition<Lock>;

}  // namespace loopscope
