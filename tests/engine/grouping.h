// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include <loopscope/combine/task_group.h>
#include <loopscope/sleep.h>

/// What the tests of task groups fill them with.
namespace loopscope::test {

/// Makes a task that nobody but the group knows.
template <class... A>
void add(const TaskGroup& group, A&&... arguments) {
  static_cast<void>(group.create_task(std::forward<A>(arguments)...));
}

inline Coro<void> fail_after(Duration delay, std::string error) {
  co_await sleep(delay);
  throw std::runtime_error(error);
}

}  // namespace loopscope::test
