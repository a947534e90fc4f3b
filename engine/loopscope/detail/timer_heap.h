// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include <loopscope/detail/call.h>

namespace loopscope::detail {

/// Timers by deadline, equal deadlines in order of creation: a heap with four children a node, in
/// an array of 16-byte entries (four children share one cache line). insert and extract O(log n);
/// cancel only marks (O(1)): cancelled timers leave when they reach the top, or all at once when
/// they are more than half of more than a hundred (asyncio: _MIN_SCHEDULED_TIMER_HANDLES).
class TimerHeap {
 public:
  TimerHeap() = default;
  TimerHeap(const TimerHeap&) = delete;
  TimerHeap& operator=(const TimerHeap&) = delete;
  ~TimerHeap();

  /// Takes over the caller's reference.
  void insert(TimerCall* timer);

  /// Tells the heap that a timer in it has been cancelled.
  void note_cancelled() noexcept { ++cancelled_; }

  /// The next timer that is not cancelled, or null. Drops cancelled ones on the way.
  TimerCall* next();

  /// Takes the timer that next() gave; the caller owns the reference.
  TimerCall* extract();

  /// Timers set and not cancelled.
  std::size_t size() const noexcept { return entries_.size() - cancelled_; }

  /// With the cancelled ones that still lie in the heap.
  std::size_t stored() const noexcept { return entries_.size(); }

  /// Filters the cancelled ones out when they are many.
  void purge();

  void clear() noexcept;

 private:
  struct Entry {
    Duration when;
    TimerCall* timer;
  };

  static bool before(const Entry& a, const Entry& b) noexcept {
    return a.when != b.when ? a.when < b.when : a.timer->number < b.timer->number;
  }
  void sift_up(std::size_t place, Entry entry) noexcept;
  void sift_down(std::size_t place, Entry entry) noexcept;

  std::vector<Entry> entries_;
  std::size_t cancelled_ = 0;
};

}  // namespace loopscope::detail
