// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <QString>

#include <ui/session/session.h>
#include <ui/views/story.h>

namespace loopscope::app {

/// A demo that runs: a loop, what keeps it going, and the session that tells about it. Destroying it
/// ends all of that, at any time.
class RunningDemo {
 public:
  virtual ~RunningDemo() = default;
  virtual ui::Session& session() = 0;
};

/// A small program to look into, and its story.
struct Demo {
  QString name;   ///< for the command line
  QString title;  ///< a few words
  ui::Story story;
  std::function<std::unique_ptr<RunningDemo>()> start;
};

/// All demos, in the order in which they are offered; the first is shown when none is asked for.
const std::vector<Demo>& demos();

}  // namespace loopscope::app
