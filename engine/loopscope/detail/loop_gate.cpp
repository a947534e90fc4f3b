// SPDX-License-Identifier: MIT
#include <loopscope/detail/loop_core.h>
#include <loopscope/errors.h>
#include <loopscope/inspect/observer.h>

namespace loopscope::detail {

void LoopCore::set_gate(Gate gate) {
  const bool was_open = gate_ == Gate::open;
  set_gate_now(gate);
  if (gate == Gate::open && !was_open) {
    clock_->release();
    if (observer_) observer_->running(speed());
  } else if (gate != Gate::open && was_open) {
    clock_->hold();
    if (observer_ && gate == Gate::closed) observer_->paused();
  }
  wake();
}

void LoopCore::stop_at_gate() {
  if (!is(gated)) return;
  const bool whole_iteration = gate_ == Gate::one_iteration;
  set_gate_now(Gate::closed);
  if (!observer_) return;
  observer_->stepped(whole_iteration);
  observer_->paused();
}

void LoopCore::set_speed(double speed) {
  auto* clock = dynamic_cast<ScaledClock*>(clock_.get());
  if (!clock) throw RuntimeError(std::string("a ") + clock_->name() + " clock has no speed to set");
  clock->set_speed(speed);
  if (observer_) observer_->running(speed);
  wake();
}

double LoopCore::speed() const noexcept {
  const auto* clock = dynamic_cast<const ScaledClock*>(clock_.get());
  return clock ? clock->speed() : 1.0;
}

}  // namespace loopscope::detail
