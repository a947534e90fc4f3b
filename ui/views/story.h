// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <QStringList>

namespace loopscope::ui {

/// A demo as the window offers it.
struct DemoEntry {
  QString name;   ///< as on the command line
  QString title;  ///< as in the box, a few words
};

/// What a demo tells its viewer. The texts are rich text (a subset of HTML).
struct Story {
  QString title;
  QString happens;     ///< what happens
  QStringList to_try;  ///< what to try, a sentence or two each; may be empty
};

}  // namespace loopscope::ui
