// SPDX-License-Identifier: MIT
#pragma once

#include <QDialog>

#include <loopscope/ui/views/preferences.h>

class QComboBox;
class QSpinBox;

namespace loopscope::ui {

/// Asks for the preferences; changed() carries them when the dialog is accepted.
class SettingsDialog : public QDialog {
  Q_OBJECT

 public:
  explicit SettingsDialog(const Preferences& preferences, QWidget* parent = nullptr);

 Q_SIGNALS:
  void changed(const loopscope::ui::Preferences& preferences);
  void layoutResetRequested();

 private:
  void report();

  QSpinBox* retention_;
  QComboBox* style_;
};

}  // namespace loopscope::ui
