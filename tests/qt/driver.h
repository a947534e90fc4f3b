// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include <loopscope/loop.h>
#include <loopscope/qt/bridge.h>
#include <tests/qt/spin.h>

namespace loopscope::test {

/// Runs a loop either by itself or on a bridge, so that one test serves for both.
class Driver {
 public:
  Driver(bool on_bridge, std::unique_ptr<Clock> clock) : loop(std::move(clock)) {
    if (on_bridge) bridge_ = std::make_unique<qt::QtBridge>(loop);
  }

  /// Until the future is done. False when it is not within ten seconds (on the bridge).
  bool run(const AnyFuture& future) {
    if (bridge_) return spin_until([&] { return future.done(); });
    if (future.done()) return true;
    future.add_done_callback([this] { loop.stop(); });
    loop.run_forever();
    return future.done();
  }

  Loop loop;

 private:
  std::unique_ptr<qt::QtBridge> bridge_;
};

}  // namespace loopscope::test
