// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <concepts>
#include <limits>
#include <type_traits>

namespace loopscope {

/// All times of a loop: nanoseconds, since the epoch of its clock where a point in time is meant.
using Duration = std::chrono::nanoseconds;

namespace detail {

template <class>
inline constexpr bool always_false = false;

/// Throws ValueError.
[[noreturn]] void refuse_nan_duration();

template <class Rep, class Period>
constexpr Duration saturated(std::chrono::duration<Rep, Period> duration) {
  using Given = std::chrono::duration<Rep, Period>;
  if constexpr (std::is_floating_point_v<Rep>) {
    using Nanoseconds = std::chrono::duration<long double, std::nano>;
    const Nanoseconds exact = duration;
    if (exact >= Nanoseconds(Duration::max())) return Duration::max();
    if (exact <= Nanoseconds(Duration::min())) return Duration::min();
    const bool is_number = exact.count() < 0 || exact.count() >= 0;
    if (!is_number) refuse_nan_duration();
  } else if constexpr (std::ratio_greater_v<Period, Duration::period>) {
    if (duration > std::chrono::duration_cast<Given>(Duration::max())) return Duration::max();
    if (duration < std::chrono::duration_cast<Given>(Duration::min())) return Duration::min();
  }
  return std::chrono::duration_cast<Duration>(duration);
}

}  // namespace detail

/// A time as the functions of this library take it: any duration of std::chrono, of integers or floating
/// point. What is beyond 292 years, the range of Duration, becomes Duration::max() or min(): a timer that
/// is due at Duration::max() never fires. A floating one that is no number throws ValueError (asyncio:
/// call_later). A bare number has no unit and does not compile.
class AnyDuration {
 public:
  template <class Rep, class Period>
  constexpr AnyDuration(std::chrono::duration<Rep, Period> duration)
      : value_(detail::saturated(duration)) {}

  template <class Number>
    requires std::is_arithmetic_v<Number>
  constexpr AnyDuration(Number) {
    static_assert(detail::always_false<Number>,
                  "a time needs a unit: write 2s or 1500ms (using namespace std::chrono_literals)");
  }

  constexpr operator Duration() const noexcept { return value_; }

 private:
  Duration value_{};
};

}  // namespace loopscope
