// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include <loopscope/detail/large_array.h>
#include <loopscope/inspect/record.h>

namespace loopscope::detail {
class FutureState;
}

namespace loopscope::inspect {

/// The living futures and tasks by number: open addressing with linear probing, erased by moving the
/// followers back, so that it never fills with tombstones. All O(1): numbers are mostly consecutive and
/// would make one long cluster, to whose end each removal looks, so fours of them are scattered. A four
/// stays together, for they are mostly made together and fill a cache line.
class ObjectTable {
 public:
  detail::FutureState* find(ObjectId id) const noexcept;
  void add(ObjectId id, detail::FutureState* state);
  void remove(ObjectId id) noexcept;
  void clear() noexcept;
  std::size_t size() const noexcept { return size_; }

  /// Calls visit(state) for each, in no order.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (std::size_t place = 0; place < capacity_; ++place)
      if (entries_[place].id != 0) visit(*entries_[place].state);
  }

 private:
  struct Entry {
    ObjectId id = 0;  // 0: free
    detail::FutureState* state = nullptr;
  };

  std::size_t home(ObjectId id) const noexcept {
    constexpr std::uint64_t golden_ratio = 0x9E37'79B9'7F4A'7C15;  // of 2^64
    const std::uint64_t four = ((id >> 2) * golden_ratio) >> 32;
    return (four << 2 | (id & 3)) & (capacity_ - 1);
  }
  std::size_t place_of(ObjectId id) const noexcept;
  void grow();

  detail::LargeArray<Entry> entries_;
  std::size_t capacity_ = 0;
  std::size_t size_ = 0;
};

}  // namespace loopscope::inspect
