// SPDX-License-Identifier: MIT
#include <loopscope/clock.h>

#include <algorithm>
#include <cmath>

#include <loopscope/detail/steady_now.h>
#include <loopscope/errors.h>

namespace loopscope {
namespace {

// Longer waits than a day are cut to a day and computed anew (asyncio: MAXIMUM_SELECT_TIMEOUT).
constexpr Duration longest_wait = std::chrono::hours(24);

// Half of what a Duration can tell, 146 years.
constexpr Duration end_of_time = Duration::max() / 2;

Duration bounded_wait(Duration wait) { return std::clamp(wait, Duration::zero(), longest_wait); }

}  // namespace

Duration SteadyClock::now() const { return detail::steady_now(); }

std::optional<Duration> SteadyClock::real_wait(Duration deadline) const {
  // Compared before subtracting: deadlines may be as far away as Duration::max().
  const Duration current = now();
  return deadline <= current ? Duration::zero() : bounded_wait(deadline - current);
}

bool VirtualClock::jump(Duration deadline) {
  now_ = std::max(now_, deadline);
  return true;
}

ScaledClock::ScaledClock() : anchor_real_(detail::steady_now()) {}

Duration ScaledClock::now() const {
  if (held_) return anchor_;
  const auto elapsed = static_cast<double>((detail::steady_now() - anchor_real_).count());
  // Far in the future time stands still, before it could overflow.
  const auto left = static_cast<double>(std::max(end_of_time - anchor_, Duration(0)).count());
  return anchor_ + Duration(static_cast<Duration::rep>(std::min(elapsed * speed_, left)));
}

std::optional<Duration> ScaledClock::real_wait(Duration deadline) const {
  if (held_) return std::nullopt;
  const Duration current = now();
  if (deadline <= current) return Duration::zero();
  // Rounded up, so that a timer is never early.
  const double wait = std::ceil(static_cast<double>((deadline - current).count()) / speed_);
  if (wait >= static_cast<double>(longest_wait.count())) return longest_wait;
  return Duration(static_cast<Duration::rep>(wait));
}

bool ScaledClock::jump(Duration deadline) {
  if (!held_) return false;
  anchor_ = std::max(anchor_, std::min(deadline, end_of_time));
  return true;
}

void ScaledClock::anchor_here() {
  anchor_ = now();
  anchor_real_ = detail::steady_now();
}

void ScaledClock::hold() {
  anchor_here();
  held_ = true;
}

void ScaledClock::release() {
  if (held_) anchor_real_ = detail::steady_now();
  held_ = false;
}

void ScaledClock::set_speed(double speed) {
  if (!std::isfinite(speed) || speed <= 0) throw ValueError("speed must be positive and finite");
  anchor_here();
  speed_ = speed;
}

}  // namespace loopscope
