// SPDX-License-Identifier: MIT
#pragma once

#include <loopscope/detail/call.h>
#include <loopscope/detail/ref.h>
#include <loopscope/time.h>

namespace loopscope {

/// A call that was scheduled (asyncio.Handle). Copying and dropping it is safe on any thread and
/// does not cancel the call; everything else is for the loop's thread.
class Handle {
 public:
  Handle() = default;
  explicit Handle(detail::Ref<detail::Call> call) : call_(std::move(call)) {}

  /// The call will not run; the callable is destroyed now. Without effect when it ran already,
  /// apart from cancelled(), or was cancelled before.
  void cancel();

  /// Whether cancel() was called.
  bool cancelled() const noexcept;

  explicit operator bool() const noexcept { return static_cast<bool>(call_); }

 protected:
  detail::Ref<detail::Call> call_;
};

/// A call with a deadline (asyncio.TimerHandle).
class TimerHandle : public Handle {
 public:
  TimerHandle() = default;
  explicit TimerHandle(detail::Ref<detail::Call> timer) : Handle(std::move(timer)) {}

  /// The deadline in loop time. Of an empty handle: zero.
  Duration when() const noexcept;
};

}  // namespace loopscope
