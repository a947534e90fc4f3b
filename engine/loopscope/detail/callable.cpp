// SPDX-License-Identifier: MIT
#include <loopscope/detail/callable.h>

#include <loopscope/detail/loop_core.h>
#include <loopscope/errors.h>

namespace loopscope::detail {

void callable_failed(std::string_view name) {
  try {
    throw;
  } catch (const FatalExit&) {
    throw;
  } catch (...) {
    running_loop->callback_failed(name, std::current_exception());
  }
}

}  // namespace loopscope::detail
