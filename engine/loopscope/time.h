// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

namespace loopscope {

/// All times of a loop: nanoseconds, since the epoch of its clock where a point in time is meant.
using Duration = std::chrono::nanoseconds;

}  // namespace loopscope
