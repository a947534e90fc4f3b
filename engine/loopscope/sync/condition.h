// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <exception>
#include <optional>
#include <source_location>
#include <string>
#include <utility>

#include <loopscope/coroutine.h>
#include <loopscope/detail/exhibit.h>
#include <loopscope/detail/wait_list.h>
#include <loopscope/sync/lock.h>

namespace loopscope {

/// A condition variable between tasks of one loop (asyncio.Condition), with a lock of its own or a
/// given one, which must outlive it. Mutex is anything with a lock's locked(), acquire() and release():
/// see Condition.
template <class Mutex>
class BasicCondition {
 public:
  BasicCondition() : BasicCondition(std::string()) {}
  explicit BasicCondition(Mutex& lock) : BasicCondition(lock, std::string()) {}
  /// A name for the inspector: the condition is shown under it, and who waits to wait for "name.wait", or
  /// for "name.acquire" in the condition's own lock, which is not shown itself.
  explicit BasicCondition(std::string name,
                          std::source_location site = std::source_location::current())
      : lock_(&own_.emplace(detail::PartOf{exhibit_})),
        exhibit_("Condition", std::move(name), site, *this) {}
  BasicCondition(Mutex& lock, std::string name,
                 std::source_location site = std::source_location::current())
      : lock_(&lock), exhibit_("Condition", std::move(name), site, *this) {}
  explicit BasicCondition(detail::PartOf part)
      : lock_(&own_.emplace(part)), exhibit_("Condition", part) {}
  BasicCondition(const BasicCondition&) = delete;
  BasicCondition& operator=(const BasicCondition&) = delete;

  const std::string& name() const noexcept { return exhibit_.name(); }
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
  friend detail::Exhibit;
  std::string standing() const {
    // A lock that was given is shown by itself, and changes without the condition.
    if (!own_) return waiters_.empty() ? "nobody waits" : detail::waiting(waiters_.size());
    return detail::with_waiting(locked() ? "locked" : "free", waiters_.size());
  }
  Coro<void> acquire_at_all_costs(std::exception_ptr& failure);

  std::optional<Mutex> own_;
  Mutex* lock_;
  detail::WaitList waiters_;
  detail::Exhibit exhibit_;
};

/// The usual one.
using Condition = BasicCondition<Lock>;

template <class Mutex>
Coro<void> BasicCondition<Mutex>::wait() {
  if (!locked()) throw RuntimeError("cannot wait on un-acquired lock");
  std::exception_ptr failure;
  {
    const detail::WaitList::Place place(waiters_, exhibit_, "wait");
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
