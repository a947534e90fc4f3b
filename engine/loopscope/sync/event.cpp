// SPDX-License-Identifier: MIT
#include <loopscope/sync/event.h>

namespace loopscope {

void Event::set() {
  if (set_) return;
  set_ = true;
  waiters_.wake_all();
}

Coro<void> Event::wait() {
  if (set_) co_return;
  const detail::WaitList::Place place(waiters_, {"Event", "wait", name_});
  co_await place.future();
}

}  // namespace loopscope
