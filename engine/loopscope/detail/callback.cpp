// SPDX-License-Identifier: MIT
#include <loopscope/detail/callback.h>

#include <memory>

#include <loopscope/detail/loop_core.h>

namespace loopscope::detail {

const ReadyKind Callback::kind{&Callback::run, &Callback::drop, &Callback::info};

void Callback::run(LoopCore& core, void* object) {
  const std::unique_ptr<Callback> callback(static_cast<Callback*>(static_cast<Waiter*>(object)));
  const auto future = Ref<FutureState>::adopt(&callback->future_);
  try {
    callback->invoke();
  } catch (const FatalExit&) {
    throw;
  } catch (...) {
    core.callback_failed(callback->name(), std::current_exception());
  }
}

void Callback::drop(void* object) noexcept {
  Callback* callback = static_cast<Callback*>(static_cast<Waiter*>(object));
  FutureState* held = callback->queued_ ? &callback->future_ : nullptr;
  delete callback;
  if (held) held->release();
}

CallInfo Callback::info(const void* object) {
  const auto* callback = static_cast<const Callback*>(static_cast<const Waiter*>(object));
  return {.kind = inspect::CallKind::done_callback,
          .object = callback->future_.id(),
          .other = callback->number,
          .what = callback->name()};
}

}  // namespace loopscope::detail
