// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

#include <loopscope/time.h>

namespace loopscope::detail {

/// The time of the steady clock, in the engine's unit.
inline Duration steady_now() noexcept {
  return std::chrono::steady_clock::now().time_since_epoch();
}

}  // namespace loopscope::detail
