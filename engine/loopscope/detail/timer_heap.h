// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include <loopscope/detail/call.h>
#include <loopscope/detail/growing_array.h>

namespace loopscope::detail {

/// Timers by deadline, equal deadlines in order of creation: a heap with four children a node, in
/// an array of 16-byte entries (four children share one cache line). insert and extract O(log n);
/// cancel only marks (O(1)): cancelled timers leave when they reach the top, or all at once when
/// they are more than half of more than a hundred (asyncio: _MIN_SCHEDULED_TIMER_HANDLES). When a good
/// part is due at once, it is cut out and sorted instead, and the rest made a heap again: two passes
/// over an array for many walks through it.
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

  /// Takes the timers whose deadline is not after `time` and calls visit(timer) for each, in order; a
  /// reference goes with it. `visit` must leave the heap alone. O(due log n), or O(n + due log due).
  template <class Visit>
  void take_due(Duration time, Visit&& visit) {
    constexpr std::size_t few = 32;
    for (std::size_t taken = 0; TimerCall* timer = next(); ++taken) {
      if (timer->when > time) return;
      if (taken == few && many_are_due(time)) return take_many(time, visit);
      visit(extract());
    }
  }

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
  // Entries whose timers are fetched into the cache before their turn: among a million, none is there.
  static constexpr std::size_t ahead = 32;

  static bool before(const Entry& a, const Entry& b) noexcept {
    return a.when != b.when ? a.when < b.when : a.timer->number < b.timer->number;
  }
  template <class Visit>
  void take_many(Duration time, Visit&& visit) {
    struct MakeHeap {
      TimerHeap& heap;
      ~MakeHeap() { heap.make_heap(); }
    } const of_the_rest{*this};
    const std::size_t rest = move_due_behind(time);
    while (entries_.size() > rest) {
      const std::size_t last = entries_.size() - 1;
      if (last >= ahead) __builtin_prefetch(entries_[last - ahead].timer, 1);
      TimerCall* timer = entries_[last].timer;
      entries_.pop_back();
      if (timer->state() == Call::State::cancelled) {
        drop_cancelled(timer);
      } else {
        timer->in_heap = false;
        visit(timer);
      }
    }
  }

  bool many_are_due(Duration time) const;
  std::size_t move_due_behind(Duration time);
  void sort_last_first(std::size_t begin);
  void drop_cancelled(TimerCall* timer) noexcept;
  void make_heap() noexcept;
  void sift_up(std::size_t place, Entry entry) noexcept;
  void sift_down(std::size_t place, Entry entry) noexcept;

  GrowingArray<Entry, 1> entries_;  // place 1, the root's first child, begins a cache line
  std::size_t cancelled_ = 0;
};

}  // namespace loopscope::detail
