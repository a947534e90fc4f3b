// SPDX-License-Identifier: MIT
#include <loopscope/ui/store/timer_table.h>

namespace loopscope::ui {

void TimerTable::set(TimerEntry timer) {
  if (timer.number == 0) return;
  forget(timer.number);
  order_.emplace(timer.deadline, timer.number);
  timers_[timer.number] = std::move(timer);
}

void TimerTable::fired(std::uint64_t number) {
  const TimerEntry* timer = timers_.find(number);
  if (!timer || order_.erase({timer->deadline, number}) == 0) return;
  fired_.push_back(number);
  while (fired_.size() > FiredLimit) {
    const std::uint64_t oldest = fired_.front();
    fired_.pop_front();
    const TimerEntry* known = timers_.find(oldest);
    if (known && !order_.contains({known->deadline, oldest})) timers_.erase(oldest);
  }
}

void TimerTable::cancelled(std::uint64_t number) { forget(number); }

std::int64_t TimerTable::take(std::uint64_t number) {
  const TimerEntry* timer = timers_.find(number);
  const std::int64_t deadline = timer ? timer->deadline : -1;
  forget(number);
  return deadline;
}

void TimerTable::expire(std::int64_t now) {
  while (!order_.empty() && order_.begin()->first < now) forget(order_.begin()->second);
}

std::vector<TimerEntry> TimerTable::first(std::size_t limit) const {
  std::vector<TimerEntry> timers;
  for (const auto& [deadline, number] : order_) {
    if (timers.size() == limit) break;
    timers.push_back(*timers_.find(number));
  }
  return timers;
}

void TimerTable::forget(std::uint64_t number) {
  const TimerEntry* timer = timers_.find(number);
  if (!timer) return;
  order_.erase({timer->deadline, number});
  timers_.erase(number);
}

}  // namespace loopscope::ui
