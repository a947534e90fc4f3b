// SPDX-License-Identifier: MIT
#include <loopscope/sleep.h>

#include <loopscope/loop.h>

namespace loopscope {
namespace {

std::string describe_delay(Duration delay) {
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(delay).count();
  if (milliseconds % 1000 == 0) return "sleep " + std::to_string(milliseconds / 1000) + " s";
  return "sleep " + std::to_string(milliseconds) + " ms";
}

}  // namespace

Coro<void> sleep(Duration delay) {
  if (delay <= Duration::zero()) {
    co_await detail::YieldAwaiter();
    co_return;
  }
  Loop& loop = get_running_loop();
  // A name costs: only when somebody looks.
  const std::string name = loop.core().observer() ? describe_delay(delay) : std::string();
  const Future<void> due = loop.create_future<void>(name);
  struct Timer {
    TimerHandle handle;
    ~Timer() { handle.cancel(); }
  } const timer{loop.call_later(delay, named("sleep is over", [due] {
                                  if (!due.done()) due.set_result();
                                }))};
  co_await due;
}

}  // namespace loopscope
