// SPDX-License-Identifier: MIT
#include <loopscope/inspect/quick_clock.h>

#include <algorithm>
#include <fstream>
#include <string>

#include <loopscope/detail/steady_now.h>

namespace loopscope::inspect {
namespace {

using detail::steady_now;

#if defined(__x86_64__)

constexpr Duration least_calibration = std::chrono::milliseconds(2);
constexpr Duration validity = std::chrono::milliseconds(20);

/// Where the kernel makes its clock of them, it has checked that ticks are even and the same on all
/// processors; for that of a guest the host's kernel has.
bool ticks_are_trusted() noexcept {
  static const bool trusted = [] {
    std::string source;
    std::ifstream("/sys/devices/system/clocksource/clocksource0/current_clocksource") >> source;
    return source == "tsc" || source == "kvm-clock";
  }();
  return trusted;
}

struct Reading {
  std::uint64_t ticks;
  Duration time;
};

/// Both at the same moment, unless the thread loses the processor three times in a row.
Reading read_both() noexcept {
  constexpr std::uint64_t close_together = 2000;
  Reading reading{};
  for (int attempt = 0; attempt < 3; ++attempt) {
    reading.ticks = __rdtsc();
    reading.time = steady_now();
    if (__rdtsc() - reading.ticks < close_together) break;
  }
  return reading;
}

#endif

}  // namespace

QuickClock::QuickClock() noexcept {
#if defined(__x86_64__)
  if (!ticks_are_trusted()) return;
  const Reading reading = read_both();
  first_ticks_ = reading.ticks;
  first_ = reading.time;
#endif
}

Duration QuickClock::look() noexcept {
#if defined(__x86_64__)
  if (first_ticks_ == 0) return steady_now();
  const Reading reading = read_both();
  const Duration elapsed = reading.time - first_;
  if (elapsed < least_calibration) return latest_ = anchor_ = std::max(reading.time, anchor_);

  // What the old anchor would say now, if it was ever in use and that was not long ago.
  Duration predicted = anchor_;
  const std::uint64_t since = reading.ticks - anchor_ticks_;
  if (valid_ticks_ != 0 && since < 16 * valid_ticks_)
    predicted += Duration((since * ns_per_tick_) >> 32);

  const double rate =
      static_cast<double>(elapsed.count()) / static_cast<double>(reading.ticks - first_ticks_);
  // Ahead of the truth: run a little slower, rather than go back.
  const double slowed = predicted > reading.time ? rate * 15 / 16 : rate;
  ns_per_tick_ = static_cast<std::uint64_t>(slowed * 4294967296.0);
  valid_ticks_ = static_cast<std::uint64_t>(static_cast<double>(validity.count()) / rate);
  anchor_ticks_ = reading.ticks;
  anchor_ = std::max({reading.time, predicted, latest_});
  return latest_ = anchor_;
#else
  return steady_now();
#endif
}

}  // namespace loopscope::inspect
