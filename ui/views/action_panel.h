// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <QStringList>
#include <QWidget>

#include <loopscope/inspect/command.h>
#include <loopscope/ui/store/object_row.h>

class QComboBox;
class QGridLayout;
class QLineEdit;

namespace loopscope::ui {

class ActionSet;
class CommandDesk;
class ErrorLabel;
class InkLabel;
class Store;

/// What can be done to the selected objects. A refusal is shown beside the field that it is about.
class ActionPanel : public QWidget {
  Q_OBJECT

 public:
  ActionPanel(ActionSet& actions, CommandDesk& desk, QWidget* parent = nullptr);

  /// Null: no loop. Enables what applies to the selection.
  void refresh(const Store* store, const std::vector<ObjectId>& selected);
  void setErrorTypes(const QStringList& names);

  QLineEdit& resultField() { return *result_; }
  QLineEdit& messageField() { return *message_; }

 Q_SIGNALS:
  /// What was done, for the status line.
  void carriedOut(const QString& news);

  /// A refusal whose object is no longer the selected one.
  void refusedElsewhere(const QString& reason);

  /// The field with the focus is about to be disabled: the focus needs another place.
  void focusReleased();

 private:
  void makeFields();
  void arrange();
  QLineEdit* makeField(const QString& name, const QString& placeholder);
  void connectActions();
  void setResult();
  void throwException();
  void cancelAll();
  void addCallback();
  void forgetErrors();
  void enableFields();
  void act(inspect::Command command, ErrorLabel* error, QLineEdit* field, const QString& news);
  void showResultType(const ObjectRow* row);

  ActionSet& actions_;
  CommandDesk& desk_;
  const Store* store_ = nullptr;  ///< of the last refresh
  std::vector<ObjectId> selected_;
  InkLabel* why_not_;
  QLineEdit* result_;
  ErrorLabel* result_error_;
  QComboBox* exception_;
  QLineEdit* message_;
  ErrorLabel* exception_error_;
  QLineEdit* cancel_message_;
  ErrorLabel* other_error_;
  QString name_;  ///< of the only selected object
};

}  // namespace loopscope::ui
