// SPDX-License-Identifier: MIT
#pragma once

#include <source_location>
#include <type_traits>
#include <utility>
#include <variant>

#include <loopscope/loop.h>

namespace loopscope {

/// A future or task as it is; a coroutine becomes a task of the running loop (asyncio.ensure_future).
/// RuntimeError when a loop is needed and none runs.
template <class T>
Future<T> ensure_future(Future<T> future) {
  return future;
}
template <class T>
Task<T> ensure_future(Task<T> task) {
  return task;
}
template <class T>
Task<T> ensure_future(Coro<T> coroutine, TaskOptions options = {},
                      std::source_location site = std::source_location::current()) {
  return get_running_loop().create_task(std::move(coroutine), std::move(options), site);
}

/// The value of an awaitable of the engine: a Future, a Task or a Coro.
template <class A>
using AwaitedValue = typename std::decay_t<A>::Value;

/// What combinators take: a Future, a Task or a Coro.
template <class A>
concept Awaitable = requires { typename AwaitedValue<A>; } &&
                    (std::derived_from<std::decay_t<A>, Future<AwaitedValue<A>>> ||
                     std::derived_from<std::decay_t<A>, Coro<AwaitedValue<A>>>);

/// A value among others: void has none, so something must stand for it.
template <class T>
using Item = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

namespace detail {

/// ensure_future where no line of the program is known: the task of a coroutine is shown to be made
/// where its function begins.
template <class A>
auto as_future(A&& awaitable) {
  if constexpr (std::derived_from<std::decay_t<A>, AnyFuture>) {
    return ensure_future(std::forward<A>(awaitable));
  } else {
    const std::source_location site = awaitable.site();
    return ensure_future(std::forward<A>(awaitable), {}, site);
  }
}

/// The result of a done future: a copy, or moved out where it cannot be copied.
template <class T>
Item<T> fetch_item(const Future<T>& future) {
  if constexpr (std::is_void_v<T>) {
    future.result();
    return {};
  } else if constexpr (std::is_reference_v<T> || std::copy_constructible<T>) {
    return future.result();
  } else {
    return future.take();
  }
}

/// Gives `to`, which is pending, the result or exception of `from`, which is done and not cancelled.
template <class T>
void copy_outcome(const Future<T>& from, const Future<T>& to) {
  if (const std::exception_ptr error = from.exception())
    to.set_exception(error);
  else if constexpr (std::is_void_v<T>)
    to.set_result();
  else
    to.set_result(fetch_item(from));
}

}  // namespace detail
}  // namespace loopscope
