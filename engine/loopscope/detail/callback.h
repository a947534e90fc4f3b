// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <utility>

#include <loopscope/detail/block_cache.h>
#include <loopscope/detail/call.h>
#include <loopscope/detail/future_state.h>

namespace loopscope::detail {

/// A done-callback: waits in its future's list, then runs once from the ready queue, holding the
/// future while it is queued.
class Callback : public Waiter {
 public:
  Callback(FutureState& future, std::uint64_t id) noexcept
      : Waiter(&kind), number(id), future_(future) {}
  Callback(const Callback&) = delete;
  Callback& operator=(const Callback&) = delete;
  virtual ~Callback() = default;

  virtual std::string_view name() const noexcept = 0;
  FutureState& future() const noexcept { return future_; }

  /// Called when it goes from the future's list, which does not own the future, to the queue.
  void hold_future() noexcept {
    future_.add_ref();
    queued_ = true;
  }

  static const ReadyKind kind;

  const std::uint64_t number;

 private:
  virtual void invoke() = 0;
  static void run(LoopCore& core, void* object);
  static void drop(void* object) noexcept;
  static CallInfo info(const void* object);

  FutureState& future_;
  bool queued_ = false;
};

/// `Handle` is the Future<T> or Task<T> that the callable is called with.
template <class F, class FutureHandle>
class CallbackOf final : public Callback {
 public:
  CallbackOf(FutureState& future, std::uint64_t id, F callable)
      : Callback(future, id), callable_(std::move(callable)) {}

  std::string_view name() const noexcept override { return callable_name(callable_); }

  static void* operator new(std::size_t size) { return allocate_block(size); }
  static void operator delete(void* block, std::size_t size) noexcept { free_block(block, size); }

 private:
  void invoke() override {
    if constexpr (std::invocable<F&, FutureHandle>)
      std::invoke(callable_, FutureHandle::share(future()));
    else
      std::invoke(callable_);
  }

  F callable_;
};

}  // namespace loopscope::detail
