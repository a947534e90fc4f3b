// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>

namespace loopscope {

/// A name given to a new task, which copies it. Refers to text that lives until then: a temporary
/// string is refused.
class TaskName {
 public:
  constexpr TaskName() = default;
  constexpr TaskName(const char* text) : text_(text) {}
  constexpr TaskName(std::string_view text) : text_(text) {}
  TaskName(const std::string& text) : text_(text) {}
  TaskName(std::string&&) = delete;

  constexpr operator std::string_view() const noexcept { return text_; }
  constexpr bool empty() const noexcept { return text_.empty(); }

 private:
  std::string_view text_;
};

/// How a task is made. Plain data on purpose: within a `co_await` expression, as in
/// `co_await loop.create_task(f, {.name = "x"})`, GCC 12 destroys an aggregate twice.
struct TaskOptions {
  TaskName name = {};  ///< empty: "Task-N"

  /// Runs the first step inside create_task, when the loop is running (asyncio:
  /// eager_task_factory).
  bool eager = false;

  std::source_location site = std::source_location::current();
};

static_assert(std::is_trivially_copyable_v<TaskOptions>);

/// Sees the options of every task that a loop makes, and may change them: the counterpart of
/// asyncio's task factory. `eager_tasks` is its eager_task_factory. A name that it sets must live
/// until create_task returns.
using TaskFactory = std::function<void(TaskOptions&)>;

/// For Loop::set_task_factory.
inline void eager_tasks(TaskOptions& options) { options.eager = true; }

}  // namespace loopscope
