// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <source_location>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include <loopscope/concurrent_future.h>
#include <loopscope/detail/chain.h>
#include <loopscope/detail/end_report.h>
#include <loopscope/door.h>
#include <loopscope/loop.h>

namespace loopscope {

/// Runs a coroutine in a loop, from any other thread, and gives its outcome (X12). Cancelling the
/// outcome takes effect at once; the task is cancelled by the loop, later (X13). Closing the loop
/// before the coroutine has ended fails the outcome with a RuntimeError; on a closed loop this
/// throws one, ValueError for an empty coroutine.
///
/// Waiting for the outcome on the loop's own thread throws RuntimeError: it would never come. Await
/// wrap_future(outcome) there.
template <class T>
ConcurrentFuture<T> run_coroutine_threadsafe(
    const LoopDoor& door, Coro<T> coroutine,
    std::source_location site = std::source_location::current()) {
  if (!coroutine) throw ValueError("A coroutine object is required");
  return detail::post_coroutine<T>(
      door, [coroutine = std::move(coroutine), site](Loop& loop) mutable {
        return loop.create_task(std::move(coroutine), TaskOptions{.site = site}, site);
      });
}
template <class T>
ConcurrentFuture<T> run_coroutine_threadsafe(
    const Loop& loop, Coro<T> coroutine,
    std::source_location site = std::source_location::current()) {
  return run_coroutine_threadsafe(loop.door(), std::move(coroutine), site);
}

/// The same with `function(arguments...)`, called on the loop's thread; the task owns both, so a
/// capturing lambda is safe.
template <class F, class... Args>
  requires CoroutineFunction<std::decay_t<F>&, std::decay_t<Args>...>
auto run_coroutine_threadsafe(const LoopDoor& door, F&& function, Args&&... arguments) {
  using T = typename std::invoke_result_t<std::decay_t<F>&, std::decay_t<Args>...>::Value;
  return detail::post_coroutine<T>(
      door, [function = std::decay_t<F>(std::forward<F>(function)),
             bound = std::tuple<std::decay_t<Args>...>(std::forward<Args>(arguments)...)](
                Loop& loop) mutable {
        return std::apply(
            [&](auto&... unpacked) {
              return loop.create_task_with({.site = std::source_location()}, std::move(function),
                                           std::move(unpacked)...);
            },
            bound);
      });
}
template <class F, class... Args>
  requires CoroutineFunction<std::decay_t<F>&, std::decay_t<Args>...>
auto run_coroutine_threadsafe(const Loop& loop, F&& function, Args&&... arguments) {
  return run_coroutine_threadsafe(loop.door(), std::forward<F>(function),
                                  std::forward<Args>(arguments)...);
}

/// The other way round: gets the outcome of a loop's future, for other threads (X10). Cancelling it
/// cancels the source, through the loop. Closing the loop fails it. On the source's loop thread.
template <class T>
ConcurrentFuture<T> to_concurrent(const Future<T>& source) {
  const ConcurrentFuture<T> outcome;
  outcome.state().set_home(detail::Ref(&source.state().core()));
  detail::report_end<T>(source, detail::Duty<T>(outcome));
  return outcome;
}

/// A future of the loop that gets the outcome of `source` (X9): through the loop's queue, also when
/// it is there already. Cancelling it cancels the source in the next iteration; without effect on
/// work that has begun (X10). Loop's thread.
///
/// The value is copied; where that is impossible, moved out of the source.
template <class T>
Future<T> wrap_future(const ConcurrentFuture<T>& source, Loop& loop, std::string name = {},
                      std::source_location site = std::source_location::current()) {
  Future<T> target = loop.create_future<T>(std::move(name), site);
  detail::chain(source, target, detail::Passing::copy);
  return target;
}
template <class T>
Future<T> wrap_future(const ConcurrentFuture<T>& source,
                      std::source_location site = std::source_location::current()) {
  return wrap_future(source, get_running_loop(), {}, site);
}
/// A future of a loop is its own wrapper.
template <class T>
Future<T> wrap_future(Future<T> future) {
  return future;
}

/// Lets `target` end as `source` does, an iteration later; cancelling the target cancels the
/// source, likewise (X10). Both of one loop: ValueError. For a target in another loop:
/// `wrap_future(to_concurrent(source), loop)`.
template <class T>
void chain_future(const Future<T>& source, const Future<T>& target) {
  if (&source.state().core() != &target.state().core())
    throw ValueError("futures of different loops cannot be chained");
  detail::chain(source, target);
}

}  // namespace loopscope
