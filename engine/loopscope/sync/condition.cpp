// SPDX-License-Identifier: MIT
#include <loopscope/sync/condition.h>

namespace loopscope {

void Condition::notify(std::size_t n) {
  if (!locked()) throw RuntimeError("cannot notify on un-acquired lock");
  waiters_.wake(n);
}

Coro<void> Condition::wait() {
  if (!locked()) throw RuntimeError("cannot wait on un-acquired lock");
  std::exception_ptr failure;
  {
    const detail::WaitList::Place place(waiters_, "Condition");
    release();
    try {
      co_await place.future();
    } catch (...) {
      failure = std::current_exception();
    }
  }
  // The lock is acquired whatever happens; of several cancellations the last one counts (Y6).
  for (bool acquired = false; !acquired;) {
    try {
      co_await lock_->acquire();
      acquired = true;
    } catch (const CancelledError&) {
      failure = std::current_exception();
    }
  }
  if (!failure) co_return;
  // The notification may have been meant for this task: somebody else gets it.
  waiters_.wake(1);
  std::rethrow_exception(failure);
}

}  // namespace loopscope
