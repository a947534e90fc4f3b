// SPDX-License-Identifier: MIT
#include <loopscope/sync/semaphore.h>

namespace loopscope {

namespace {

long require_number(long value) {
  if (value < 0) throw ValueError("Semaphore initial value must be >= 0");
  return value;
}

}  // namespace

Semaphore::Semaphore(const char* type, long value, std::string name,
                     const std::source_location& site)
    : value_(require_number(value)), exhibit_(type, std::move(name), site, *this) {}

std::string Semaphore::standing() const {
  return detail::with_waiting((value_ == 0 ? "none" : std::to_string(value_)) + " free",
                              waiters_.size());
}

Coro<void> Semaphore::acquire() {
  if (!locked()) {
    --value_;
    exhibit_.changed();
    co_return;
  }
  std::exception_ptr failure;
  {
    detail::WaitList::Place place(waiters_, exhibit_, "acquire");
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
  exhibit_.changed();
  wake_next();
}

bool Semaphore::wake_next() {
  if (!waiters_.wake_first()) return false;
  --value_;
  exhibit_.changed();
  return true;
}

void BoundedSemaphore::release() {
  if (value() >= bound_) throw ValueError("BoundedSemaphore released too many times");
  Semaphore::release();
}

}  // namespace loopscope
