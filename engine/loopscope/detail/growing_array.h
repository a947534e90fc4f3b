// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>

#include <loopscope/detail/cache_line.h>
#include <loopscope/detail/large_array.h>

namespace loopscope::detail {

/// A std::vector for plain data that may be large. Its element `first_in_line`, and each as many further
/// as fit, begins a cache line.
template <class T, std::size_t first_in_line = 0>
class GrowingArray {
 public:
  GrowingArray() = default;
  GrowingArray(GrowingArray&& other) noexcept
      : block_(std::move(other.block_)),
        data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}

  bool empty() const noexcept { return size_ == 0; }
  std::size_t size() const noexcept { return size_; }
  T& operator[](std::size_t place) noexcept { return data_[place]; }
  const T& operator[](std::size_t place) const noexcept { return data_[place]; }
  T* begin() noexcept { return data_; }
  T* end() noexcept { return data_ + size_; }
  const T* begin() const noexcept { return data_; }
  const T* end() const noexcept { return data_ + size_; }

  /// Amortised O(1). Throws std::bad_alloc.
  void push_back(const T& value) {
    if (size_ == capacity_) [[unlikely]]
      return grow_and_push_back(value);
    data_[size_++] = value;
  }
  void pop_back() noexcept { --size_; }
  /// Room for as many behind the end, for the caller's use until the array changes. Throws std::bad_alloc.
  T* room_behind(std::size_t count) {
    if (capacity_ - size_ < count) grow(size_ + count);
    return end();
  }
  /// Forgets what lies behind the first `size`.
  void shrink(std::size_t size) noexcept { size_ = size; }

 private:
  static_assert(cache_line % sizeof(T) == 0);
  // So many places of the block stay empty.
  static constexpr std::size_t skipped =
      (cache_line / sizeof(T) - first_in_line) % (cache_line / sizeof(T));

  // By value: it may lie in the array.
  void grow_and_push_back(T value) {
    grow(size_ + 1);
    data_[size_++] = value;
  }

  void grow(std::size_t least) {
    const std::size_t size = std::max(grown((skipped + capacity_) * sizeof(T)),
                                      (skipped + std::max(least, std::size_t{16})) * sizeof(T));
    LargeArray<T> block = make_large_array<T>(size / sizeof(T));
    std::copy_n(data_, size_, block.get() + skipped);
    block_ = std::move(block);
    data_ = block_.get() + skipped;
    capacity_ = size / sizeof(T) - skipped;
  }

  LargeArray<T> block_;
  T* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace loopscope::detail
