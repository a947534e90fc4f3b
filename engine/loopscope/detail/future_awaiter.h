// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <coroutine>
#include <type_traits>
#include <utility>

#include <loopscope/detail/copyable.h>
#include <loopscope/detail/value.h>

namespace loopscope::detail {

[[noreturn]] void throw_taken();

template <class T>
Stored<T>& present_value(FutureState& state) {
  if (state.has_value_here()) [[likely]]
    return static_cast<FutureValue<T>&>(state).value();
  Stored<T>* value = find_value<T>(state);
  if (!value) throw_taken();
  return *value;
}

/// The value in place: a const reference; of a Future<T&> the reference.
template <class T>
decltype(auto) read_value(FutureState& state) {
  if constexpr (std::is_void_v<T>)
    return;
  else if constexpr (std::is_reference_v<T>)
    return static_cast<T>(*present_value<T>(state));
  else
    return static_cast<const T&>(present_value<T>(state));
}

/// Moves the value out.
template <class T>
T take_value(FutureState& state) {
  if constexpr (std::is_void_v<T>) {
    return;
  } else if constexpr (std::is_reference_v<T>) {
    return *present_value<T>(state);
  } else {
    T value = std::move(present_value<T>(state));
    drop_value<T>(state);
    return value;
  }
}

/// What `co_await` of a future gives: see Future.
template <class T, bool Rvalue>
struct AwaitResult {
  using type = std::conditional_t<Rvalue, T, const T&>;
};
template <class T, bool Rvalue>
  requires std::is_void_v<T> || std::is_reference_v<T> || Copyable<T>
struct AwaitResult<T, Rvalue> {
  using type = T;
};

/// The task whose coroutines run right now: awaiters ask for it, so that they need no place for it in the
/// frame.
inline TaskState& awaiting_task() noexcept { return *running_loop->current_task; }

// To resume is inlined always: what it throws is to be thrown in the coroutine's own frame, see
// FutureState::require_result().

/// Awaits a future that somebody else keeps alive: the handle in the `co_await` expression. Plain
/// data, because GCC 12 may copy awaiters. Each knows its future: in an expression with two, both may be
/// made before the first one suspends. Aligned to 4, because GCC keeps the awaiter in the frame right behind
/// what it gives, often an int: no gap between them.
template <class T, bool Rvalue>
struct [[gnu::packed, gnu::aligned(4)]] FutureAwaiter {
  FutureState* future;

  bool await_ready() const noexcept { return future->done(); }

  void await_suspend(std::coroutine_handle<>) const { awaiting_task().suspend_on(*future); }

  [[gnu::always_inline]] typename AwaitResult<T, Rvalue>::type await_resume() const {
    awaiting_task().require_result_of(*future);
    return read_value<T>(*future);
  }
};

/// The value is moved out if nobody else could ask for it, or if it cannot be copied.
template <class T>
  requires(!std::is_void_v<T> && !std::is_reference_v<T>)
struct [[gnu::packed, gnu::aligned(4)]] FutureAwaiter<T, true> {
  FutureState* future;
  bool suspended = false;

  bool await_ready() const noexcept { return future->done(); }

  void await_suspend(std::coroutine_handle<>) {
    suspended = true;
    awaiting_task().suspend_on(*future);
  }

  [[gnu::always_inline]] T await_resume() const {
    awaiting_task().require_result_of(*future);
    if constexpr (Copyable<T>)
      if (!future->held_by(suspended ? 2 : 1)) return read_value<T>(*future);
    return take_value<T>(*future);
  }
};

/// A bare yield: everything that is ready now runs first (asyncio.sleep(0)).
struct YieldAwaiter {
  bool await_ready() const noexcept { return false; }

  void await_suspend(std::coroutine_handle<>) const { awaiting_task().suspend_for_yield(); }

  [[gnu::always_inline]] void await_resume() const { awaiting_task().throw_if_there_is_an_error(); }
};

}  // namespace loopscope::detail
