// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <coroutine>
#include <source_location>
#include <type_traits>
#include <utility>

#include <loopscope/detail/coroutine_promise.h>
#include <loopscope/detail/temporaries.h>

namespace loopscope {

/// A coroutine that has not begun (a Python coroutine object): what a function with `co_await` or
/// `co_return` in it returns. It begins when a task is made of it (Loop::create_task) or another
/// coroutine awaits it, once, by `co_await f()` or `co_await std::move(coro)`; it then runs as a
/// part of that task, without a turn of the loop. Dropped before it begins, it logs a warning (D8).
///
/// Parameters are copied or moved into the frame; what a reference, a pointer or the captures of a
/// lambda refer to must outlive it. Give a capturing lambda itself to create_task, which then owns
/// it.
///
/// GCC 12 destroys temporaries within a `co_await` expression twice when they are lambdas with
/// captures or braced aggregates that need a destructor: name them before. Other temporaries are
/// safe.
template <class T = void>
class [[nodiscard]] Coro {
 public:
  using Value = T;
  using promise_type = detail::CoroutinePromise<T>;

  Coro() = default;
  explicit Coro(promise_type& promise) noexcept : promise_(&promise) {}
  Coro(Coro&& other) noexcept : promise_(std::exchange(other.promise_, nullptr)) {}
  Coro& operator=(Coro other) noexcept {
    std::swap(promise_, other.promise_);
    return *this;
  }
  ~Coro() {
    if (is_bare_yield())
      detail::discard_yield();
    else if (promise_)
      detail::discard(*promise_);
  }

  explicit operator bool() const noexcept { return promise_ != nullptr; }

  /// Destroys a coroutine that is not wanted, without a warning that it never began.
  void close() noexcept {
    promise_type* promise = std::exchange(promise_, nullptr);
    if (promise && promise != bare_yield_mark()) detail::close(*promise);
  }

  /// The function, and its first line; nothing once it was given away, and of a bare yield.
  std::source_location site() const noexcept {
    return promise_ && !is_bare_yield() ? promise_->where : std::source_location();
  }

  /// For the engine: gives the frame away. Throws RuntimeError when it was given away before.
  promise_type& release() {
    if (!promise_) [[unlikely]]
      detail::throw_reused();
    if constexpr (std::is_void_v<T>)
      if (take_bare_yield()) return detail::yield_in_a_frame();
    return *std::exchange(promise_, nullptr);
  }

  /// For the engine: what sleep(0) gives. Awaited, it is a yield of the coroutine that awaits it, and
  /// needs no frame; only a task makes one of it.
  static Coro bare_yield() noexcept
    requires std::is_void_v<T>
  {
    Coro coroutine;
    coroutine.promise_ = bare_yield_mark();
    return coroutine;
  }
  bool take_bare_yield() noexcept {
    if (!is_bare_yield()) return false;
    promise_ = nullptr;
    return true;
  }

 private:
  bool is_bare_yield() const noexcept { return std::is_void_v<T> && promise_ == bare_yield_mark(); }
  /// An address that no promise has; never followed.
  static promise_type* bare_yield_mark() noexcept {
    return reinterpret_cast<promise_type*>(&detail::bare_yield_place);
  }

  promise_type* promise_ = nullptr;
};

/// What to_thread, with_timeout and others give for a temporary function object whose captures need a
/// destructor. It is a Coro<T>, but `co_await to_thread([text] { … })` does not compile: GCC 12 would
/// destroy the captures of the temporary twice. Name the function object first, or the coroutine, as a
/// Coro<T>.
template <class T>
class [[nodiscard]] NewCoro : public Coro<T> {
 public:
  using OfTemporary = Coro<T>;
  NewCoro(Coro<T> coroutine) noexcept : Coro<T>(std::move(coroutine)) {}
};

namespace detail {

/// What a function gives that keeps its argument of type F&& in a coroutine.
template <class T, class F>
using CoroOf = std::conditional_t<destroyed_twice<F>, NewCoro<T>, Coro<T>>;

/// For the engine, which has no such temporary in its own expressions.
template <class A>
decltype(auto) awaitable(A&& any) noexcept {
  if constexpr (made_of_temporary<A>)
    return static_cast<typename A::OfTemporary&&>(any);
  else
    return std::forward<A>(any);
}

}  // namespace detail

/// A function object that makes a coroutine of this engine from these arguments.
template <class F, class... Args>
concept CoroutineFunction = std::invocable<F, Args...> &&
                            std::same_as<std::invoke_result_t<F, Args...>,
                                         Coro<typename std::invoke_result_t<F, Args...>::Value>>;

}  // namespace loopscope
