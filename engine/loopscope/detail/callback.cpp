// SPDX-License-Identifier: MIT
#include <loopscope/detail/callback.h>

#include <loopscope/detail/callable.h>
#include <loopscope/detail/loop_core.h>

namespace loopscope::detail {

void Callback::run(ReadyWord& word) {
  const Owner callback(static_cast<Callback*>(static_cast<Waiter*>(word.object)));
  const auto future = Ref<FutureState>::adopt(callback->held);
  try {
    callback->kind->invoke(*callback);
  } catch (...) {
    callable_failed(callback->name());
  }
}

void Callback::drop(ReadyWord& word) noexcept {
  Owner callback(static_cast<Callback*>(static_cast<Waiter*>(word.object)));
  FutureState* held = callback->held;
  callback.reset();
  if (held) held->release();
}

CallInfo Callback::info(const ReadyWord& word) {
  const auto* callback = static_cast<const Callback*>(static_cast<const Waiter*>(word.object));
  return {.kind = inspect::CallKind::done_callback,
          .object = callback->held->id(),
          .other = callback->number,
          .what = callback->name()};
}

}  // namespace loopscope::detail
