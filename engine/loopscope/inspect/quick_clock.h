// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>

#include <loopscope/time.h>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace loopscope::inspect {

/// std::chrono::steady_clock at a third of its price: counts processor ticks from a reading that is
/// renewed every 20 ms. Only where the kernel's own clock is made of these ticks; elsewhere, and in the
/// first 2 ms, each call reads the steady clock. Never goes back. One thread.
class QuickClock {
 public:
  QuickClock() noexcept;

  Duration now() noexcept {
#if defined(__x86_64__)
    const std::uint64_t since = __rdtsc() - anchor_ticks_;
    if (since < valid_ticks_) [[likely]]  // processors may differ by some ticks
      return latest_ = std::max(latest_, anchor_ + Duration((since * ns_per_tick_) >> 32));
#endif
    return look();
  }

 private:
  Duration look() noexcept;

  std::uint64_t anchor_ticks_ = 0;
  std::uint64_t valid_ticks_ = 0;  // how far the anchor reaches; 0: always look
  std::uint64_t ns_per_tick_ = 0;  // 32 bits before and 32 behind the point
  Duration anchor_{0};
  Duration latest_{0};  // that now() gave
  std::uint64_t first_ticks_ = 0;
  Duration first_{0};
};

}  // namespace loopscope::inspect
