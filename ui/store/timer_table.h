// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <set>
#include <utility>
#include <vector>

#include <loopscope/ui/store/firing_entry.h>
#include <loopscope/ui/store/id_map.h>

namespace loopscope::ui {

/// The timers of a loop, until their calls have begun.
class TimerTable {
 public:
  static constexpr std::size_t FiredLimit = 10'000;

  /// O(log n).
  void set(TimerEntry timer);

  /// The timer's call is in the ready queue; its deadline is kept until the call begins.
  void fired(std::uint64_t number);

  void cancelled(std::uint64_t number);

  /// Takes a timer whose call begins. Its deadline, -1 when unknown.
  std::int64_t take(std::uint64_t number);

  /// After a gap: a timer that should have fired by now has done so without a record.
  void expire(std::int64_t now);

  /// The timers that wait, next first: by deadline, those of one deadline in the order of setting.
  std::vector<TimerEntry> first(std::size_t limit) const;

  std::size_t waiting() const { return order_.size(); }

 private:
  void forget(std::uint64_t number);

  IdMap<TimerEntry> timers_;  ///< that wait or have fired
  std::set<std::pair<std::int64_t, std::uint64_t>>
      order_;  ///< deadline and number of those that wait
  std::deque<std::uint64_t> fired_;
};

}  // namespace loopscope::ui
