// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <vector>

#include <QString>

#include <loopscope/ui/views/story.h>

namespace loopscope::demos {
class Stage;
}

namespace loopscope::app {

/// A small program to look into, and its story: one that is written in C++, or a scenario.
struct Demo {
  QString name;   ///< for the box and the command line; of an opened file its name without folders
  QString title;  ///< a few words
  ui::Story story;
  bool starts_paused = false;  ///< so that the first thing seen is the first step
  bool debug = false;          ///< with the loop's debug checks on

  /// Called once a start, on the loop's thread, before the loop turns.
  std::function<void(demos::Stage&)> play;
};

/// A heading of the box, and the demos below it.
struct DemoGroup {
  QString title;
  std::vector<Demo> demos;
};

/// All demos that the program brings along, in the order in which they are offered; the first is shown
/// when none is asked for.
const std::vector<DemoGroup>& demoGroups();

/// The one of that name, or null.
const Demo* findDemo(const QString& name);

}  // namespace loopscope::app
