// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include <loopscope/sleep.h>
#include <loopscope/threadsafe.h>

/// The subject of CPython's RunCoroutineThreadsafeTests.
namespace loopscope::test {

enum class Way { succeed, fail, cancel };

/// Adds after 50 ms, or fails.
inline Coro<int> add(int a, int b, Way way) {
  co_await sleep(std::chrono::milliseconds(50));
  if (way == Way::fail) throw RuntimeError("Fail!");
  if (way == Way::cancel) {
    current_task().cancel();
    co_await sleep(Duration::zero());
  }
  co_return a + b;
}

/// Its body in a thread: runs add() in the loop and waits for it.
inline int target(const LoopDoor& door, Way way, std::optional<Duration> timeout = std::nullopt) {
  const ConcurrentFuture<int> outcome = run_coroutine_threadsafe(door, add(1, 2, way));
  struct Cancel {
    const ConcurrentFuture<int>& outcome;
    ~Cancel() { outcome.done() || outcome.cancel(); }
  } const cancel{outcome};
  return outcome.result(timeout);
}

}  // namespace loopscope::test
