// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <coroutine>
#include <source_location>
#include <type_traits>
#include <utility>

#include <loopscope/detail/coroutine_promise.h>

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
    if (promise_) detail::discard(*promise_);
  }

  explicit operator bool() const noexcept { return promise_ != nullptr; }

  /// Destroys a coroutine that is not wanted, without a warning that it never began.
  void close() noexcept {
    if (promise_) detail::close(*std::exchange(promise_, nullptr));
  }

  /// For the engine: gives the frame away. Throws RuntimeError when it was given away before.
  promise_type& release() {
    if (!promise_) [[unlikely]]
      detail::throw_reused();
    return *std::exchange(promise_, nullptr);
  }

 private:
  promise_type* promise_ = nullptr;
};

/// A function object that makes a coroutine of this engine from these arguments.
template <class F, class... Args>
concept CoroutineFunction = std::invocable<F, Args...> &&
                            std::same_as<std::invoke_result_t<F, Args...>,
                                         Coro<typename std::invoke_result_t<F, Args...>::Value>>;

}  // namespace loopscope
