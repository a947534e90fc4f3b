// SPDX-License-Identifier: MIT
#include <loopscope/detail/wait_list.h>

#include <algorithm>
#include <string>

#include <loopscope/detail/wait_future.h>

namespace loopscope::detail {
namespace {

bool pending(const WaitList::Place* place) { return !place->future().done(); }

}  // namespace

WaitList::Place::Place(WaitList& list, const Exhibit& exhibit, const char* operation)
    : list_(list), exhibit_(exhibit) {
  Loop& loop = get_running_loop();
  if (!list.core_) list.core_ = &loop.core();
  if (list.core_ != &loop.core())
    throw RuntimeError(std::string(exhibit.type()) + " is bound to a different event loop");
  future_ = make_wait_future<void>(loop, [&] { return exhibit.waiting_in(operation); });
  where_ = list.places_.insert(list.places_.end(), this);
  exhibit.changed();
}

void WaitList::Place::leave() noexcept {
  if (!std::exchange(listed_, false)) return;
  list_.places_.erase(where_);
  exhibit_.changed();
}

bool WaitList::anybody() const {
  return std::ranges::any_of(places_,
                             [](const Place* place) { return !place->future().cancelled(); });
}

void WaitList::wake_head() {
  if (!places_.empty() && pending(places_.front())) places_.front()->future().set_result();
}

bool WaitList::wake_first() {
  const auto first = std::ranges::find_if(places_, pending);
  if (first == places_.end()) return false;
  (*first)->future().set_result();
  return true;
}

void WaitList::wake(std::size_t n) {
  for (const Place* place : places_) {
    if (n == 0) return;
    if (!pending(place)) continue;
    place->future().set_result();
    --n;
  }
}

void WaitList::wake_first_and_remove() {
  while (!places_.empty()) {
    Place* first = places_.front();
    first->leave();
    if (!pending(first)) continue;
    first->future().set_result();
    return;
  }
}

void WaitList::wake_and_remove_all() {
  while (!places_.empty()) {
    Place* first = places_.front();
    first->leave();
    if (pending(first)) first->future().set_result();
  }
}

}  // namespace loopscope::detail
