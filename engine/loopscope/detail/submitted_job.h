// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <functional>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

#include <loopscope/concurrent_future.h>

namespace loopscope {
template <class T>
class Coro;
}

namespace loopscope::detail {

template <class T>
constexpr bool is_coroutine = false;
template <class T>
constexpr bool is_coroutine<Coro<T>> = true;

/// The value type of the outcome of a call that returns R.
template <class R>
using OutcomeValue = std::conditional_t<std::is_lvalue_reference_v<R>, R, std::remove_cvref_t<R>>;

/// A function with its arguments, to be called once.
template <class F, class... Args>
class BoundCall {
 public:
  using Value = OutcomeValue<std::invoke_result_t<F, Args...>>;
  static_assert(!is_coroutine<Value>, "coroutines cannot run in an executor");

  template <class G, class... As>
  explicit BoundCall(G&& function, As&&... arguments)
      : function_(std::forward<G>(function)), arguments_(std::forward<As>(arguments)...) {}

  Value operator()() {
    return std::apply(
        [this](Args&... arguments) -> Value {
          return std::invoke(std::move(function_), std::move(arguments)...);
        },
        arguments_);
  }
  std::string_view name() const noexcept { return callable_name(function_); }

 private:
  F function_;
  std::tuple<Args...> arguments_;
};

template <class F, class... Args>
std::string_view callable_name(const BoundCall<F, Args...>& call) noexcept {
  return call.name();
}

template <class F, class... Args>
auto bind_call(F&& function, Args&&... arguments) {
  return BoundCall<std::decay_t<F>, std::decay_t<Args>...>(std::forward<F>(function),
                                                           std::forward<Args>(arguments)...);
}

/// A bound call on its way through an executor, with the future of its outcome. Dropped unrun, it
/// cancels the future, so that nobody waits for ever.
template <class Bound>
class SubmittedJob {
 public:
  using Value = typename Bound::Value;

  explicit SubmittedJob(Bound call) : call_(std::move(call)) { outcome_.state().set_elsewhere(); }
  SubmittedJob(SubmittedJob&&) noexcept = default;
  SubmittedJob& operator=(SubmittedJob&&) = delete;
  SubmittedJob(const SubmittedJob&) = delete;
  SubmittedJob& operator=(const SubmittedJob&) = delete;
  ~SubmittedJob() {
    if (outcome_) outcome_.cancel();
  }

  const ConcurrentFuture<Value>& outcome() const noexcept { return outcome_; }
  std::string_view name() const noexcept { return call_ ? call_->name() : "job"; }

  void operator()() {
    if (!outcome_.set_running_or_notify_cancel()) return;
    std::exception_ptr error;
    try {
      if constexpr (std::is_void_v<Value>) {
        (*call_)();
        succeed();
      } else {
        // Held by the box, also for a reference.
        Box value{(*call_)()};
        succeed(static_cast<Value&&>(value.value));
      }
      return;
    } catch (...) {
      error = std::current_exception();
    }
    call_.reset();
    outcome_.set_exception(std::move(error));
  }

 private:
  template <class V>
  struct BoxOf {
    V value;
  };
  using Box = BoxOf<std::conditional_t<std::is_void_v<Value>, int, Value>>;

  template <class... V>
  void succeed(V&&... value) {
    call_.reset();
    outcome_.set_result(std::forward<V>(value)...);
  }

  std::optional<Bound> call_;
  ConcurrentFuture<Value> outcome_;
};

template <class Bound>
std::string_view callable_name(const SubmittedJob<Bound>& job) noexcept {
  return job.name();
}

template <class F, class... Args>
auto submitted_job(F&& function, Args&&... arguments) {
  return SubmittedJob(bind_call(std::forward<F>(function), std::forward<Args>(arguments)...));
}

}  // namespace loopscope::detail
