// SPDX-License-Identifier: MIT
#include <loopscope/detail/timer_heap.h>

#include <algorithm>
#include <bit>
#include <new>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace loopscope::detail {
namespace {

constexpr std::size_t arity = 4;
constexpr std::size_t purge_above = 100;

}  // namespace

TimerHeap::~TimerHeap() {
  // One after the other: a timer's callable may own what cancels another.
  while (next()) Ref<Call>::adopt(extract())->cancel();
}

void TimerHeap::insert(TimerCall* timer) {
  if (free_slot_ == none) {
    if (slots_.size() == std::size_t{1} << slot_bits) throw std::bad_alloc();
    slots_.push_back({.next_free = none});
    free_slot_ = slots_.size() - 1;
  }
  const Entry entry(timer->when, timer->number, free_slot_);
  entries_.push_back(entry);
  timer->slot = static_cast<std::uint32_t>(free_slot_);
  timer->in_heap = true;
  free_slot_ = std::exchange(slots_[free_slot_], {.timer = timer}).next_free;
  sift_up(entries_.size() - 1, entry);
}

/// Of an entry that leaves the heap: its timer, or null if that was cancelled. The slot is free afterwards.
TimerCall* TimerHeap::leave(const Entry& entry) noexcept {
  TimerCall* timer = std::exchange(slots_[entry.slot()], {.next_free = free_slot_}).timer;
  free_slot_ = entry.slot();
  if (timer)
    timer->in_heap = false;
  else
    --cancelled_;
  return timer;
}

TimerCall* TimerHeap::next() {
  while (!entries_.empty()) {
    if (TimerCall* timer = timer_of(entries_[0])) return timer;
    extract();
  }
  return nullptr;
}

TimerCall* TimerHeap::extract() {
  TimerCall* timer = leave(entries_[0]);
  const Entry last = entries_[entries_.size() - 1];
  entries_.pop_back();
  if (!entries_.empty()) sift_down(0, last);
  return timer;
}

void TimerHeap::purge() {
  if (entries_.size() <= purge_above || cancelled_ * 2 <= entries_.size()) return;
  std::size_t kept = 0;
  for (std::size_t place = 0; place < entries_.size(); ++place) {
    if (place + ahead < entries_.size()) __builtin_prefetch(&timer_of(entries_[place + ahead]), 1);
    const Entry entry = entries_[place];
    if (timer_of(entry))
      entries_[kept++] = entry;
    else
      leave(entry);
  }
  entries_.shrink(kept);
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

/// Behind those that are not, the first to fire last. Returns how many are not. The entries are no heap
/// afterwards.
std::size_t TimerHeap::move_due_behind(Duration time) {
  const Entry* due = std::partition(entries_.begin(), entries_.end(),
                                    [time](const Entry& entry) { return entry.when > time; });
  const auto rest = static_cast<std::size_t>(due - entries_.begin());
  sort_last_first(rest);
  return rest;
}

/// From place `begin` to the end. Comparing is dear, as the processor cannot guess how it ends: each entry
/// goes at once to its part of the time between the first and the last, and only the few of a part are
/// compared (a radix sort by the highest digit).
void TimerHeap::sort_last_first(std::size_t begin) {
  const auto later = [](const Entry& a, const Entry& b) { return b.before(a); };
  const std::size_t count = entries_.size() - begin;
  constexpr std::size_t few = 256;
  if (count < few) return std::sort(&entries_[begin], entries_.end(), later);

  Entry* const sorted = entries_.room_behind(count);
  const std::span<Entry> all(&entries_[begin], count);
  const auto [first, last] = std::ranges::minmax_element(all, {}, &Entry::when);
  const auto time_of = [](const Entry& entry) {
    return static_cast<std::uint64_t>(entry.when.count());
  };
  const std::uint64_t latest = time_of(*last);
  const std::uint64_t length = latest - time_of(*first);
  const auto digit = static_cast<int>(std::bit_width(std::min(count / 16, std::size_t{4095})));
  const int shift = std::max(0, static_cast<int>(std::bit_width(length)) - digit);
  const auto part_of = [&](const Entry& entry) { return (latest - time_of(entry)) >> shift; };

  std::vector<std::uint32_t> ends(std::size_t{1} << digit);
  for (const Entry& entry : all) ++ends[part_of(entry)];
  std::exclusive_scan(ends.begin(), ends.end(), ends.begin(), std::uint32_t{0});
  for (const Entry& entry : all) sorted[ends[part_of(entry)]++] = entry;
  std::uint32_t from = 0;
  for (const std::uint32_t end : ends)
    std::sort(sorted + std::exchange(from, end), sorted + end, later);
  std::copy_n(sorted, count, all.data());
}

void TimerHeap::make_heap() noexcept {
  for (std::size_t place = entries_.size() / arity + 1; place-- > 0;)
    if (place < entries_.size()) sift_down(place, entries_[place]);
}

void TimerHeap::sift_up(std::size_t place, Entry entry) noexcept {
  while (place > 0) {
    const std::size_t parent = (place - 1) / arity;
    if (!entry.before(entries_[parent])) break;
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
      if (entries_[child].before(entries_[smallest])) smallest = child;
    if (!entries_[smallest].before(entry)) break;
    entries_[place] = entries_[smallest];
    place = smallest;
  }
  entries_[place] = entry;
}

}  // namespace loopscope::detail
