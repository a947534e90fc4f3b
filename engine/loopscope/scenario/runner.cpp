// SPDX-License-Identifier: MIT
#include <loopscope/scenario/runner.h>

#include <memory>

namespace loopscope::scenario {
namespace {

std::unique_ptr<Clock> make_clock(RunOptions::Time time) {
  if (time == RunOptions::Time::steady) return std::make_unique<SteadyClock>();
  return std::make_unique<VirtualClock>();
}

/// On a steady clock an idle loop waits for ever: looks now and then whether anything could still
/// happen, and stops the loop if not.
class StallWatch {
 public:
  StallWatch(Loop& loop, const Interpreter& interpreter) : loop_(loop), interpreter_(interpreter) {}

  void start() {
    loop_.call_later(std::chrono::milliseconds(20), named("stall watch", [this] { look(); }));
  }
  bool stalled() const noexcept { return stalled_; }

 private:
  void look() {
    const detail::LoopCore& core = loop_.core();
    stalled_ = core.ready().empty() && core.timers() == 0 && interpreter_.threads_alive() == 0;
    stalled_ ? loop_.stop() : start();
  }

  Loop& loop_;
  const Interpreter& interpreter_;
  bool stalled_ = false;
};

/// Whether the loop stalled.
bool run_virtual(Loop& loop) {
  try {
    loop.run_forever();
    return false;
  } catch (const RuntimeError&) {
    return true;  // a loop with a virtual clock does not wait for ever
  }
}

bool run_steady(Loop& loop, const Interpreter& interpreter) {
  StallWatch watch(loop, interpreter);
  watch.start();
  loop.run_forever();
  return watch.stalled();
}

}  // namespace

RunResult run(const Scenario& scenario, const TraceSink& sink, const RunOptions& options) {
  std::unique_ptr<Interpreter> interpreter;  // outlives the loop, whose calls refer to it
  Loop loop(make_clock(options.time));
  interpreter = std::make_unique<Interpreter>(scenario, loop, sink, options.limits);
  interpreter->on_end([&loop] { loop.stop(); });
  interpreter->start();
  const bool steady = options.time == RunOptions::Time::steady;
  const bool stalled = steady ? run_steady(loop, *interpreter) : run_virtual(loop);
  interpreter->finish(stalled);
  const Task<Value>& root = interpreter->root();
  const bool has_result = root.done() && !root.cancelled() && !root.exception();
  return {has_result, stalled && !root.done(), interpreter->limit_reached()};
}

}  // namespace loopscope::scenario
