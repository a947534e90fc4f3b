// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <QStringList>

namespace loopscope::ui {

/// A demo as the window offers it.
struct DemoEntry {
  QString name;     ///< as in the box and on the command line
  QString title;    ///< a few words, its tool tip
  QString group{};  ///< the heading in the box above it and its like; empty: none
};

/// What a demo tells its viewer. The texts are rich text (a subset of HTML).
struct Story {
  QString title;
  QString happens;     ///< what happens
  QStringList to_try;  ///< what to try, a sentence or two each; may be empty
};

}  // namespace loopscope::ui
