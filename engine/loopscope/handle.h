// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

#include <loopscope/detail/call.h>
#include <loopscope/detail/loop_core.h>
#include <loopscope/detail/ref.h>
#include <loopscope/time.h>

namespace loopscope {

/// A timer that was set (asyncio.TimerHandle). Copying and dropping it is safe on any thread and does
/// not cancel the timer; everything else is for the loop's thread.
class TimerHandle {
 public:
  TimerHandle() = default;
  explicit TimerHandle(detail::Ref<detail::Call> timer) noexcept : timer_(std::move(timer)) {}

  /// As Handle::cancel. O(1); clearing away what was cancelled is O(1) on average.
  void cancel();
  bool cancelled() const noexcept;

  /// The deadline in loop time. Of an empty handle: zero.
  Duration when() const noexcept;

  explicit operator bool() const noexcept { return static_cast<bool>(timer_); }

 private:
  friend class Handle;

  detail::Ref<detail::Call> timer_;
};

/// A call that was scheduled (asyncio.Handle). It moves and is not copied, so that a call needs no
/// count. Dropping it is safe on any thread and does not cancel the call; everything else is for the
/// loop's thread.
class Handle {
 public:
  Handle() = default;
  Handle(Handle&&) = default;
  Handle& operator=(Handle&&) = default;
  Handle(TimerHandle timer) noexcept : call_(std::move(timer.timer_)) {}

  /// The call will not run; the callable is destroyed now. Without effect when it ran already,
  /// apart from cancelled(), or was cancelled before.
  void cancel();

  /// Whether cancel() was called, or the call was dropped as its loop closed.
  bool cancelled() const noexcept;

  explicit operator bool() const noexcept { return call_ || core_; }

  /// For the engine: of a call that has a block of its own, or that call_soon took.
  explicit Handle(detail::Ref<detail::Call> call) noexcept : call_(std::move(call)) {}
  Handle(detail::LoopCore& core, inspect::Ticket ticket) noexcept : core_(&core), ticket_(ticket) {}

 private:
  detail::Ref<detail::Call> call_;
  detail::Ref<detail::LoopCore> core_;
  inspect::Ticket ticket_ = 0;
  bool cancelled_ = false;
};

}  // namespace loopscope
