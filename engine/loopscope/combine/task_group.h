// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <source_location>
#include <type_traits>
#include <utility>
#include <vector>

#include <loopscope/combine/ensure_future.h>
#include <loopscope/combine/exception_group.h>

namespace loopscope {

/// Tasks that belong together (asyncio.TaskGroup): `co_await task_group(body)` calls `body(group)`,
/// awaits it and then all tasks that were made in the group. When one fails, the others and the body
/// are cancelled; then ExceptionGroup is thrown with all errors (R1 to R11). Copies are handles to one
/// group, so that tasks may carry it and make more; when it is over, create_task throws RuntimeError.
class TaskGroup {
 public:
  /// Moved from, it is still a handle to the group.
  TaskGroup(const TaskGroup&) = default;
  TaskGroup& operator=(const TaskGroup&) = default;

  /// Throws RuntimeError, and closes the coroutine, when the group is finished or shutting down (R2).
  template <class T>
  Task<T> create_task(Coro<T> coroutine, TaskOptions options = {},
                      std::source_location site = std::source_location::current()) const {
    try {
      require_open();
    } catch (...) {
      coroutine.close();
      throw;
    }
    Task<T> task = loop().create_task(std::move(coroutine), std::move(options), site);
    adopt(task);
    return task;
  }

  /// As Loop::create_task: the task owns the function and its arguments.
  template <class F>
    requires CoroutineFunction<std::decay_t<F>&>
  auto create_task(F&& function,
                   std::source_location site = std::source_location::current()) const {
    return create_task_with({.site = site}, std::forward<F>(function));
  }
  template <class F, class A>
    requires CoroutineFunction<std::decay_t<F>&, std::decay_t<A>>
  auto create_task(F&& function, A&& a,
                   std::source_location site = std::source_location::current()) const {
    return create_task_with({.site = site}, std::forward<F>(function), std::forward<A>(a));
  }
  template <class F, class A, class B>
    requires CoroutineFunction<std::decay_t<F>&, std::decay_t<A>, std::decay_t<B>>
  auto create_task(F&& function, A&& a, B&& b,
                   std::source_location site = std::source_location::current()) const {
    return create_task_with({.site = site}, std::forward<F>(function), std::forward<A>(a),
                            std::forward<B>(b));
  }
  template <class F, class A, class B, class C, class... Rest>
    requires CoroutineFunction<std::decay_t<F>&, std::decay_t<A>, std::decay_t<B>, std::decay_t<C>,
                               std::decay_t<Rest>...>
  auto create_task(F&& function, A&& a, B&& b, C&& c, Rest&&... rest) const {
    return create_task_with({.site = std::source_location()}, std::forward<F>(function),
                            std::forward<A>(a), std::forward<B>(b), std::forward<C>(c),
                            std::forward<Rest>(rest)...);
  }
  template <class F, class... Args>
    requires CoroutineFunction<std::decay_t<F>&, std::decay_t<Args>...>
  auto create_task_with(TaskOptions options, F&& function, Args&&... arguments) const {
    require_open();
    auto task = loop().create_task_with(std::move(options), std::forward<F>(function),
                                        std::forward<Args>(arguments)...);
    adopt(task);
    return task;
  }

  /// Cancels the tasks that are not done, and the body, and lets the group end without an error: the
  /// cancellation stays inside. create_task throws RuntimeError from now on. Errors of tasks are thrown all
  /// the same. Without effect once the group is over. (CPython 3.15: TaskGroup.cancel)
  void cancel() const;

  Loop& loop() const;

  /// For task_group(). Throws RuntimeError outside a task.
  static TaskGroup enter(std::string_view name = {});
  /// Waits for the tasks; gives what is to be thrown, or null.
  Coro<std::exception_ptr> exit(std::exception_ptr error) const;

 private:
  struct State;
  explicit TaskGroup(std::shared_ptr<State> state) : state_(std::move(state)) {}

  void require_open() const;
  void adopt(AnyTask task) const;

  std::shared_ptr<State> state_;
};

namespace detail {

template <class Body>
using GroupValue = typename std::invoke_result_t<std::decay_t<Body>&, TaskGroup&>::Value;

template <class Body>
Coro<GroupValue<Body>> run_task_group(Body body, std::string name) {
  using T = GroupValue<Body>;
  TaskGroup group = TaskGroup::enter(name);
  std::exception_ptr error;
  std::optional<detail::Stored<T>> result;
  try {
    if constexpr (std::is_void_v<T>)
      co_await awaitable(body(group));
    else if constexpr (std::is_reference_v<T>)
      result.emplace(std::addressof(co_await awaitable(body(group))));
    else
      result.emplace(co_await awaitable(body(group)));
  } catch (...) {
    error = std::current_exception();
  }
  error = co_await group.exit(std::move(error));
  if (error) std::rethrow_exception(error);
  if constexpr (!std::is_void_v<T>)
    if (!result) throw RuntimeError("The task group was cancelled before its body had a result");
  if constexpr (std::is_reference_v<T>)
    co_return **result;
  else if constexpr (!std::is_void_v<T>)
    co_return std::move(*result);
}

}  // namespace detail

/// See TaskGroup. The body's result is the group's. The name is for the inspector: who waits for the
/// group's tasks is shown to wait for "name.exit". Gives a Coro<T>, or a NewCoro<T>.
template <class Body>
detail::CoroOf<detail::GroupValue<Body>, Body> task_group(Body&& body, TaskName name = {}) {
  return detail::run_task_group<std::decay_t<Body>>(std::forward<Body>(body), name.string());
}

}  // namespace loopscope
