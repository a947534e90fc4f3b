// SPDX-License-Identifier: MIT
#include <loopscope/sleep.h>

#include <loopscope/detail/wait_future.h>

#include <algorithm>
#include <iterator>

namespace loopscope {
namespace {

std::string describe_delay(Duration delay) {
  struct Unit {
    Duration length;
    const char* name;
  };
  static constexpr Unit units[] = {{std::chrono::seconds(1), " s"},
                                   {std::chrono::milliseconds(1), " ms"},
                                   {std::chrono::microseconds(1), " µs"},
                                   {std::chrono::nanoseconds(1), " ns"}};
  // The largest unit that says it exactly.
  const Unit& unit = *std::find_if(std::begin(units), std::end(units), [delay](const Unit& each) {
    return delay % each.length == Duration::zero();
  });
  return "sleep " + std::to_string(delay / unit.length) + unit.name;
}

}  // namespace

Coro<void> detail::sleep_for(Duration delay) {
  Loop& loop = get_running_loop();
  const auto describe = [delay] { return describe_delay(delay); };
  const Future<void> due = detail::make_wait_future<void>(loop, describe);
  struct Timer {
    TimerHandle handle;
    ~Timer() { handle.cancel(); }
  } const timer{loop.call_later(delay, named("sleep is over", [due] {
                                  if (!due.done()) due.set_result();
                                }))};
  co_await due;
}

}  // namespace loopscope
