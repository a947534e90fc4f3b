// SPDX-License-Identifier: MIT
#include <loopscope/inspect/object_table.h>

namespace loopscope::inspect {

/// Where `id` is, or would go.
std::size_t ObjectTable::place_of(ObjectId id) const noexcept {
  std::size_t place = home(id);
  while (entries_[place].first != 0 && entries_[place].first != id)
    place = (place + 1) & (capacity_ - 1);
  return place;
}

detail::FutureState* ObjectTable::find(ObjectId id) const noexcept {
  if (size_ == 0 || id == 0) return nullptr;
  return entries_[place_of(id)].second;
}

void ObjectTable::add(ObjectId id, detail::FutureState* state) {
  if (2 * (size_ + 1) > capacity_) grow();
  Entry& entry = entries_[place_of(id)];
  if (entry.first == 0) ++size_;
  entry = {id, state};
}

void ObjectTable::remove(ObjectId id) noexcept {
  if (size_ == 0) return;
  std::size_t hole = place_of(id);
  if (entries_[hole].first != id) return;
  --size_;
  for (std::size_t place = hole;;) {
    entries_[hole] = {};
    do {
      place = (place + 1) & (capacity_ - 1);
      if (entries_[place].first == 0) return;
      // Stays when its home lies behind the hole.
    } while (((place - home(entries_[place].first)) & (capacity_ - 1)) <
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
  larger.capacity_ = capacity_ ? 2 * capacity_ : 64;
  larger.entries_ = std::make_unique<Entry[]>(larger.capacity_);
  for (std::size_t place = 0; place < capacity_; ++place)
    if (entries_[place].first != 0) larger.add(entries_[place].first, entries_[place].second);
  std::swap(*this, larger);
}

}  // namespace loopscope::inspect
