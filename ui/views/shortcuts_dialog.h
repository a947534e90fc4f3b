// SPDX-License-Identifier: MIT
#pragma once

#include <QDialog>

class QTreeWidget;

namespace loopscope::ui {

class ActionSet;

/// Lists every action with its keys, and the keys that work inside the views and fields.
class ShortcutsDialog : public QDialog {
  Q_OBJECT

 public:
  explicit ShortcutsDialog(const ActionSet& actions, QWidget* parent = nullptr);

 private:
  void addActions(const ActionSet& actions);
  void addKeysOfViews();

  QTreeWidget* list_;
};

}  // namespace loopscope::ui
