// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <deque>
#include <string_view>

#include <loopscope/inspect/record.h>
#include <loopscope/ui/store/id_map.h>
#include <loopscope/ui/store/text.h>

namespace loopscope::ui {

/// The interned texts of a stream by number. Bounded: when there are too many, those that nobody
/// shows and that no record has named for the longest time are forgotten.
class TextTable {
 public:
  static constexpr std::size_t MaxTexts = 200'000;
  static constexpr std::size_t MaxBytes = 64 << 20;

  explicit TextTable(std::size_t maxTexts = MaxTexts, std::size_t maxBytes = MaxBytes)
      : maxTexts_(maxTexts), maxBytes_(maxBytes), sweepTexts_(maxTexts), sweepBytes_(maxBytes) {}

  void add(inspect::TextId id, std::string_view text);

  /// Empty for 0; a text that says so for a number that is unknown.
  const Text& operator[](inspect::TextId id);

  std::size_t size() const { return texts_.size(); }

 private:
  struct Slot {
    Text text;
    bool used = false;  ///< since the sweep last came by
  };

  void sweep();

  std::size_t maxTexts_;
  std::size_t maxBytes_;
  std::size_t sweepTexts_;  ///< when to sweep next: at the limits, or above when all are in use
  std::size_t sweepBytes_;
  std::size_t bytes_ = 0;
  IdMap<Slot> texts_;
  std::deque<inspect::TextId> order_;  ///< the sweep's way round, oldest first
  Text none_;
  Text unknown_{"(text lost)"};
};

}  // namespace loopscope::ui
