// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <loopscope/detail/concurrent_value.h>
#include <loopscope/time.h>

namespace loopscope {

/// A container for a value that passes between threads (concurrent.futures.Future): a copyable
/// handle to a shared state. Everything may be called on any thread. T may be void, a reference, or
/// move-only.
///
/// Unlike a Future it blocks: result() waits. A coroutine awaits wrap_future(it) instead.
template <class T>
class [[nodiscard]] ConcurrentFuture {
 public:
  using Value = T;
  using State = detail::ConcurrentValue<T>;

  /// A new pending one. What was moved from is empty: using it throws InvalidStateError.
  ConcurrentFuture() : state_(std::make_shared<State>()) {}
  explicit ConcurrentFuture(std::shared_ptr<State> state) noexcept : state_(std::move(state)) {}

  explicit operator bool() const noexcept { return static_cast<bool>(state_); }
  bool operator==(const ConcurrentFuture&) const = default;

  // --- for who waits

  /// Whether it has a result, an exception or is cancelled.
  bool done() const { return state().done(); }
  bool cancelled() const { return state().cancelled(); }
  /// Whether the work has begun and not ended.
  bool running() const { return state().running(); }

  /// Waits, at most for `timeout`, and gives the value: a copy, or a reference where T cannot be
  /// copied. Throws TimeoutError when the time is over, the exception of a failed future (the same
  /// object each time), CancelledError of a cancelled one (X14).
  ///
  /// RuntimeError instead of a deadlock on the thread of the loop that is to complete it: see
  /// run_coroutine_threadsafe.
  decltype(auto) result(std::optional<AnyDuration> timeout = std::nullopt) const {
    state().wait_for_result(timeout);
    return state().read();
  }

  /// Like result(), but moves the value out: later calls throw InvalidStateError.
  T take(std::optional<AnyDuration> timeout = std::nullopt) const {
    state().wait_for_result(timeout);
    return state().take();
  }

  /// Waits likewise and gives the exception, or null when there is a result.
  std::exception_ptr exception(std::optional<AnyDuration> timeout = std::nullopt) const {
    return state().exception(timeout);
  }

  /// Cancels what has not begun; false when it is running or done, except cancelled.
  bool cancel() const { return state().cancel(); }

  /// Calls `callback(future)`, or `callback()`, in the thread that completes the future, in order
  /// of adding; at once when it is done. What it throws is logged.
  template <class F>
  void add_done_callback(F&& callback) const {
    using Callback = detail::ConcurrentCallbackOf<std::decay_t<F>, ConcurrentFuture>;
    state().add_callback(std::make_unique<Callback>(std::forward<F>(callback)));
  }

  // --- for who does the work

  /// Marks the work as begun and returns true: it cannot be cancelled any more. False when it has
  /// been cancelled: do not begin. Throws RuntimeError when called again or done.
  bool set_running_or_notify_cancel() const { return state().begin(); }

  /// Throws InvalidStateError when done.
  template <class... U>
    requires std::constructible_from<detail::Stored<T>, U...> || std::is_reference_v<T>
  void set_result(U&&... value) const {
    if constexpr (std::is_reference_v<T>)
      state().set_result(std::addressof(value)...);
    else
      state().set_result(std::forward<U>(value)...);
  }

  /// Throws InvalidStateError when done, ValueError for a null pointer.
  void set_exception(std::exception_ptr error) const { state().set_exception(std::move(error)); }
  template <class Error>
    requires(!std::same_as<std::decay_t<Error>, std::exception_ptr>)
  void set_exception(Error&& error) const {
    set_exception(std::make_exception_ptr(std::forward<Error>(error)));
  }

  /// For the engine's own extensions.
  State& state() const {
    if (!state_) [[unlikely]]
      detail::throw_empty_handle();
    return *state_;
  }
  std::weak_ptr<State> weak() const noexcept { return state_; }

 private:
  std::shared_ptr<State> state_;
};

}  // namespace loopscope
