// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace loopscope::detail {

/// What two threads pass to each other lies on lines of its own. Of x86-64 and of most others; GCC's
/// std::hardware_destructive_interference_size may differ from one source to the next.
inline constexpr std::size_t cache_line = 64;

/// Asks for the cache line of an address, to write to it soon; does nothing where that is no address. For
/// a processor in general, __builtin_prefetch asks to read: another's copy would be taken away later.
inline void prefetch_to_write(const void* address) noexcept {
#if defined(__x86_64__)
  asm volatile("prefetchw %0" : : "m"(*static_cast<const char*>(address)));
#else
  __builtin_prefetch(address, 1);
#endif
}

}  // namespace loopscope::detail
