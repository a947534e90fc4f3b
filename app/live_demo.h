// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include <loopscope/app/demo.h>
#include <loopscope/app/demos/stage.h>
#include <loopscope/inspect/inspector.h>
#include <loopscope/loop.h>
#include <loopscope/qt/bridge.h>
#include <loopscope/ui/session/live_session.h>

namespace loopscope::app {

/// A demo that runs, on a loop of its own, which turns inside the GUI thread's event loop, and the
/// session that tells about it. What it prints goes to the window and to stdout. Destroying it ends all
/// of that, at any time.
class LiveDemo {
 public:
  /// `tell` hears how it ends.
  LiveDemo(const Demo& demo, std::unique_ptr<Clock> clock, demos::Stage::Tell tell);
  LiveDemo(const LiveDemo&) = delete;
  LiveDemo& operator=(const LiveDemo&) = delete;
  ~LiveDemo();

  ui::Session& session() { return session_; }

  /// Whether anything of it has run.
  bool hasBegun() const { return loop_.core().iteration() > 0; }

 private:
  /// What is pending goes with the demo, as the person wanted; nobody needs to hear of it.
  class QuietEnd {
   public:
    void begin();
    ~QuietEnd();
  };

  void fillCatalogue();

  // In this order: the stage goes first, with the threads that it keeps, the loop last.
  QuietEnd quiet_end_;
  Loop loop_;
  inspect::Inspector inspector_;
  qt::QtBridge bridge_;
  ui::LiveSession session_;
  demos::Stage stage_;
};

}  // namespace loopscope::app
