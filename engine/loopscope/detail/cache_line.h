// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace loopscope::detail {

/// What two threads pass to each other lies on lines of its own. Of x86-64 and of most others; GCC's
/// std::hardware_destructive_interference_size may differ from one source to the next.
inline constexpr std::size_t cache_line = 64;

}  // namespace loopscope::detail
