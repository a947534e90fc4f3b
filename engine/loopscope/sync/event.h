// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>

#include <loopscope/coroutine.h>
#include <loopscope/detail/wait_list.h>

namespace loopscope {

/// A flag that tasks of one loop wait for (asyncio.Event).
class Event {
 public:
  Event() = default;
  /// A name for the inspector: who waits is shown to wait for "name.wait".
  explicit Event(std::string name) noexcept : name_(std::move(name)) {}
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  const std::string& name() const noexcept { return name_; }
  bool is_set() const noexcept { return set_; }

  /// Wakes all who wait, in order; they go on even if it is cleared before they run (Y4).
  void set();
  void clear() noexcept { set_ = false; }

  /// At once when set.
  Coro<void> wait();

 private:
  const std::string name_;
  bool set_ = false;
  detail::WaitList waiters_;
};

}  // namespace loopscope
