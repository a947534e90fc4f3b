// SPDX-License-Identifier: MIT
#include <loopscope/detail/timer_heap.h>

#include <algorithm>
#include <utility>

namespace loopscope::detail {
namespace {

constexpr std::size_t arity = 4;
constexpr std::size_t purge_above = 100;

}  // namespace

TimerHeap::~TimerHeap() { clear(); }

void TimerHeap::clear() noexcept {
  // A timer's callable may own what ends up here again: empty first, then release.
  const std::vector<Entry> entries = std::exchange(entries_, {});
  cancelled_ = 0;
  for (const Entry& entry : entries) {
    entry.timer->in_heap = false;
    entry.timer->cancel();
    entry.timer->release();
  }
}

void TimerHeap::insert(TimerCall* timer) {
  entries_.emplace_back();
  timer->in_heap = true;
  sift_up(entries_.size() - 1, {timer->when, timer});
}

TimerCall* TimerHeap::next() {
  while (!entries_.empty()) {
    TimerCall* timer = entries_.front().timer;
    if (timer->state() != Call::State::cancelled) return timer;
    --cancelled_;
    extract()->release();
  }
  return nullptr;
}

TimerCall* TimerHeap::extract() {
  TimerCall* timer = entries_.front().timer;
  const Entry last = entries_.back();
  entries_.pop_back();
  if (!entries_.empty()) sift_down(0, last);
  timer->in_heap = false;
  return timer;
}

void TimerHeap::purge() {
  if (entries_.size() <= purge_above || cancelled_ * 2 <= entries_.size()) return;
  const auto dead = std::partition(entries_.begin(), entries_.end(), [](const Entry& entry) {
    return entry.timer->state() != Call::State::cancelled;
  });
  std::for_each(dead, entries_.end(), [](const Entry& entry) {
    entry.timer->in_heap = false;
    entry.timer->release();
  });
  entries_.erase(dead, entries_.end());
  cancelled_ = 0;
  for (std::size_t place = entries_.size() / arity + 1; place-- > 0;)
    if (place < entries_.size()) sift_down(place, entries_[place]);
}

void TimerHeap::sift_up(std::size_t place, Entry entry) noexcept {
  while (place > 0) {
    const std::size_t parent = (place - 1) / arity;
    if (!before(entry, entries_[parent])) break;
    entries_[place] = entries_[parent];
    place = parent;
  }
  entries_[place] = entry;
}

void TimerHeap::sift_down(std::size_t place, Entry entry) noexcept {
  const std::size_t count = entries_.size();
  for (;;) {
    const std::size_t first = place * arity + 1;
    if (first >= count) break;
    std::size_t smallest = first;
    for (std::size_t child = first + 1; child < std::min(first + arity, count); ++child)
      if (before(entries_[child], entries_[smallest])) smallest = child;
    if (!before(entries_[smallest], entry)) break;
    entries_[place] = entries_[smallest];
    place = smallest;
  }
  entries_[place] = entry;
}

}  // namespace loopscope::detail
