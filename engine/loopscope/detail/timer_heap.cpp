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
  const GrowingArray<Entry> entries = std::move(entries_);
  cancelled_ = 0;
  for (const Entry& entry : entries) {
    entry.timer->in_heap = false;
    entry.timer->cancel();
    entry.timer->release();
  }
}

void TimerHeap::insert(TimerCall* timer) {
  entries_.push_back({});
  timer->in_heap = true;
  sift_up(entries_.size() - 1, {timer->when, timer});
}

TimerCall* TimerHeap::next() {
  while (!entries_.empty()) {
    TimerCall* timer = entries_[0].timer;
    if (timer->state() != Call::State::cancelled) return timer;
    --cancelled_;
    extract()->release();
  }
  return nullptr;
}

TimerCall* TimerHeap::extract() {
  TimerCall* timer = entries_[0].timer;
  const Entry last = entries_[entries_.size() - 1];
  entries_.pop_back();
  if (!entries_.empty()) sift_down(0, last);
  timer->in_heap = false;
  return timer;
}

void TimerHeap::purge() {
  if (entries_.size() <= purge_above || cancelled_ * 2 <= entries_.size()) return;
  Entry* const dead = std::partition(entries_.begin(), entries_.end(), [](const Entry& entry) {
    return entry.timer->state() != Call::State::cancelled;
  });
  std::for_each(dead, entries_.end(), [](const Entry& entry) {
    entry.timer->in_heap = false;
    entry.timer->release();
  });
  entries_.shrink(static_cast<std::size_t>(dead - entries_.begin()));
  cancelled_ = 0;
  make_heap();
}

/// More than one in sixteen: then cutting them out is quicker. O(due): no timer below one that is not
/// due is due.
bool TimerHeap::many_are_due(Duration time) const {
  std::size_t enough = entries_.size() / 16;
  std::vector<std::size_t> places{0};
  while (!places.empty()) {
    const std::size_t place = places.back();
    places.pop_back();
    if (entries_[place].when > time) continue;
    if (enough-- == 0) return true;
    const std::size_t first = place * arity + 1;
    for (std::size_t child = first; child < std::min(first + arity, entries_.size()); ++child)
      places.push_back(child);
  }
  return false;
}

/// In order; the cancelled ones go.
std::vector<TimerHeap::Due> TimerHeap::cut_out_due(Duration time) {
  Entry* const cut = std::partition(entries_.begin(), entries_.end(),
                                    [time](const Entry& entry) { return entry.when > time; });
  std::vector<Due> due;
  due.reserve(static_cast<std::size_t>(entries_.end() - cut));
  for (Entry* entry = cut; entry != entries_.end(); ++entry) {
    constexpr std::ptrdiff_t ahead = 8;
    if (entries_.end() - entry > ahead) __builtin_prefetch(entry[ahead].timer, 1);
    TimerCall* timer = entry->timer;
    timer->in_heap = false;
    if (timer->state() != Call::State::cancelled) {
      due.push_back({timer->when, timer->number, timer});
    } else {
      --cancelled_;
      timer->release();
    }
  }
  entries_.shrink(static_cast<std::size_t>(cut - entries_.begin()));
  make_heap();
  std::sort(due.begin(), due.end(), [](const Due& a, const Due& b) {
    return a.when != b.when ? a.when < b.when : a.number < b.number;
  });
  return due;
}

void TimerHeap::make_heap() noexcept {
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
