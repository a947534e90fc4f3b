// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

#include <loopscope/coroutine.h>
#include <loopscope/time.h>

namespace loopscope {
namespace detail {
Coro<void> sleep_for(Duration delay);
}  // namespace detail

/// Lets `delay` of loop time pass (asyncio.sleep). Zero or less is a bare yield: what is ready runs
/// first, exactly one iteration (T9). A longer one resumes in the iteration after the timer's (S3).
/// Leaving for any reason cancels the timer.
inline Coro<void> sleep(AnyDuration delay) {
  const Duration exact = delay;
  return exact > Duration::zero() ? detail::sleep_for(exact) : Coro<void>::bare_yield();
}

/// A number without a unit does not compile; POSIX has a sleep() of that form, which would stop the thread.
template <class Number>
  requires std::is_arithmetic_v<Number>
Coro<void> sleep(Number number) {
  return sleep(AnyDuration(number));
}

/// The same, and gives `result`.
template <class T>
Coro<T> sleep(AnyDuration delay, T result) {
  co_await sleep(Duration(delay));
  co_return result;
}

}  // namespace loopscope
