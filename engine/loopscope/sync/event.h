// SPDX-License-Identifier: MIT
#pragma once

#include <loopscope/coroutine.h>
#include <loopscope/detail/wait_list.h>

namespace loopscope {

/// A flag that tasks of one loop wait for (asyncio.Event).
class Event {
 public:
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  bool is_set() const noexcept { return set_; }

  /// Wakes all who wait, in order; they go on even if it is cleared before they run (Y4).
  void set();
  void clear() noexcept { set_ = false; }

  /// At once when set.
  Coro<void> wait();

 private:
  bool set_ = false;
  detail::WaitList waiters_;
};

}  // namespace loopscope
