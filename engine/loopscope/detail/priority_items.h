// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace loopscope::detail {

/// A binary heap, step by step as Python's heapq does it, so that equal items come out in its order:
/// insert lets the new item rise; extract walks the hole down to a leaf, always promoting the smaller
/// child (the right one when equal), and lets the last item rise from there. Also when a comparison
/// throws: put() has then added the item, and take() has lost the smallest.
template <class T, class Less>
class PriorityItems {
 public:
  static constexpr const char* queue_type = "PriorityQueue";

  std::size_t size() const noexcept { return items_.size(); }

  void put(T item) {
    items_.push_back(std::move(item));
    rise(items_.size() - 1);
  }

  T take() {
    T last = std::move(items_.back());
    items_.pop_back();
    if (items_.empty()) return last;
    T smallest = std::exchange(items_.front(), std::move(last));
    rise(sink_to_leaf());
    return smallest;
  }

 private:
  void rise(std::size_t place) {
    while (place > 0) {
      const std::size_t parent = (place - 1) / 2;
      if (!less_(items_[place], items_[parent])) return;
      std::swap(items_[place], items_[parent]);
      place = parent;
    }
  }

  std::size_t sink_to_leaf() {
    std::size_t place = 0;
    for (std::size_t child = 1; child < items_.size(); child = 2 * place + 1) {
      const std::size_t right = child + 1;
      if (right < items_.size() && !less_(items_[child], items_[right])) child = right;
      std::swap(items_[place], items_[child]);
      place = child;
    }
    return place;
  }

  std::vector<T> items_;
  Less less_;
};

}  // namespace loopscope::detail
