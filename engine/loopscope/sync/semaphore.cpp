// SPDX-License-Identifier: MIT
#include <loopscope/sync/semaphore.h>

namespace loopscope {

Semaphore::Semaphore(long value, std::string name) : name_(std::move(name)), value_(value) {
  if (value < 0) throw ValueError("Semaphore initial value must be >= 0");
}

Coro<void> Semaphore::acquire() {
  if (!locked()) {
    --value_;
    co_return;
  }
  std::exception_ptr failure;
  {
    detail::WaitList::Place place(waiters_, {"Semaphore", "acquire", name_});
    try {
      co_await place.future();
    } catch (...) {
      failure = std::current_exception();
    }
    // Woken with a permit, which this task will not use.
    if (failure && place.future().done() && !place.future().cancelled()) ++value_;
  }
  // Others may have come meanwhile and had to wait for their turn.
  while (value_ > 0 && wake_next()) {
  }
  if (failure) std::rethrow_exception(failure);
}

Coro<Guard<Semaphore>> Semaphore::scoped() {
  co_await acquire();
  co_return Guard<Semaphore>(*this);
}

void Semaphore::release() {
  ++value_;
  wake_next();
}

bool Semaphore::wake_next() {
  if (!waiters_.wake_first()) return false;
  --value_;
  return true;
}

void BoundedSemaphore::release() {
  if (value() >= bound_) throw ValueError("BoundedSemaphore released too many times");
  Semaphore::release();
}

}  // namespace loopscope
