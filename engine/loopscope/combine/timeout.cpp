// SPDX-License-Identifier: MIT
#include <loopscope/combine/timeout.h>

#include <algorithm>
#include <string>

#include <loopscope/detail/wait_future.h>

namespace loopscope {

void Timeout::enter() {
  if (state_ != State::created) throw RuntimeError("Timeout has already been entered");
  task_ = current_task();
  if (!task_) throw RuntimeError("Timeout should be used inside a task");
  state_ = State::entered;
  cancelling_ = task_.cancelling();
  reschedule(when_);
}

void Timeout::reschedule(std::optional<AnyDuration> when) {
  if (state_ == State::created) throw RuntimeError("Timeout has not been entered");
  if (state_ != State::entered) {
    const char* state = state_ == State::expiring  ? "expiring"
                        : state_ == State::expired ? "expired"
                                                   : "finished";
    throw RuntimeError(std::string("Cannot change state of ") + state + " Timeout");
  }
  when_ = when;
  timer_.cancel();
  timer_ = Handle();
  if (!when) return;
  Loop& loop = task_.loop();
  auto callback = named("timeout", [this] { fire(); });
  if (*when_ <= loop.time())
    timer_ = loop.call_soon(std::move(callback));
  else
    timer_ = loop.call_at(*when_, std::move(callback));
}

void Timeout::fire() {
  task_.cancel();
  state_ = State::expiring;
}

std::exception_ptr Timeout::exit(std::exception_ptr error) {
  timer_.cancel();
  if (state_ == State::entered) {
    state_ = State::finished;
    return error;
  }
  state_ = State::expired;
  // Cancelled from elsewhere too: then the cancellation goes on.
  if (task_.uncancel() > cancelling_ || !detail::is_cancelled_error(error)) return error;
  return std::make_exception_ptr(TimeoutError());
}

namespace detail {

std::optional<Duration> deadline_after(std::optional<Duration> delay) {
  if (!delay) return std::nullopt;
  const Duration now = get_running_loop().time();
  // Farther away than time can tell: never.
  return *delay > Duration::max() - std::max(now, Duration::zero()) ? Duration::max()
                                                                    : now + *delay;
}

Coro<void> cancel_and_wait(AnyFuture future) {
  Loop& loop = get_running_loop();
  const Future<void> ended = make_wait_future<void>(loop, [] { return "wait_for"; });
  struct Added {
    const AnyFuture& future;
    CallbackToken token;
    ~Added() { future.remove_done_callback(token); }
  } const callback{future, future.add_done_callback(named("wait_for", [ended] {
                     if (!ended.done()) ended.set_result();
                   }))};
  future.cancel();
  co_await ended;
}

}  // namespace detail
}  // namespace loopscope
