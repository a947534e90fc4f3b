// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include <loopscope/time.h>

namespace loopscope {

/// A loop's notion of time. Used by the loop's thread only.
class Clock {
 public:
  virtual ~Clock() = default;

  /// Never goes back. The epoch is the clock's own.
  virtual Duration now() const = 0;

  /// How long to wait in real time until now() reaches `deadline`; nothing when it never will by
  /// waiting (a held or virtual clock).
  virtual std::optional<Duration> real_wait(Duration deadline) const = 0;

  /// Jumps to `deadline` where the clock is not bound to real time, and tells whether it did.
  /// Called when the loop has nothing else to do (virtual clock) or is stepped while held (scaled
  /// clock).
  virtual bool jump(Duration deadline) = 0;

  /// True for a clock that moves only by jump(): an idle loop without timers then never wakes. Any
  /// thread.
  virtual bool is_virtual() const { return false; }

  /// Stops and restarts the time while the loop is paused, where the clock can.
  virtual void hold() {}
  virtual void release() {}

  /// "steady", "virtual", "scaled".
  virtual const char* name() const = 0;
};

/// std::chrono::steady_clock, the default.
class SteadyClock final : public Clock {
 public:
  Duration now() const override;
  std::optional<Duration> real_wait(Duration deadline) const override;
  bool jump(Duration) override { return false; }
  const char* name() const override { return "steady"; }
};

/// Starts at 0 and jumps to the next timer when nothing is ready: tests and scenarios.
class VirtualClock final : public Clock {
 public:
  Duration now() const override { return now_; }
  std::optional<Duration> real_wait(Duration) const override { return std::nullopt; }
  bool jump(Duration deadline) override;
  bool is_virtual() const override { return true; }
  const char* name() const override { return "virtual"; }

 private:
  Duration now_{0};
};

/// Real time, starting at 0, made slower or faster by a factor, and stopped while held.
class ScaledClock final : public Clock {
 public:
  ScaledClock();

  Duration now() const override;
  std::optional<Duration> real_wait(Duration deadline) const override;

  /// Jumps ahead while held, so that a stepped loop reaches its next timer.
  bool jump(Duration deadline) override;
  void hold() override;
  void release() override;
  const char* name() const override { return "scaled"; }

  double speed() const noexcept { return speed_; }

  /// Loop seconds for each real second. Throws ValueError unless positive and finite. Whoever
  /// drives the loop must compute its waits anew afterwards: Loop::set_speed does.
  void set_speed(double speed);

 private:
  void anchor_here();

  double speed_ = 1.0;
  bool held_ = false;
  Duration anchor_{0};       // loop time …
  Duration anchor_real_{0};  // … at this real time
};

}  // namespace loopscope
