// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <loopscope/detail/callback.h>
#include <loopscope/detail/future_awaiter.h>
#include <loopscope/detail/temporaries.h>
#include <loopscope/detail/value.h>

namespace loopscope {

class Loop;

/// Names a done-callback for its removal. The same token may be given to several callbacks.
enum class CallbackToken : std::uint64_t {};

/// What every future and task can do, whatever its value: a small handle to a shared state. Handles
/// may be copied and dropped on any thread; all else belongs to the loop's thread. Using an empty
/// handle throws InvalidStateError.
class AnyFuture {
 public:
  AnyFuture() = default;

  explicit operator bool() const noexcept { return static_cast<bool>(state_); }
  bool operator==(const AnyFuture& other) const noexcept {
    return state_.get() == other.state_.get();
  }

  /// Whether it has a result, an exception or is cancelled.
  bool done() const { return state().done(); }

  /// Whether cancel() ended it; a stored CancelledError does not count (F2).
  bool cancelled() const { return state().status() == detail::Status::cancelled; }

  /// Cancels a pending future and returns true; false when it is done (F7). For a task see
  /// AnyTask::cancel.
  bool cancel(std::optional<std::string> message = std::nullopt) const {
    return state().cancel(message);
  }

  /// The exception, or null when there is a result. Throws InvalidStateError while pending and
  /// CancelledError when cancelled (F4).
  std::exception_ptr exception() const { return state().exception(); }

  /// Fails a pending future; who awaits it gets the exception. Throws InvalidStateError when done,
  /// RuntimeError on a task, ValueError for a null pointer (F5, F6).
  void set_exception(std::exception_ptr error) const { state().set_exception(std::move(error)); }
  template <class Error>
    requires(!std::same_as<std::decay_t<Error>, std::exception_ptr>)
  void set_exception(Error&& error) const {
    set_exception(std::make_exception_ptr(std::forward<Error>(error)));
  }

  /// Calls `callback(future)` with an AnyFuture, or `callback()`, in the iteration after the one in
  /// which the future ends, after those that were added before (F9, F10). What it throws goes to the
  /// loop's exception handler. With a token of an earlier callback, one removal takes both away.
  template <class F>
  CallbackToken add_done_callback(F&& callback) const {
    return add_callback<AnyFuture>(next_token(), std::forward<F>(callback));
  }
  template <class F>
  CallbackToken add_done_callback(CallbackToken token, F&& callback) const {
    return add_callback<AnyFuture>(token, std::forward<F>(callback));
  }

  /// Takes away all callbacks with this token that have not been scheduled; returns how many (F11).
  /// O(callbacks) once; while the future stays pending O(1) on average from then on.
  std::size_t remove_done_callback(CallbackToken token) const;

  /// Number of the future, unique in the process.
  inspect::ObjectId id() const { return state().id(); }

  /// For people; need not be unique. A task without a name is "Task-N".
  std::string name() const { return state().name(); }
  void set_name(std::string name) const { state().set_name(std::move(name)); }

  Loop& loop() const;

  /// For the engine's own extensions.
  detail::FutureState& state() const {
    if (!state_) [[unlikely]]
      throw InvalidStateError("the future's handle is empty");
    return *state_;
  }
  static AnyFuture share(detail::FutureState& state) { return AnyFuture(detail::Ref(&state)); }

 protected:
  explicit AnyFuture(detail::Ref<detail::FutureState> state) noexcept : state_(std::move(state)) {}

  /// `Handle` is what the callback may be called with.
  template <class Handle, class F>
  CallbackToken add_callback(CallbackToken token, F&& callback) const {
    using Callback = detail::CallbackOf<std::decay_t<F>, Handle>;
    return add(Callback::make(static_cast<std::uint64_t>(token), std::forward<F>(callback)));
  }
  CallbackToken next_token() const;

 private:
  CallbackToken add(detail::Callback* callback) const;

  detail::Ref<detail::FutureState> state_;
};

/// A container for a value that somebody sets later (asyncio.Future). Made by Loop::create_future.
/// T may be void, a reference, or move-only.
///
/// `co_await future` suspends the task until the future is done and gives the value: a copy, or a
/// reference where T cannot be copied. `co_await std::move(future)` moves the value out of a future
/// that nobody else holds, or whose value cannot be copied.
template <class T>
class [[nodiscard]] Future : public AnyFuture {
 public:
  using Value = T;

  Future() = default;

  /// Resolves a pending future; callbacks and awaiting tasks are scheduled in the order in which
  /// they came. Throws InvalidStateError when done, RuntimeError on a task (F5, T3).
  template <class... U>
    requires detail::CanSet<T, U...>
  void set_result(U&&... value) const {
    detail::FutureState& future = state();
    detail::LoopCore* here = future.require_settable("set_result");  // no task is
    auto& place = static_cast<detail::FutureValue<T>&>(future);
    if constexpr (std::is_reference_v<T>)
      place.emplace(std::addressof(value)...);
    else
      place.emplace(std::forward<U>(value)...);
    future.settle_result(here);
  }

  /// The value, any number of times. Throws InvalidStateError while pending, the exception of a
  /// failed future (the same object each time), CancelledError of a cancelled one (F3).
  decltype(auto) result() const {
    state().require_result("Result is not set.");
    return detail::read_value<T>(state());
  }

  /// Like result(), but moves the value out: later calls throw InvalidStateError.
  T take() const {
    state().require_result("Result is not set.");
    return detail::take_value<T>(state());
  }

  /// As AnyFuture::add_done_callback; the callback may also take a Future<T>.
  template <class F>
  CallbackToken add_done_callback(F&& callback) const {
    return add_callback<Future>(next_token(), std::forward<F>(callback));
  }
  template <class F>
  CallbackToken add_done_callback(CallbackToken token, F&& callback) const {
    return add_callback<Future>(token, std::forward<F>(callback));
  }

  static Future share(detail::FutureState& state) { return Future(detail::Ref(&state)); }
  static Future adopt(detail::FutureState* state) {
    return Future(detail::Ref<detail::FutureState>::adopt(state));
  }

 protected:
  explicit Future(detail::Ref<detail::FutureState> state) noexcept : AnyFuture(std::move(state)) {}
};

/// The future that run_in_executor, gather and others make of a temporary function object whose
/// captures need a destructor, however deep in the expression. It is a Future<T>, but cannot be awaited
/// in that expression: see NewCoro.
template <class T>
class [[nodiscard]] NewFuture : public Future<T> {
 public:
  using OfTemporary = Future<T>;
  NewFuture(Future<T> future) noexcept : Future<T>(std::move(future)) {}
};

namespace detail {

/// `future`, as a NewFuture if one of the arguments of types A&& may have been made of a temporary.
template <class... A, class T>
auto future_of(Future<T> future) {
  if constexpr ((made_of_temporary<A> || ...))
    return NewFuture<T>(std::move(future));
  else
    return future;
}

}  // namespace detail
}  // namespace loopscope
