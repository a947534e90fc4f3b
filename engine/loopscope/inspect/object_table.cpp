// SPDX-License-Identifier: MIT
#include <loopscope/inspect/object_table.h>

#include <memory>
#include <utility>

namespace loopscope::inspect {

/// Where `id` is, or would go.
std::size_t ObjectTable::place_of(ObjectId id) const noexcept {
  std::size_t place = home(id);
  while (entries_[place].id != 0 && entries_[place].id != id) place = (place + 1) & (capacity_ - 1);
  return place;
}

detail::FutureState* ObjectTable::find(ObjectId id) const noexcept {
  if (size_ == 0 || id == 0) return nullptr;
  return entries_[place_of(id)].state;
}

void ObjectTable::add(ObjectId id, detail::FutureState* state) {
  if (2 * (size_ + 1) > capacity_) grow();
  Entry& entry = entries_[place_of(id)];
  if (entry.id == 0) ++size_;
  entry = {id, state};
}

void ObjectTable::remove(ObjectId id) noexcept {
  if (size_ == 0) return;
  std::size_t hole = place_of(id);
  if (entries_[hole].id != id) return;
  --size_;
  for (std::size_t place = hole;;) {
    entries_[hole] = {};
    do {
      place = (place + 1) & (capacity_ - 1);
      if (entries_[place].id == 0) return;
      // Stays when its home lies behind the hole.
    } while (((place - home(entries_[place].id)) & (capacity_ - 1)) <
             ((place - hole) & (capacity_ - 1)));
    entries_[hole] = entries_[place];
    hole = place;
  }
}

void ObjectTable::clear() noexcept {
  entries_.reset();
  capacity_ = size_ = 0;
}

void ObjectTable::grow() {
  ObjectTable larger;
  larger.capacity_ = capacity_ ? detail::grown(capacity_ * sizeof(Entry)) / sizeof(Entry) : 64;
  larger.entries_ = detail::make_large_array<Entry>(larger.capacity_);
  std::uninitialized_fill_n(larger.entries_.get(), larger.capacity_, Entry{});
  for (std::size_t place = 0; place < capacity_; ++place)
    if (entries_[place].id != 0) larger.add(entries_[place].id, entries_[place].state);
  std::swap(*this, larger);
}

}  // namespace loopscope::inspect
