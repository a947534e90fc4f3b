// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <source_location>
#include <string>

namespace loopscope {

/// How a task is made.
struct TaskOptions {
  std::string name = {};  ///< empty: "Task-N"

  /// Runs the first step inside create_task, when the loop is running (asyncio: eager_task_factory).
  bool eager = false;

  std::source_location site = std::source_location::current();
};

/// Sees the options of every task that a loop makes, and may change them: the counterpart of
/// asyncio's task factory. `eager_tasks` is its eager_task_factory.
using TaskFactory = std::function<void(TaskOptions&)>;

inline void eager_tasks(TaskOptions& options) { options.eager = true; }

}  // namespace loopscope
