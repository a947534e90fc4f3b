// SPDX-License-Identifier: MIT
#pragma once

#include <cassert>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <source_location>
#include <type_traits>
#include <utility>

#include <loopscope/detail/coroutine_block.h>
#include <loopscope/detail/future_awaiter.h>
#include <loopscope/detail/value.h>

namespace loopscope {
template <class T>
class Coro;
template <class T>
class Future;
template <class T>
class NewCoro;
template <class T>
class NewFuture;
template <class T>
class NewTask;

/// Makes a foreign type awaitable: specialise it with `static Future<T> to_future(X)`, as
/// <loopscope/qt/future.h> does for QFuture.
template <class X>
struct AwaitAdapter;
}  // namespace loopscope

namespace loopscope::detail {

template <class T>
class CoroutinePromise;

[[noreturn]] void throw_reused();

/// Destroys a coroutine that never began, with the warning of D8.
void discard(CoroutineFrame& frame) noexcept;

/// See Coro::bare_yield().
inline constinit char bare_yield_place alignas(16) = 0;
void discard_yield() noexcept;
CoroutinePromise<void>& yield_in_a_frame();
/// The same without the warning.
void close(CoroutineFrame& frame) noexcept;

/// Where what the coroutine returns is kept. That lies outside of the promise, where to a compiler no pointer
/// to the promise leads: it is not to know where this one comes from.
template <class T>
auto& value_of(CoroutinePromise<T>& promise) noexcept {
  void* frame = promise.handle().address();
  asm("" : "+r"(frame));
  return CoroutineBlock<T>::value_in_front_of(frame);
}

/// Awaits a coroutine: pushes it on the task's stack. Owns the frame from the `co_await` on; plain
/// data, because GCC 12 may copy awaiters.
template <class T>
struct CoroutineAwaiter {
  CoroutinePromise<T>* child;

  bool await_ready() const noexcept { return false; }

  template <std::derived_from<CoroutineFrame> Promise>
  void await_suspend(std::coroutine_handle<Promise> parent) const noexcept {
    awaiting_task().push(*child, parent.promise());
  }

  [[gnu::always_inline]] T await_resume() const {
    if (!child) __builtin_unreachable();
    const DestroyAtEnd destroy_at_end{child};
    awaiting_task().throw_if_there_is_an_error();
    if constexpr (std::is_reference_v<T>)
      return **value_of(*child);
    else if constexpr (!std::is_void_v<T>)
      return std::move(*value_of(*child));
  }

 protected:
  struct DestroyAtEnd {
    CoroutinePromise<T>* child;
    ~DestroyAtEnd() {
      if (child) child->handle().destroy();
    }
  };
};

/// Awaits a coroutine without a value, or yields when there is no child: see Coro::bare_yield().
struct CoroutineOrYieldAwaiter : CoroutineAwaiter<void> {
  template <std::derived_from<CoroutineFrame> Promise>
  void await_suspend(std::coroutine_handle<Promise> parent) const {
    if (child)
      CoroutineAwaiter<void>::await_suspend(parent);
    else
      YieldAwaiter().await_suspend(parent);
  }
  [[gnu::always_inline]] void await_resume() const {
    // Not that of one or the other: each would throw, see TaskState::require_result_of().
    const DestroyAtEnd destroy_at_end{child};
    awaiting_task().throw_if_there_is_an_error();
  }
};

/// Awaits a future that a foreign awaitable was turned into.
template <class T>
class OwningAwaiter {
 public:
  explicit OwningAwaiter(Future<T> future)
      : future_(std::move(future)), awaiter_{&future_.state()} {}

  bool await_ready() const noexcept { return awaiter_.await_ready(); }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> coroutine) {
    awaiter_.await_suspend(coroutine);
  }
  decltype(auto) await_resume() const { return awaiter_.await_resume(); }

 private:
  Future<T> future_;
  FutureAwaiter<T, true> awaiter_;
};

/// The part of a promise that takes what the coroutine returns; a promise may have only one of return_value
/// and return_void.
template <class T>
struct ReturningFrame : CoroutineFrame {
  using CoroutineFrame::CoroutineFrame;

