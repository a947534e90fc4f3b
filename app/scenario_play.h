// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include <QTimer>

#include <loopscope/app/demos/stage.h>
#include <loopscope/scenario/interpreter.h>
#include <loopscope/scenario/scenario.h>

namespace loopscope::app {

/// A scenario that plays on a stage: it prints what the scenario logs, pauses the loop where the run
/// ends, and tells how it ended or that nothing can wake it any more. Lives on the GUI thread, which
/// is the loop's.
class ScenarioPlay {
 public:
  ScenarioPlay(demos::Stage& stage, std::shared_ptr<const scenario::Scenario> scenario);

 private:
  void end();
  void lookWhetherStalled();

  demos::Stage& stage_;
  const std::shared_ptr<const scenario::Scenario> scenario_;
  scenario::Interpreter interpreter_;
  bool ended_ = false;
  bool stalled_ = false;
  QTimer stall_watch_;
};

}  // namespace loopscope::app
