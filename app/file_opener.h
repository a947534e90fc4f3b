// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>

#include <loopscope/app/recent_files.h>

class QMenu;

namespace loopscope::ui {
class InspectorWindow;
}

namespace loopscope::app {

class DemoStage;

/// The ways in which scenario files come into the window: File › Open, File › Open recent, and files
/// that are dropped on it. The window's title names the file that is shown.
class FileOpener : public QObject {
  Q_OBJECT

 public:
  /// Window and stage must outlive the opener, and so must the settings, which may be null.
  FileOpener(ui::InspectorWindow& window, DemoStage& stage, QSettings* settings);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void askForFile();
  void fillRecent();
  void started(const QString& file);

  ui::InspectorWindow& window_;
  DemoStage& stage_;
  RecentFiles recent_;
  QMenu* recent_menu_;
};

}  // namespace loopscope::app
