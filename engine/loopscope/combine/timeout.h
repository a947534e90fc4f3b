// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include <loopscope/combine/ensure_future.h>
#include <loopscope/handle.h>

namespace loopscope {

/// A deadline on a part of a coroutine (asyncio.timeout). Destructors cannot suspend, so the part is a
/// function that with_timeout calls and awaits, not a block.
class Timeout {
 public:
  /// `when` in loop time; nothing for no deadline.
  explicit Timeout(std::optional<AnyDuration> when) : when_(when) {}
  Timeout(const Timeout&) = delete;
  Timeout& operator=(const Timeout&) = delete;

  /// The deadline in force.
  std::optional<Duration> when() const noexcept { return when_; }

  /// Sets another deadline, or none; a past one fires in the next iteration. Throws RuntimeError
  /// unless the body is running and the timeout has not fired (O8).
  void reschedule(std::optional<AnyDuration> when);

  /// Whether it has cancelled the body.
  bool expired() const noexcept { return state_ == State::expiring || state_ == State::expired; }

  /// For with_timeout. enter() throws RuntimeError outside a task or when entered before (O1).
  void enter();
  /// Takes what the body threw, or null; gives what is to be thrown instead, or null (O4).
  std::exception_ptr exit(std::exception_ptr error);

 private:
  enum class State { created, entered, expiring, expired, finished };
  void fire();

  std::optional<Duration> when_;
  State state_ = State::created;
  AnyTask task_;
  int cancelling_ = 0;
  Handle timer_;
};

namespace detail {

template <class Body>
decltype(auto) call_body(Body& body, Timeout& timeout) {
  if constexpr (std::invocable<Body&, Timeout&>)
    return body(timeout);
  else
    return body();
}

template <class Body>
using TimedValue =
    typename decltype(call_body(std::declval<Body&>(), std::declval<Timeout&>()))::Value;

template <class Body>
Coro<TimedValue<Body>> run_with_timeout(std::optional<Duration> when, Body body) {
  using T = TimedValue<Body>;
  Timeout timeout(when);
  timeout.enter();
  std::exception_ptr error;
  std::optional<Stored<T>> result;
  try {
    if constexpr (std::is_void_v<T>)
      co_await awaitable(call_body(body, timeout));
    else if constexpr (std::is_reference_v<T>)
      result.emplace(std::addressof(co_await awaitable(call_body(body, timeout))));
    else
      result.emplace(co_await awaitable(call_body(body, timeout)));
  } catch (...) {
    error = std::current_exception();
  }
  error = timeout.exit(std::move(error));
  if (error) std::rethrow_exception(error);
  if constexpr (std::is_reference_v<T>)
    co_return **result;
  else if constexpr (!std::is_void_v<T>)
    co_return std::move(*result);
}

template <class Body>
using TimedCoro = CoroOf<TimedValue<std::decay_t<Body>>, Body>;

std::optional<Duration> deadline_after(std::optional<Duration> delay);

/// Cancels the future, which is pending, and waits until it has ended. Cancelling the wait leaves the
/// future to itself.
Coro<void> cancel_and_wait(AnyFuture future);

}  // namespace detail

/// Awaits `body(timeout)`, or `body()`, in the current task, and cancels it when `delay` has passed
/// since this call; the cancellation that comes out of it becomes TimeoutError (O1 to O8). A body that
/// never suspends is never timed out. No delay: no deadline, but it can be set later.
/// Gives a Coro<T>, or a NewCoro<T>.
template <class Body>
detail::TimedCoro<Body> with_timeout(std::optional<AnyDuration> delay, Body&& body) {
  return detail::run_with_timeout<std::decay_t<Body>>(detail::deadline_after(delay),
                                                      std::forward<Body>(body));
}

/// The same with a deadline in loop time (asyncio.timeout_at).
template <class Body>
detail::TimedCoro<Body> with_timeout_at(std::optional<AnyDuration> when, Body&& body) {
  return detail::run_with_timeout<std::decay_t<Body>>(when, std::forward<Body>(body));
}

namespace detail {

template <Awaitable A>
Coro<AwaitedValue<A>> await_within(A awaitable, std::optional<Duration> timeout) {
  using T = AwaitedValue<A>;
  if (!timeout || *timeout > Duration::zero()) {
    auto body = [&awaitable]() -> Coro<T> {
      co_return co_await detail::awaitable(std::move(awaitable));
    };
    co_return co_await with_timeout(timeout, std::move(body));
  }
  const Future<T> future = as_future(std::move(awaitable));
  const bool in_time = future.done();
  if (!in_time) co_await cancel_and_wait(future);
  try {
    if constexpr (std::is_void_v<T>)
      future.result();
    else
      co_return fetch_item(future);
  } catch (const CancelledError&) {
    if (in_time) throw;
    throw TimeoutError();
  }
}

}  // namespace detail

/// Awaits one awaitable under a deadline (asyncio.wait_for): cancelled when time is over, awaited until
/// it has really ended, then TimeoutError; what it returns in spite of the cancellation is returned
/// (O9 to O11). A coroutine runs in the current task; with a timeout of zero or less it never begins.
template <Awaitable A>
auto wait_for(A&& awaitable, std::optional<AnyDuration> timeout) {
  using Result = Coro<AwaitedValue<A>>;
  Result coroutine = detail::await_within<std::decay_t<A>>(std::forward<A>(awaitable), timeout);
  if constexpr (detail::made_of_temporary<A>)
    return NewCoro<AwaitedValue<A>>(std::move(coroutine));
  else
    return coroutine;
}

}  // namespace loopscope
