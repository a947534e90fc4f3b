// SPDX-License-Identifier: MIT
#pragma once

#include <QStringList>

class QSettings;

namespace loopscope::app {

/// The files that were opened last, the newest first, from one run of the program to the next.
class RecentFiles {
 public:
  static constexpr qsizetype most = 10;

  /// Without settings they are remembered for this run only.
  explicit RecentFiles(QSettings* settings);

  /// Files that are gone are forgotten.
  QStringList list();

  void add(const QString& file);
  void clear();

 private:
  void store();

  QSettings* settings_;
  QStringList files_;
};

}  // namespace loopscope::app
