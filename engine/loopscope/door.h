// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

#include <loopscope/detail/call.h>
#include <loopscope/detail/loop_core.h>
#include <loopscope/handle.h>

namespace loopscope {

/// The way into a loop from other threads. A copyable handle, safe everywhere, that may outlive the
/// loop: give it to threads and callbacks that may be late.
class LoopDoor {
 public:
  explicit LoopDoor(detail::Ref<detail::LoopCore> core) noexcept : core_(std::move(core)) {}

  /// Runs `callback()` on the loop's thread: in the next iteration (of very many posted calls each
  /// iteration takes a part), in order for each thread. Wakes the loop and never blocks. Throws
  /// RuntimeError when the loop is closed or gone.
  template <class F>
  Handle call_soon_threadsafe(F&& callback) const {
    auto* call = detail::make_call<detail::PostedCall>(core_.get(), std::forward<F>(callback));
    Handle handle(call->first_handle());
    core_->call_soon_threadsafe(call);
    return handle;
  }

  bool is_closed() const noexcept { return core_->is_closed(); }

  /// For the engine's own extensions.
  detail::LoopCore& core() const noexcept { return *core_; }

 private:
  detail::Ref<detail::LoopCore> core_;
};

}  // namespace loopscope
