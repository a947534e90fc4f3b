// SPDX-License-Identifier: MIT
#pragma once

#include <loopscope/clock.h>
#include <loopscope/time.h>

namespace loopscope::inspect {

/// What a loop's clock shows at a moment of the steady clock, without asking it each time: a steady
/// clock shows just that, a scaled clock moves evenly between two calls of refresh().
class LoopTime {
 public:
  explicit LoopTime(const Clock& clock) noexcept
      : clock_(clock),
        steady_(dynamic_cast<const SteadyClock*>(&clock) != nullptr),
        scaled_(dynamic_cast<const ScaledClock*>(&clock)) {}

  /// To be called when the clock may have been held, released, jumped or changed in speed, and now
  /// and then, so that errors do not add up.
  void refresh(Duration steady, bool held) noexcept {
    if (!scaled_) return;
    base_ = scaled_->now();
    base_steady_ = steady;
    rate_ = held ? 0 : scaled_->speed();
  }

  Duration at(Duration steady) const noexcept {
    if (steady_) [[likely]]
      return steady;
    if (!scaled_) return clock_.now();
    const auto since = static_cast<double>((steady - base_steady_).count());
    return base_ + Duration(static_cast<Duration::rep>(since * rate_));
  }

  double speed() const noexcept { return scaled_ ? scaled_->speed() : 1; }
  const char* name() const noexcept { return clock_.name(); }

 private:
  const Clock& clock_;
  bool steady_;
  const ScaledClock* scaled_;
  Duration base_{0};
  Duration base_steady_{0};
  double rate_ = 1;
};

}  // namespace loopscope::inspect
