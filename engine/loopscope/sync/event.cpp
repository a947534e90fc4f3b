// SPDX-License-Identifier: MIT
#include <loopscope/sync/event.h>

namespace loopscope {

std::string Event::standing() const {
  return detail::with_waiting(set_ ? "set" : "clear", waiters_.size());
}

void Event::set() {
  if (set_) return;
  set_ = true;
  exhibit_.changed();
  waiters_.wake_all();
}

Coro<void> Event::wait() {
  if (set_) co_return;
  const detail::WaitList::Place place(waiters_, exhibit_, "wait");
  co_await place.future();
}

}  // namespace loopscope
