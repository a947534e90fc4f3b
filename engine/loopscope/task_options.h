// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <functional>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>

namespace loopscope {

/// A name given to a new task, which copies it: any text, also a QString or another class that has toStdString().
/// Refers to the text, which must live until the task is made: a temporary in the call does.
class TaskName {
 public:
  constexpr TaskName() = default;
  constexpr TaskName(const char* text) : text_(text) {}
  constexpr TaskName(std::string_view text) : text_(text) {}
  TaskName(const std::string& text) : text_(text) {}
  template <class Text>
    requires requires(const Text& text) {
      { text.toStdString() } -> std::convertible_to<std::string>;
    }
  TaskName(const Text& text)
      : source_(&text), convert_([](const void* source) -> std::string {
          return static_cast<const Text*>(source)->toStdString();
        }) {}

  std::string string() const { return convert_ ? convert_(source_) : std::string(text_); }
  bool empty() const { return convert_ ? string().empty() : text_.empty(); }

 private:
  std::string_view text_;
  const void* source_ = nullptr;  // for convert_, null: text_ is the name
  std::string (*convert_)(const void* source) = nullptr;
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
