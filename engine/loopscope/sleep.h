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
inline Coro<void> sleep(Duration delay) {
  return delay > Duration::zero() ? detail::sleep_for(delay) : Coro<void>::bare_yield();
}

/// The same, and gives `result`.
template <class T>
Coro<T> sleep(Duration delay, T result) {
  co_await sleep(delay);
  co_return result;
}

}  // namespace loopscope
