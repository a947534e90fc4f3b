// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <deque>
#include <vector>

#include <loopscope/ui/store/firing_entry.h>

namespace loopscope::ui {

/// The loop's ready queue as the records tell it, by ticket. Calls run in order of their tickets, so
/// whatever stands before a call that has begun is gone, even when its own records were lost. Beyond
/// a limit, calls are only counted.
class DueQueue {
 public:
  static constexpr std::size_t DefaultLimit = 500'000;

  explicit DueQueue(std::size_t limit = DefaultLimit) : limit_(limit) {}

  void schedule(DueEntry entry);

  /// Takes a call out that was cancelled. Returns what is known of it, with ticket 0 when nothing.
  DueEntry unschedule(inspect::Ticket ticket);

  /// Takes out the call that begins, with all that stood before it.
  DueEntry begin(inspect::Ticket ticket);

  void clear();

  std::size_t size() const { return live_ + beyondCount_; }
  std::vector<const DueEntry*> first(std::size_t limit) const;

  /// The first call that is due, null when there is none.
  const DueEntry* front() const { return entries_.empty() ? nullptr : &entries_.front(); }

 private:
  void dropFront();
  void compact();

  std::size_t limit_;
  std::deque<DueEntry> entries_;     ///< by ticket; the first one is never an unscheduled one
  std::size_t live_ = 0;             ///< entries that are not unscheduled
  inspect::Ticket beyondFirst_ = 0;  ///< lowest and highest ticket that was only counted
  inspect::Ticket beyondLast_ = 0;
  std::size_t beyondCount_ = 0;
};

}  // namespace loopscope::ui
