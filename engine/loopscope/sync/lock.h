// SPDX-License-Identifier: MIT
#pragma once

#include <source_location>
#include <string>
#include <utility>

#include <loopscope/coroutine.h>
#include <loopscope/detail/exhibit.h>
#include <loopscope/detail/wait_list.h>
#include <loopscope/sync/guard.h>

namespace loopscope {

/// Mutual exclusion between tasks of one loop (asyncio.Lock): fair, not re-entrant, owned by nobody in
/// particular. Uncontended use never suspends. Belongs to the loop that first waited for it; not for
/// threads.
class Lock {
 public:
  Lock() : Lock(std::string()) {}
  /// A name for the inspector: the lock is shown under it, and who waits to wait for "name.acquire".
  explicit Lock(std::string name, std::source_location site = std::source_location::current())
      : exhibit_("Lock", std::move(name), site, *this) {}
  explicit Lock(detail::PartOf part) noexcept : exhibit_("Lock", part) {}
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

  const std::string& name() const noexcept { return exhibit_.name(); }
  bool locked() const noexcept { return locked_; }

  /// At once when it is free and nobody waits; else in its turn (Y1).
  Coro<void> acquire();

  /// `auto guard = co_await lock.scoped();`
  Coro<Guard<Lock>> scoped();

  /// Frees it and wakes the first who waits; newcomers queue behind him (Y2). Throws RuntimeError when
  /// not locked.
  void release();

 private:
  friend detail::Exhibit;
  std::string standing() const;

  bool locked_ = false;
  detail::WaitList waiters_;
  detail::Exhibit exhibit_;
};

}  // namespace loopscope
