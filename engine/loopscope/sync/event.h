// SPDX-License-Identifier: MIT
#pragma once

#include <source_location>
#include <string>
#include <utility>

#include <loopscope/coroutine.h>
#include <loopscope/detail/exhibit.h>
#include <loopscope/detail/wait_list.h>

namespace loopscope {

/// A flag that tasks of one loop wait for (asyncio.Event).
class Event {
 public:
  Event() : Event(std::string()) {}
  /// A name for the inspector: the event is shown under it, and who waits to wait for "name.wait".
  explicit Event(std::string name, std::source_location site = std::source_location::current())
      : exhibit_("Event", std::move(name), site, *this) {}
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  const std::string& name() const noexcept { return exhibit_.name(); }
  bool is_set() const noexcept { return set_; }

  /// Wakes all who wait, in order; they go on even if it is cleared before they run (Y4).
  void set();
  void clear() noexcept {
    set_ = false;
    exhibit_.changed();
  }

  /// At once when set.
  Coro<void> wait();

 private:
  friend detail::Exhibit;
  std::string standing() const;

  bool set_ = false;
  detail::WaitList waiters_;
  detail::Exhibit exhibit_;
};

}  // namespace loopscope
