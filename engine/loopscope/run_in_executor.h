// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <type_traits>
#include <utility>

#include <loopscope/coroutine.h>
#include <loopscope/detail/chain.h>
#include <loopscope/executor.h>
#include <loopscope/loop.h>

namespace loopscope {

/// A function that an executor can call.
template <class F>
concept JobFunction = std::invocable<std::decay_t<F>>;

namespace detail {

/// The loop's default executor, made now if there is none. Throws RuntimeError when it was shut
/// down.
Executor& default_executor(LoopCore& core);

/// A job that knows its loop while it runs: see ConcurrentState::wait_outside_loop.
template <class Bound>
class LoopJob {
 public:
  LoopJob(LoopCore& core, Bound call) : core_(&core), call_(std::move(call)) {}

  typename Bound::Value operator()() {
    const OutsideWork::Scope scope(core_.get());
    return call_();
  }
  std::string_view name() const noexcept { return call_.name(); }

 private:
  Ref<LoopCore> core_;
  Bound call_;
};
template <class Bound>
std::string_view callable_name(const LoopJob<Bound>& job) noexcept {
  return job.name();
}

/// What run_in_executor gives for F&&.
template <class F>
using JobValue = OutcomeValue<std::invoke_result_t<std::decay_t<F>>>;
template <class F>
using JobFuture =
    std::conditional_t<destroyed_twice<F>, NewFuture<JobValue<F>>, Future<JobValue<F>>>;

}  // namespace detail

/// Runs `function()` in an executor and gives its outcome, at once (X3, X4). Without an executor:
/// in the loop's default one, a ThreadPool made when first needed. Loop's thread.
///
/// Cancelling the future: a job that has not begun never runs; one that runs goes on, and its
/// outcome is dropped (X5). The same when the loop is closed meanwhile.
///
/// Throws RuntimeError when the loop is closed, or the executor was shut down.
template <JobFunction F>
detail::JobFuture<F> run_in_executor(Loop& loop, Executor& executor, F&& function,
                                     std::source_location site = std::source_location::current()) {
  loop.core().require_open();
  loop.core().check_thread("run_in_executor()");
  auto call = detail::bind_call(std::forward<F>(function));
  using Value = typename decltype(call)::Value;
  std::string name = loop.core().observer() ? std::string(call.name()) : std::string();
  const ConcurrentFuture<Value> outcome =
      executor.submit(detail::LoopJob(loop.core(), std::move(call)));
  Future<Value> future = loop.create_future<Value>(std::move(name), site);
  detail::chain(outcome, future, detail::Passing::move);
  return future;
}
template <JobFunction F>
detail::JobFuture<F> run_in_executor(Loop& loop, F&& function,
                                     std::source_location site = std::source_location::current()) {
  loop.core().require_open();
  return run_in_executor(loop, detail::default_executor(loop.core()), std::forward<F>(function),
                         site);
}
template <JobFunction F>
detail::JobFuture<F> run_in_executor(Executor& executor, F&& function,
                                     std::source_location site = std::source_location::current()) {
  return run_in_executor(get_running_loop(), executor, std::forward<F>(function), site);
}
template <JobFunction F>
detail::JobFuture<F> run_in_executor(F&& function,
                                     std::source_location site = std::source_location::current()) {
  return run_in_executor(get_running_loop(), std::forward<F>(function), site);
}

namespace detail {

template <class F, class... Args>
using ThreadValue = OutcomeValue<std::invoke_result_t<std::decay_t<F>, std::decay_t<Args>...>>;

template <class F, class... Args>
Coro<ThreadValue<F, Args...>> run_in_thread(F function, Args... arguments) {
  Future<ThreadValue<F, Args...>> future =
      run_in_executor(bind_call(std::move(function), std::move(arguments)...));
  co_return co_await std::move(future);
}

}  // namespace detail

/// Runs `function(arguments...)` in the default executor of the running loop (X8). Begins when it
/// is awaited. Owns the function and the arguments; gives a Coro<T>, or a NewCoro<T>.
template <class F, class... Args>
  requires std::invocable<std::decay_t<F>, std::decay_t<Args>...>
detail::CoroOf<detail::ThreadValue<F, Args...>, F> to_thread(F&& function, Args&&... arguments) {
  return detail::run_in_thread<std::decay_t<F>, std::decay_t<Args>...>(
      std::forward<F>(function), std::forward<Args>(arguments)...);
}

/// Replaces the default executor, which is not shut down. Shared, because jobs may outlive the
/// loop. Throws ValueError for none (X6).
void set_default_executor(Loop& loop, std::shared_ptr<Executor> executor);

/// Refuses further jobs to the running loop's default executor and waits until those that it has
/// have ended; the loop goes on meanwhile. After `timeout` of loop time, it warns and leaves them
/// alone. May be called again (X7).
Coro<void> shutdown_default_executor(std::optional<AnyDuration> timeout = std::nullopt);

}  // namespace loopscope
