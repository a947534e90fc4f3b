// SPDX-License-Identifier: MIT
#include <loopscope/ui/store/due_queue.h>

#include <algorithm>
#include <utility>

namespace loopscope::ui {

namespace {

bool before(const DueEntry& entry, inspect::Ticket ticket) { return entry.ticket < ticket; }

}  // namespace

void DueQueue::schedule(DueEntry entry) {
  if (entries_.size() >= limit_) compact();
  if (entries_.size() >= limit_ || entry.ticket <= beyondLast_) {
    if (beyondCount_++ == 0) beyondFirst_ = entry.ticket;
    beyondLast_ = std::max(beyondLast_, entry.ticket);
    return;
  }
  if (entries_.empty() || entries_.back().ticket < entry.ticket) {
    entries_.push_back(std::move(entry));
    ++live_;
    return;
  }
  const auto place = std::lower_bound(entries_.begin(), entries_.end(), entry.ticket, before);
  if (place->ticket == entry.ticket) return;
  entries_.insert(place, std::move(entry));
  ++live_;
}

DueEntry DueQueue::unschedule(inspect::Ticket ticket) {
  const auto place = std::lower_bound(entries_.begin(), entries_.end(), ticket, before);
  if (place == entries_.end() || place->ticket != ticket) {
    if (beyondCount_ > 0 && ticket >= beyondFirst_ && ticket <= beyondLast_) --beyondCount_;
    return {};
  }
  if (place->unscheduled) return {};
  DueEntry taken = *place;
  place->unscheduled = true;
  place->what = Text();
  --live_;
  dropFront();
  return taken;
}

DueEntry DueQueue::begin(inspect::Ticket ticket) {
  while (!entries_.empty() && entries_.front().ticket < ticket) {
    if (!entries_.front().unscheduled) --live_;
    entries_.pop_front();
  }
  if (beyondCount_ > 0) {
    const inspect::Ticket left = ticket < beyondLast_ ? beyondLast_ - ticket : 0;
    beyondCount_ = std::min<std::size_t>(beyondCount_, left);
  }
  if (beyondCount_ == 0) beyondLast_ = 0;
  if (entries_.empty() || entries_.front().ticket != ticket) return {};
  DueEntry taken = std::move(entries_.front());
  if (!taken.unscheduled) --live_;
  entries_.pop_front();
  dropFront();
  return taken;
}

void DueQueue::clear() {
  entries_.clear();
  live_ = 0;
  beyondFirst_ = beyondLast_ = 0;
  beyondCount_ = 0;
}

std::vector<const DueEntry*> DueQueue::first(std::size_t limit) const {
  std::vector<const DueEntry*> due;
  for (const DueEntry& entry : entries_) {
    if (due.size() == limit) break;
    if (!entry.unscheduled) due.push_back(&entry);
  }
  return due;
}

void DueQueue::dropFront() {
  while (!entries_.empty() && entries_.front().unscheduled) entries_.pop_front();
  if (entries_.size() > 2 * live_ + 1024) compact();
}

void DueQueue::compact() {
  if (entries_.size() == live_) return;
  std::erase_if(entries_, [](const DueEntry& entry) { return entry.unscheduled; });
}

}  // namespace loopscope::ui
