// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <new>
#include <source_location>
#include <utility>

#include <loopscope/detail/coroutine_promise.h>
#include <loopscope/detail/temporaries.h>
#include <loopscope/task_options.h>

namespace loopscope {
template <class T>
class Task;
template <class T>
class NewTask;
}  // namespace loopscope

namespace loopscope::detail {

template <class T>
void destroy_task(FutureState* state) noexcept {
  auto* task = static_cast<TaskState*>(state);
  std::destroy_at(task);
  CoroutineBlock<T>::free(task);
}

template <class T>
constexpr FutureOps task_ops{"Task", &value_ops<T>, &destroy_task<T>};

/// What create_task gives for F&& and T: see NewTask.
template <class T, class F>
using TaskFor = std::conditional_t<destroyed_twice<F>, NewTask<T>, Task<T>>;
template <class F, class... Args>
using TaskOf =
    TaskFor<typename std::invoke_result_t<std::decay_t<F>&, std::decay_t<Args>...>::Value, F>;

/// Number for the default name of the next task in the process.
std::uint64_t next_task_number() noexcept;

/// Names the new task, tells the observer, and takes or schedules its first step.
void begin_task(TaskState& task, TaskOptions& options, const std::source_location& site);

/// Throws RuntimeError when the loop is closed and WrongThreadError; lets the factory see
/// `options`.
void prepare_task(LoopCore& core, TaskOptions& options);

/// A new task around the coroutine, with one reference that the caller owns.
template <class T>
TaskState* make_task(LoopCore& core, Coro<T>&& coroutine, TaskOptions& options,
                     const std::source_location& site) {
  options.site = site;
  prepare_task(core, options);
  CoroutinePromise<T>& promise = coroutine.release();
  void* room = CoroutineBlock<T>::state_of(promise.handle().address());
  auto* task = new (room) TaskState(core, &task_ops<T>, next_task_number());
  Ref<TaskState> guard = Ref<TaskState>::adopt(task);
  begin_task(*task, options, site);
  return guard.detach();
}

}  // namespace loopscope::detail
