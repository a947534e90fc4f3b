// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace loopscope::ui {

/// A hash map from numbers (never 0) to small values: open addressing with linear probing, one
/// cache line a hit, erasing by shifting back, so that no tombstones pile up under churn.
/// Pointers to values are good until the next insert or erase.
template <class Value>
class IdMap {
 public:
  Value* find(std::uint64_t key) {
    if (size_ == 0 || key == 0) return nullptr;
    for (std::size_t i = home(key);; i = (i + 1) & mask()) {
      if (cells_[i].key == key) return &cells_[i].value;
      if (cells_[i].key == 0) return nullptr;
    }
  }
  const Value* find(std::uint64_t key) const { return const_cast<IdMap*>(this)->find(key); }

  /// The value of a key, default-made when new. The key must not be 0.
  Value& operator[](std::uint64_t key) {
    if ((size_ + 1) * 3 > cells_.size() * 2) grow();
    Cell& cell = cells_[place(key)];
    if (cell.key == 0) {
      cell.key = key;
      ++size_;
    }
    return cell.value;
  }

  bool erase(std::uint64_t key) {
    if (size_ == 0 || key == 0) return false;
    std::size_t hole = place(key);
    if (cells_[hole].key == 0) return false;
    for (std::size_t i = (hole + 1) & mask(); cells_[i].key != 0; i = (i + 1) & mask()) {
      // A cell may fill the hole unless its home lies behind the hole.
      if (((i - home(cells_[i].key)) & mask()) < ((i - hole) & mask())) continue;
      cells_[hole] = std::move(cells_[i]);
      hole = i;
    }
    cells_[hole] = Cell();
    --size_;
    return true;
  }

  std::size_t size() const { return size_; }

  void clear() {
    cells_.clear();
    size_ = 0;
  }

  /// Calls visit(key, value) for all, in no order. The map must not change meanwhile.
  template <class Visit>
  void forEach(Visit visit) {
    for (Cell& cell : cells_) {
      if (cell.key != 0) visit(cell.key, cell.value);
    }
  }

 private:
  struct Cell {
    std::uint64_t key = 0;
    Value value{};
  };

  std::size_t mask() const { return cells_.size() - 1; }

  std::size_t home(std::uint64_t key) const {
    const int bits = std::countr_zero(cells_.size());
    return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15U) >> (64 - bits));
  }

  std::size_t place(std::uint64_t key) const {
    std::size_t i = home(key);
    while (cells_[i].key != 0 && cells_[i].key != key) i = (i + 1) & mask();
    return i;
  }

  void grow() {
    std::vector<Cell> old(cells_.empty() ? 16 : cells_.size() * 2);
    old.swap(cells_);
    for (Cell& cell : old) {
      if (cell.key != 0) cells_[place(cell.key)] = std::move(cell);
    }
  }

  std::vector<Cell> cells_;
  std::size_t size_ = 0;
};

}  // namespace loopscope::ui
