// SPDX-License-Identifier: MIT
#pragma once

#include <app/demo.h>
#include <app/demos/script.h>
#include <app/demos/stage.h>
#include <loopscope/inspect/inspector.h>
#include <loopscope/loop.h>
#include <loopscope/qt/bridge.h>
#include <ui/session/live_session.h>

namespace loopscope::app {

/// A demo script on a loop of its own, which turns inside the GUI thread's event loop. What it prints
/// goes to the window and to stdout.
class LiveDemo final : public RunningDemo {
 public:
  explicit LiveDemo(const demos::Script& script);
  ~LiveDemo() override;

  ui::Session& session() override { return session_; }

 private:
  void fillCatalogue();

  // In this order: the stage goes first, with the threads that it keeps, the loop last.
  Loop loop_;
  inspect::Inspector inspector_;
  qt::QtBridge bridge_;
  ui::LiveSession session_;
  demos::Stage stage_;
};

}  // namespace loopscope::app
