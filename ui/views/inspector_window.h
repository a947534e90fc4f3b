// SPDX-License-Identifier: MIT
#pragma once

#include <QMainWindow>

#include <loopscope/ui/views/inspector_widget.h>

class QMenu;
class QSettings;

namespace loopscope::ui {

struct Preferences;

/// A window that is nothing but an inspector: menus around the widget, and a memory of its layout
/// and preferences from one run to the next.
class InspectorWindow : public QMainWindow {
  Q_OBJECT

 public:
  /// `settings` may be null: then nothing is remembered. It must outlive the window.
  explicit InspectorWindow(QSettings* settings, QWidget* parent = nullptr);

  InspectorWidget& inspector() { return *inspector_; }

  /// Puts a menu below "Open…".
  void addToFileMenu(QMenu* menu);

 protected:
  bool event(QEvent* event) override;
  void closeEvent(QCloseEvent* event) override;

 private:
  void makeMenus();
  void restore();
  void fitScreen();
  void use(const Preferences& preferences);

  QSettings* settings_;
  InspectorWidget* inspector_;
  QMenu* file_menu_ = nullptr;
};

}  // namespace loopscope::ui
