// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cassert>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <source_location>
#include <type_traits>
#include <utility>

#include <loopscope/detail/block_cache.h>
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

/// A coroutine's block, so that a task needs no other:
///
///     [ BlockHeader ][ room for TaskValue<T> ][ coroutine frame ]
///
/// When a task is made, its state is built in the room. The frame may then go first and the block
/// goes with the state; without a task the block goes with the frame.
template <class T>
struct CoroutineBlock {
  /// Where the state lies, the header right in front of it; and the frame, which is aligned to 16.
  static constexpr std::size_t state = std::max(sizeof(BlockHeader), alignof(TaskValue<T>));
  static constexpr std::size_t frame = (state + sizeof(TaskValue<T>) + 15) / 16 * 16;
  /// From the state to the promise: behind the two pointers that a frame begins with.
  static constexpr std::size_t promise_behind_state = frame - state + 2 * sizeof(void*);

  static void* allocate(std::size_t frame_size) {
    const std::size_t size = frame + (frame_size + 15) / 16 * 16;
    auto* block = static_cast<std::byte*>(allocate_block(size));
    new (block + state - sizeof(BlockHeader)) BlockHeader(size);
    return block + frame;
  }
  static std::byte* state_of(void* its_frame) noexcept {
    return static_cast<std::byte*>(its_frame) - frame + state;
  }
  static void free(void* its_state) noexcept {
    free_block(static_cast<std::byte*>(its_state) - state, BlockHeader::of(its_state).block_size());
  }
};

/// Awaits a coroutine: pushes it on the task's stack. Owns the frame from the `co_await` on; plain
/// data, because GCC 12 may copy awaiters.
template <class T>
struct CoroutineAwaiter {
  CoroutinePromise<T>* child;

  bool await_ready() const noexcept { return false; }

  template <std::derived_from<CoroutineFrame> Promise>
  void await_suspend(std::coroutine_handle<Promise> parent) const noexcept {
    child->parent = &parent.promise();
    awaiting_task().push(*child);
  }

  [[gnu::always_inline]] T await_resume() const {
    struct Destroy {
      CoroutinePromise<T>& promise;
      ~Destroy() { promise.handle().destroy(); }
    } destroy_at_end{*child};
    awaiting_task().throw_if_there_is_an_error();
    if constexpr (std::is_reference_v<T>)
      return **child->value;
    else if constexpr (!std::is_void_v<T>)
      return std::move(*child->value);
  }
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
    if (child)
      CoroutineAwaiter<void>::await_resume();
    else
      YieldAwaiter().await_resume();
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

/// The value part of a promise; a promise may have only one of return_value and return_void.
template <class T>
struct ReturnValue {
  std::optional<Stored<T>> value;

  template <class U = T>
    requires std::constructible_from<Stored<T>, U>
  void return_value(U&& result) {
    value.emplace(std::forward<U>(result));
  }
};
template <class T>
struct ReturnValue<T&> {
  std::optional<T*> value;
  void return_value(T& result) { value.emplace(std::addressof(result)); }
};
template <>
struct ReturnValue<void> {
  void return_void() noexcept {}
};

template <class T>
class CoroutinePromise : public CoroutineFrame, public ReturnValue<T> {
  static_assert(alignof(ReturnValue<T>) <= 16);

 public:
  // GCC and Clang evaluate the default argument in the coroutine: its function, its first line.
  explicit CoroutinePromise(std::source_location site = std::source_location::current()) noexcept
      : CoroutineFrame(site) {
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
  void await_transform(Coro<U>&) = delete;  // a coroutine can be awaited once: use std::move
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
