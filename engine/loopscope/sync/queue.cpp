// SPDX-License-Identifier: MIT
#include <loopscope/sync/queue.h>

namespace loopscope {

void QueueBase::wake_next(detail::WaitList& list) { list.wake_first_and_remove(); }

void QueueBase::require_space() const {
  if (shut_down_) throw QueueShutDown();
  if (full()) throw QueueFull();
}

void QueueBase::require_item() const {
  if (!empty()) return;
  if (shut_down_) throw QueueShutDown();
  throw QueueEmpty();
}

void QueueBase::item_was_put() {
  ++unfinished_;
  exhibit_.changed();
  wake_next(getters_);
}

void QueueBase::item_was_taken() {
  exhibit_.changed();
  wake_next(putters_);
}

std::string QueueBase::standing() const {
  std::string text = std::to_string(size_);
  if (maxsize_ > 0) text += " of " + std::to_string(maxsize_);
  text += size_ == 1 && maxsize_ <= 0 ? " item" : " items";
  if (unfinished_ > size_) text += ", " + std::to_string(unfinished_ - size_) + " in work";
  if (shut_down_) text += ", shut down";
  text = detail::with_waiting(std::move(text), getters_.size(), " to get");
  text = detail::with_waiting(std::move(text), putters_.size(), " to put");
  return detail::with_waiting(std::move(text), joiners_.size(), " to join");
}

Coro<void> QueueBase::wait_for_space() {
  while (full()) {
    if (shut_down_) throw QueueShutDown();
    detail::WaitList::Place place(putters_, exhibit_, "put");
    try {
      co_await place.future();
    } catch (...) {
      place.future().cancel();
      place.leave();
      // Woken for a slot that this task will not use: the next in line gets it (Q3).
      if (!full() && !place.future().cancelled()) wake_next(putters_);
      throw;
    }
  }
}

Coro<void> QueueBase::wait_for_item() {
  while (empty()) {
    if (shut_down_) throw QueueShutDown();
    detail::WaitList::Place place(getters_, exhibit_, "get");
    try {
      co_await place.future();
    } catch (...) {
      place.future().cancel();
      place.leave();
      if (!empty() && !place.future().cancelled()) wake_next(getters_);
      throw;
    }
  }
}

void QueueBase::task_done() {
  if (unfinished_ == 0) throw ValueError("task_done() called too many times");
  --unfinished_;
  exhibit_.changed();
  if (unfinished_ == 0) joiners_.wake_all();
}

Coro<void> QueueBase::join() {
  if (unfinished_ == 0) co_return;
  const detail::WaitList::Place place(joiners_, exhibit_, "join");
  co_await place.future();
}

void QueueBase::shutdown(bool immediate) {
  shut_down_ = true;
  exhibit_.changed();
  if (immediate) {
    while (!empty()) {
      drop_item();
      if (unfinished_ > 0) --unfinished_;
    }
    exhibit_.changed();
    if (unfinished_ == 0) joiners_.wake_all();
  }
  getters_.wake_and_remove_all();
  putters_.wake_and_remove_all();
}

}  // namespace loopscope
