// SPDX-License-Identifier: MIT
#include <loopscope/detail/ready_call.h>

#include <loopscope/detail/loop_core.h>
#include <loopscope/errors.h>

namespace loopscope::detail {
namespace {

void run_nothing(LoopCore&, void*) {}
void drop_nothing(void*) noexcept {}
CallInfo cancelled_info(const void*) {
  return {.kind = inspect::CallKind::call, .what = {}, .cancelled = true};
}

}  // namespace

const ReadyKind cancelled_kind{&run_nothing, &drop_nothing, &cancelled_info};

void callable_failed(LoopCore& core, std::string_view name) {
  try {
    throw;
  } catch (const FatalExit&) {
    throw;
  } catch (...) {
    core.callback_failed(name, std::current_exception());
  }
}

}  // namespace loopscope::detail
