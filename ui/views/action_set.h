// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <vector>

#include <QAction>
#include <QObject>
#include <QString>

class QToolButton;
class QWidget;

namespace loopscope::ui {

/// Everything that a person can do in the inspector.
enum class Act {
  open,
  start_demo,
  restart,
  run,
  pause,
  step_callback,
  step_iteration,
  faster,
  slower,
  real_time,
  new_future,
  new_task,
  set_result,
  throw_exception,
  cancel,
  add_callback,
  clear_finished,
  copy,
  go_filter,
  go_tree,
  go_due,
  go_firing,
  go_result,
  go_exception,
  back,
  follow,
  story,
  settings,
  help,
  contents,
  shortcuts,
  count_  // number of the others
};

/// The actions of one inspector: the same QAction serves button, menu and shortcut, so that all of
/// them are enabled together and give the same reason when they are not.
class ActionSet : public QObject {
  Q_OBJECT

 public:
  /// A menu, and a section of the overview of shortcuts.
  struct Group {
    QString title;
    std::vector<Act> acts;
  };

  /// The shortcuts work while the focus is inside `owner`.
  explicit ActionSet(QWidget* owner);

  QAction* operator[](Act act) const { return actions_[static_cast<std::size_t>(act)]; }

  /// Enables the action, or disables it and tells why in its tool tip and status text.
  void setAvailable(Act act, const QString& why_not = {});

  /// Where the shortcuts work; a window that is nothing but an inspector widens this to itself.
  void setShortcutContext(Qt::ShortcutContext context);

  /// A button for the action with the action's text as its accessible name.
  QToolButton* makeButton(Act act, Qt::ToolButtonStyle style, QWidget* parent) const;

  static std::vector<Group> groups();

 private:
  void describe(Act act, const QString& why_not);

  std::array<QAction*, static_cast<std::size_t>(Act::count_)> actions_{};
  std::array<QString, static_cast<std::size_t>(Act::count_)> why_not_;
};

}  // namespace loopscope::ui
