// SPDX-License-Identifier: MIT
#pragma once

#include <QDialog>

#include <loopscope/inspect/command.h>

class QComboBox;
class QDialogButtonBox;
class QLineEdit;

namespace loopscope::ui {

class CommandDesk;
class ErrorLabel;

/// Asks for the type and name of a new future, or for a task of the catalogue and its name, and has
/// it made. It stays open while the answer is due, and shows the reason of a refusal.
class NewObjectDialog : public QDialog {
  Q_OBJECT

 public:
  enum class What { future, task };

  /// `choices` are the types or the tasks that can be made; there must be at least one.
  NewObjectDialog(What what, const QStringList& choices, CommandDesk& desk,
                  QWidget* parent = nullptr);

 private:
  void send();
  void answer(inspect::OutcomeKind outcome, const QString& reason);

  What what_;
  CommandDesk& desk_;
  QComboBox* choice_;
  QLineEdit* name_;
  ErrorLabel* error_;
  QDialogButtonBox* buttons_;
};

}  // namespace loopscope::ui
