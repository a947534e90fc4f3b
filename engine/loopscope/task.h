// SPDX-License-Identifier: MIT
#pragma once

#include <source_location>
#include <utility>
#include <vector>

#include <loopscope/coroutine.h>
#include <loopscope/detail/task_factory.h>
#include <loopscope/future.h>
#include <loopscope/task_options.h>

namespace loopscope {

/// What a task can do beyond a future; the base of AnyTask and Task<T>.
template <class Base>
class TaskHandle : public Base {
 public:
  /// Asks the task to end: CancelledError is thrown inside, at the await that it stands at, in the
  /// next iteration; before its first step it never begins. False when it is done. The coroutine
  /// may clean up first, or catch the error and go on (C1 to C8). Follows awaited tasks without
  /// recursion.
  bool cancel(std::optional<std::string> message = std::nullopt) const {
    return this->state().cancel(message);
  }

  /// How many cancel() calls have been made and not taken back by uncancel(). Of a task that has ended:
  /// 8191 at most.
  int cancelling() const { return task().cancelling(); }

  /// Takes one cancel() back and returns how many are left; at none, a cancellation that has not
  /// been delivered is dropped (C10).
  int uncancel() const { return task().uncancel(); }

  /// Where the task and the coroutines that it awaits stand, outermost first: the line of the await,
  /// and the function as a person writes it, "load(int)". Empty when done.
  std::vector<std::source_location> stack() const { return task().stack(); }

  /// The future or task that it waits for; an empty handle for none.
  AnyFuture awaited() const {
    detail::FutureState* future = task().awaited();
    return future ? AnyFuture::share(*future) : AnyFuture();
  }

 protected:
  using Base::Base;

  detail::TaskState& task() const { return static_cast<detail::TaskState&>(this->state()); }
};

/// A task whose value type does not matter.
class AnyTask : public TaskHandle<AnyFuture> {
 public:
  AnyTask() = default;
  static AnyTask share(detail::TaskState& task) {
    return AnyTask(detail::Ref<detail::FutureState>(&task));
  }

 private:
  explicit AnyTask(detail::Ref<detail::FutureState> state) noexcept
      : TaskHandle<AnyFuture>(std::move(state)) {}
};

/// A future that drives a coroutine (asyncio.Task). Made by Loop::create_task; the coroutine begins
/// in the next iteration. It lives until it ends, whether or not handles exist; set_result and
/// set_exception are refused.
template <class T>
class Task : public TaskHandle<Future<T>> {
 public:
  Task() = default;

  operator AnyTask() const { return AnyTask::share(this->task()); }

  /// As Future::add_done_callback; the callback may also take a Task<T>.
  template <class F>
  CallbackToken add_done_callback(F&& callback) const {
    return this->template add_callback<Task>(this->next_token(), std::forward<F>(callback));
  }
  template <class F>
  CallbackToken add_done_callback(CallbackToken token, F&& callback) const {
    return this->template add_callback<Task>(token, std::forward<F>(callback));
  }

  static Task share(detail::FutureState& state) { return Task(detail::Ref(&state)); }
  static Task adopt(detail::FutureState* state) {
    return Task(detail::Ref<detail::FutureState>::adopt(state));
  }

 private:
  explicit Task(detail::Ref<detail::FutureState> state) noexcept
      : TaskHandle<Future<T>>(std::move(state)) {}
};

/// The task that create_task makes of a function object whose captures need a destructor. It is a
/// Task<T>, but `co_await loop.create_task([text]() -> Coro<int> { … })` does not compile: GCC 12
/// would destroy the captures of the temporary twice. Name the task, or the function object, first.
template <class T>
class NewTask : public Task<T> {
 public:
  using OfTemporary = Task<T>;
  NewTask(Task<T> task) noexcept : Task<T>(std::move(task)) {}
};

/// The task whose step is running on this thread; an empty handle in plain callbacks. Throws
/// RuntimeError when no loop is running here (T12).
AnyTask current_task();

}  // namespace loopscope
