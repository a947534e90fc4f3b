// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <type_traits>
#include <utility>

namespace loopscope::detail {

/// A std::vector for plain data that may be large: it grows by std::realloc, which moves the pages of a
/// large block and copies nothing, where a vector would touch new ones for all that it has.
template <class T>
class GrowingArray {
 public:
  GrowingArray() = default;
  GrowingArray(GrowingArray&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  ~GrowingArray() { std::free(data_); }

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
    if (capacity_ - size_ < count) grow(std::max(size_ + count, 2 * capacity_));
    return end();
  }
  /// Forgets what lies behind the first `size`.
  void shrink(std::size_t size) noexcept { size_ = size; }

 private:
  static_assert(std::is_trivially_copyable_v<T> && alignof(T) <= alignof(std::max_align_t));

  // By value: it may lie in the array.
  void grow_and_push_back(T value) {
    grow(capacity_ ? 2 * capacity_ : 16);
    data_[size_++] = value;
  }

  void grow(std::size_t larger) {
    void* data = std::realloc(static_cast<void*>(data_), larger * sizeof(T));
    if (!data) throw std::bad_alloc();
    data_ = static_cast<T*>(data);
    capacity_ = larger;
  }

  T* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace loopscope::detail
