// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

#include <loopscope/detail/call.h>
#include <loopscope/detail/concurrent_state.h>
#include <loopscope/detail/future_awaiter.h>

namespace loopscope::detail {

/// The state of a ConcurrentFuture<T>.
template <class T>
class ConcurrentValue final : public ConcurrentState {
 public:
  static_assert(!std::is_rvalue_reference_v<T> && !std::is_const_v<T>);

  template <class... U>
  void set_result(U&&... value) {
    auto guard = lock();
    require_not_done();
    value_.emplace(std::forward<U>(value)...);
    finish(std::move(guard), Status::finished);
  }

  // --- once wait_for_result() has returned

  static constexpr bool copies =
      std::is_void_v<T> || std::is_reference_v<T> || std::copy_constructible<T>;

  /// A copy, or a reference where T cannot be copied.
  typename AwaitResult<T, false>::type read() const {
    if constexpr (!std::is_void_v<T>) {
      const auto guard = lock();
      if (!value_) [[unlikely]]
        throw_taken();
      if constexpr (std::is_reference_v<T>)
        return **value_;
      else
        return *value_;
    }
  }

  T take() {
    if constexpr (!std::is_void_v<T>) {
      const auto guard = lock();
      if (!value_) [[unlikely]]
        throw_taken();
      if constexpr (std::is_reference_v<T>) {
        return **value_;
      } else {
        T value = std::move(*value_);
        value_.reset();
        return value;
      }
    }
  }

 private:
  std::optional<Stored<T>> value_;  // guarded by the lock, until taken
};

/// `Handle` is the ConcurrentFuture<T> that the callable is called with.
template <class F, class Handle>
class ConcurrentCallbackOf final : public ConcurrentCallback {
 public:
  explicit ConcurrentCallbackOf(F callable) : callable_(std::move(callable)) {}

  void invoke(ConcurrentState& state) override {
    using State = typename Handle::State;
    if constexpr (std::invocable<F&, Handle>)
      std::invoke(callable_, Handle(std::static_pointer_cast<State>(state.shared_from_this())));
    else
      std::invoke(callable_);
  }
  std::string_view name() const noexcept override { return callable_name(callable_); }

 private:
  F callable_;
};

}  // namespace loopscope::detail
