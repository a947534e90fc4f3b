// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include <loopscope/ui/store/id_map.h>

namespace loopscope::ui {

/// Deadlines of timers, until their calls have begun.
class TimerTable {
 public:
  static constexpr std::size_t FiredLimit = 10'000;

  void set(std::uint64_t number, std::int64_t deadline) {
    if (number == 0) return;
    Timer& timer = timers_[number];
    if (!timer.waiting) ++waiting_;
    timer = {deadline, true};
  }

  /// The timer's call is in the ready queue; its deadline is kept until the call begins.
  void fired(std::uint64_t number) {
    Timer* timer = timers_.find(number);
    if (!timer || !timer->waiting) return;
    timer->waiting = false;
    --waiting_;
    fired_.push_back(number);
    while (fired_.size() > FiredLimit) {
      forgetFired(fired_.front());
      fired_.pop_front();
    }
  }

  void cancelled(std::uint64_t number) {
    const Timer* timer = timers_.find(number);
    if (!timer) return;
    if (timer->waiting) --waiting_;
    timers_.erase(number);
  }

  /// Takes a timer whose call begins. Its deadline, -1 when unknown.
  std::int64_t take(std::uint64_t number) {
    const Timer* timer = timers_.find(number);
    const std::int64_t deadline = timer ? timer->deadline : -1;
    cancelled(number);
    return deadline;
  }

  /// After a gap: a timer that should have fired by now has done so without a record.
  void expire(std::int64_t now) {
    std::vector<std::uint64_t> gone;
    timers_.forEach([&](std::uint64_t number, const Timer& timer) {
      if (timer.deadline < now) gone.push_back(number);
    });
    for (const std::uint64_t number : gone) cancelled(number);
  }

  std::size_t waiting() const { return waiting_; }

 private:
  struct Timer {
    std::int64_t deadline = 0;
    bool waiting = false;
  };

  void forgetFired(std::uint64_t number) {
    const Timer* timer = timers_.find(number);
    if (timer && !timer->waiting) timers_.erase(number);
  }

  IdMap<Timer> timers_;
  std::deque<std::uint64_t> fired_;
  std::size_t waiting_ = 0;
};

}  // namespace loopscope::ui