  template <class U = T>
    requires std::constructible_from<Stored<T>, U>
  void return_value(U&& result) {
    value_of<T>(static_cast<CoroutinePromise<T>&>(*this)).emplace(std::forward<U>(result));
  }
};
template <class T>
struct ReturningFrame<T&> : CoroutineFrame {
  using CoroutineFrame::CoroutineFrame;

  void return_value(T& result) {
    value_of<T&>(static_cast<CoroutinePromise<T&>&>(*this)).emplace(std::addressof(result));
  }
};
template <>
struct ReturningFrame<void> : CoroutineFrame {
  using CoroutineFrame::CoroutineFrame;

  void return_void() noexcept {}
};

template <class T>
class CoroutinePromise : public ReturningFrame<T> {
 public:
  using Site = CoroutineFrame::Site;
  using CoroutineFrame::handle;
  using CoroutineFrame::stands_at;

  // GCC and Clang evaluate the default argument in the coroutine: its function, its first line.
  explicit CoroutinePromise(std::source_location site = std::source_location::current()) noexcept
      : ReturningFrame<T>(site) {
    assert(handle() == std::coroutine_handle<CoroutinePromise>::from_promise(*this));
  }

  Coro<T> get_return_object() noexcept { return Coro<T>(*this); }
  std::suspend_always initial_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept { awaiting_task().set_error(std::current_exception()); }

  struct FinalAwaiter {
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<CoroutinePromise> ended) const noexcept {
      awaiting_task().pop(ended.promise());
    }
    void await_resume() const noexcept {}
  };
  FinalAwaiter final_suspend() const noexcept { return {}; }

  template <class U>
  CoroutineAwaiter<U> await_transform(Coro<U>&& coroutine,
                                      Site site = __builtin_source_location()) {
    stands_at(site);
    return {&coroutine.release()};
  }
  template <std::same_as<void> U>
  CoroutineOrYieldAwaiter await_transform(Coro<U>&& coroutine,
                                          Site site = __builtin_source_location()) {
    stands_at(site);
    return {{coroutine.take_bare_yield() ? nullptr : &coroutine.release()}};
  }
  template <class U>
  YieldAwaiter await_transform(Coro<U>&) {
    static_assert(
        always_false<U>,
        "a coroutine is awaited once, and given away: write co_await std::move(coroutine)");
    return {};
  }
  // GCC 12: name the function object first, see NewCoro.
  template <class U>
  void await_transform(NewCoro<U>&&) = delete;
  template <class U>
  void await_transform(NewTask<U>&&) = delete;
  template <class U>
  void await_transform(NewFuture<U>&&) = delete;

  template <class U>
  FutureAwaiter<U, false> await_transform(const Future<U>& future,
                                          Site site = __builtin_source_location()) {
    stands_at(site);
    return {&future.state()};
  }
  template <class U>
  FutureAwaiter<U, true> await_transform(Future<U>&& future,
                                         Site site = __builtin_source_location()) {
    stands_at(site);
    return {&future.state()};
  }
  YieldAwaiter await_transform(YieldAwaiter awaiter, Site site = __builtin_source_location()) {
    stands_at(site);
    return awaiter;
  }
  template <class X>
    requires requires(X&& x) { AwaitAdapter<std::decay_t<X>>::to_future(std::forward<X>(x)); }
  auto await_transform(X&& foreign, Site site = __builtin_source_location()) {
    stands_at(site);
    return OwningAwaiter(AwaitAdapter<std::decay_t<X>>::to_future(std::forward<X>(foreign)));
  }

  static void* operator new(std::size_t frame_size) {
    return CoroutineBlock<T>::allocate(frame_size);
  }
  static void operator delete(void* frame, std::size_t) noexcept {
    void* state = CoroutineBlock<T>::state_of(frame);
    if (!BlockHeader::of(state).is(BlockHeader::has_task)) CoroutineBlock<T>::free(state);
  }
};

}  // namespace loopscope::detail
