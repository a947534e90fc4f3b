// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include <loopscope/detail/call.h>
#include <loopscope/detail/growing_array.h>

namespace loopscope::detail {

/// Timers by deadline, equal deadlines in order of creation: a heap with four children a node, in
/// an array of 16-byte entries (four children share one cache line). An entry names its timer by a slot:
///
///     entries (heap)   when, order, slot ──▶ slots   the timer; null: cancelled ──▶ timer
///
/// insert and extract O(log n). To cancel empties the slot and gives the timer back (O(1)); its entry leaves
/// when it reaches the top, or with all such at once when they are more than half of more than a hundred
/// (asyncio: _MIN_SCHEDULED_TIMER_HANDLES). Neither that nor moving entries looks at a timer: among a million,
/// none is in the cache. When a good part is due at once, it is cut out and sorted instead, and the rest made
/// a heap again: two passes over an array for many walks through it.
class TimerHeap {
 public:
  TimerHeap() = default;
  TimerHeap(const TimerHeap&) = delete;
  TimerHeap& operator=(const TimerHeap&) = delete;
  ~TimerHeap();

  /// Takes over the caller's reference. Throws std::bad_alloc, also for more than 2^28 timers; the caller
  /// keeps the reference then.
  void insert(TimerCall* timer);

  /// Takes a timer that is in the heap; the caller owns the reference.
  void cancel(TimerCall& timer) noexcept {
    slots_[timer.slot].timer = nullptr;
    timer.in_heap = false;
    ++cancelled_;
  }

  /// The next timer that is not cancelled, or null. Entries of cancelled ones go on the way.
  TimerCall* next();

  /// Takes the timer that next() gave; the caller owns the reference.
  TimerCall* extract();

  /// Takes the timers whose deadline is not after `time` and calls visit(timer) for each, in order; a
  /// reference goes with it. `visit` must leave the heap alone. O(due log n), or O(n + due log due).
  template <class Visit>
  void take_due(Duration time, Visit&& visit) {
    constexpr std::size_t few = 32;
    for (std::size_t taken = 0; next(); ++taken) {
      if (entries_[0].when > time) return;
      if (taken == few && many_are_due(time)) return take_many(time, visit);
      visit(extract());
    }
  }

  /// Timers set and not cancelled.
  std::size_t size() const noexcept { return entries_.size() - cancelled_; }

  /// With the cancelled ones whose entries still lie in the heap.
  std::size_t stored() const noexcept { return entries_.size(); }

  /// Filters the entries of cancelled ones out when they are many.
  void purge();

 private:
  static constexpr int slot_bits = 28;
  struct Entry {
    Duration when;
    std::uint64_t order_and_slot;

    Entry(Duration deadline, std::uint64_t number, std::size_t slot) noexcept
        : when(deadline), order_and_slot(number << slot_bits | slot) {}
    std::size_t slot() const noexcept { return order_and_slot & ((1 << slot_bits) - 1); }
    /// Equal deadlines keep the order of creation unless 3·10^10 timers were made between the two.
    bool before(const Entry& other) const noexcept {
      if (when != other.when) return when < other.when;
      return static_cast<std::int64_t>(order_and_slot - other.order_and_slot) < 0;
    }
  };
  union Slot {
    TimerCall* timer;
    std::size_t next_free;
  };
  static constexpr std::size_t none = ~std::size_t{0};
  // So many places before its turn a slot, and then its timer, is fetched into the cache.
  static constexpr std::size_t ahead = 32;

  TimerCall*& timer_of(const Entry& entry) noexcept { return slots_[entry.slot()].timer; }
  template <class Visit>
  void take_many(Duration time, Visit&& visit) {
    struct MakeHeap {
      TimerHeap& heap;
      ~MakeHeap() { heap.make_heap(); }
    } const of_the_rest{*this};
    const std::size_t rest = move_due_behind(time);
    while (entries_.size() > rest) {
      const std::size_t last = entries_.size() - 1;
      if (last >= 2 * ahead) __builtin_prefetch(&timer_of(entries_[last - 2 * ahead]), 1);
      if (last >= ahead) __builtin_prefetch(timer_of(entries_[last - ahead]), 1);
      const Entry entry = entries_[last];
      entries_.pop_back();
      if (TimerCall* timer = leave(entry)) visit(timer);
    }
  }

  bool many_are_due(Duration time) const;
  std::size_t move_due_behind(Duration time);
  void sort_last_first(std::size_t begin);
  TimerCall* leave(const Entry& entry) noexcept;
  void make_heap() noexcept;
  void sift_up(std::size_t place, Entry entry) noexcept;
  void sift_down(std::size_t place, Entry entry) noexcept;

  GrowingArray<Entry, 1> entries_;  // place 1, the root's first child, begins a cache line
  GrowingArray<Slot> slots_;
  std::size_t free_slot_ = none;
  std::size_t cancelled_ = 0;
};

}  // namespace loopscope::detail
