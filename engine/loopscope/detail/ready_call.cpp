// SPDX-License-Identifier: MIT
#include <loopscope/detail/ready_call.h>

namespace loopscope::detail {
namespace {

void run_nothing(ReadyWord&) {}
void drop_nothing(ReadyWord&) noexcept {}
CallInfo cancelled_info(const ReadyWord&) {
  return {.kind = inspect::CallKind::call, .what = {}, .cancelled = true};
}

}  // namespace

const ReadyKind cancelled_kind{&run_nothing, &drop_nothing, &cancelled_info};

}  // namespace loopscope::detail
