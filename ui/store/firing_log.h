// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include <loopscope/ui/store/firing_entry.h>

namespace loopscope::ui {

/// The newest firing entries, in a ring that grows up to its limit.
class FiringLog {
 public:
  static constexpr std::size_t DefaultLimit = 20'000;

  /// A new, empty entry with the next number; the oldest goes when the log is full.
  FiringEntry& append() {
    const std::uint64_t number = next_++;
    if (next_ - first_ > limit_) ++first_;
    const auto slot = static_cast<std::size_t>((number - 1) % limit_);
    if (slot >= entries_.size()) entries_.resize(slot + 1);
    FiringEntry& entry = entries_[slot];
    entry = FiringEntry();
    entry.number = number;
    return entry;
  }

  const FiringEntry* find(std::uint64_t number) const {
    if (number < first_ || number >= next_) return nullptr;
    return &entries_[static_cast<std::size_t>((number - 1) % limit_)];
  }
  FiringEntry* find(std::uint64_t number) {
    return const_cast<FiringEntry*>(std::as_const(*this).find(number));
  }

  std::uint64_t first() const { return first_; }
  std::uint64_t next() const { return next_; }

  void setLimit(std::size_t limit) {
    if (limit == 0) limit = 1;
    std::vector<FiringEntry> kept;
    if (next_ - first_ > limit) first_ = next_ - limit;
    for (std::uint64_t number = first_; number < next_; ++number) {
      const auto slot = static_cast<std::size_t>((number - 1) % limit);
      if (slot >= kept.size()) kept.resize(slot + 1);
      kept[slot] = std::move(*find(number));
    }
    entries_ = std::move(kept);
    limit_ = limit;
  }

 private:
  std::size_t limit_ = DefaultLimit;
  std::vector<FiringEntry> entries_;
  std::uint64_t first_ = 1;
  std::uint64_t next_ = 1;
};

}  // namespace loopscope::ui
