// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/action_set.h>

#include <QCoreApplication>
#include <QKeySequence>
#include <QToolButton>
#include <QWidget>

#include <loopscope/ui/views/icons.h>

namespace loopscope::ui {
namespace {

struct Entry {
  Act act;
  const char* text;
  const char* icon;
  const char* keys;  ///< separated by "; "
  const char* help;
};

#define TEXT(text) QT_TRANSLATE_NOOP("ActionSet", text)

constexpr Entry entries[] = {
    {Act::open, TEXT("Open…"), "open", "Ctrl+O", TEXT("Load a scenario file into the window")},
    {Act::start_demo, TEXT("Start demo"), "start-demo", "Ctrl+D",
     TEXT("Start the chosen demo from its beginning")},
    {Act::restart, TEXT("Restart"), "restart", "Shift+F5",
     TEXT("Start what is shown from its beginning, with the chosen clock")},
    {Act::run, TEXT("Run"), "run", "F5", TEXT("Let the loop run")},
    {Act::pause, TEXT("Pause"), "pause", "F6",
     TEXT("Hold the loop; the window and other threads go on")},
    {Act::step_callback, TEXT("Step callback"), "step-callback", "F10",
     TEXT("Run only the next call that is due")},
    {Act::step_iteration, TEXT("Step iteration"), "step-iteration", "F11",
     TEXT("Run everything that is ready now, then hold")},
    {Act::faster, TEXT("Faster"), "", "Ctrl+Up", TEXT("Let the loop's clock go faster")},
    {Act::slower, TEXT("Slower"), "", "Ctrl+Down", TEXT("Let the loop's clock go slower")},
    {Act::real_time, TEXT("Real time"), "speed", "Ctrl+0",
     TEXT("Let the loop's clock go as fast as time does")},
    {Act::new_future, TEXT("New future"), "new-future", "Ctrl+N",
     TEXT("Create a pending future of a type of your choice")},
    {Act::new_task, TEXT("New task"), "new-task", "Ctrl+T", TEXT("Start a task of the catalogue")},
    {Act::set_result, TEXT("Set result"), "set-result", "Ctrl+Return",
     TEXT("Resolve the selected future with the value in the field")},
    {Act::throw_exception, TEXT("Throw exception"), "throw", "Ctrl+Shift+Return",
     TEXT("Let the selected future fail with the chosen exception")},
    {Act::cancel, TEXT("Cancel future"), "cancel", "Ctrl+K",
     TEXT("Ask everything selected to cancel")},
    {Act::add_callback, TEXT("Add callback"), "add-callback", "Ctrl+B",
     TEXT("Add a callback that logs the outcome when it fires")},
    {Act::clear_finished, TEXT("Clear finished"), "clear-finished", "Ctrl+L",
     TEXT("Remove finished objects that nobody waits for")},
    {Act::copy, TEXT("Copy rows"), "copy", "Ctrl+C",
     TEXT("Copy the selected rows as text, with tabs between the columns")},
    {Act::go_filter, TEXT("Go to filter"), "filter", "Ctrl+F", TEXT("Go to the filter field")},
    {Act::go_tree, TEXT("Go to futures and tasks"), "", "Ctrl+1", TEXT("Go to the tree")},
    {Act::go_due, TEXT("Go to due next"), "", "Ctrl+2", TEXT("Go to what is due next")},
    {Act::go_firing, TEXT("Go to firing order"), "", "Ctrl+3", TEXT("Go to the firing order")},
    {Act::go_result, TEXT("Go to result value"), "", "Ctrl+R",
     TEXT("Go to the field for a result")},
    {Act::go_exception, TEXT("Go to exception message"), "", "Ctrl+E",
     TEXT("Go to the field for the message of an exception")},
    {Act::back, TEXT("Back to last selection"), "back", "Alt+Left",
     TEXT("Select what was selected before")},
    {Act::follow, TEXT("Follow newest"), "follow", "Ctrl+J",
     TEXT("Keep the newest entry of the firing order in view")},
    {Act::story, TEXT("Story"), "story", "Ctrl+I", TEXT("Show what the demo does and what to try")},
    {Act::settings, TEXT("Settings…"), "settings", "Ctrl+,",
     TEXT("How much is kept and how the window looks")},
    {Act::help, TEXT("Help on this"), "question", "F1",
     TEXT("Show the page of the help about what is selected")},
    {Act::contents, TEXT("Contents"), "story", "Shift+F1", TEXT("Show the contents of the help")},
    {Act::shortcuts, TEXT("Keyboard shortcuts"), "help", "Ctrl+/", TEXT("Show what each key does")},
};

#undef TEXT

QString translated(const char* text) { return QCoreApplication::translate("ActionSet", text); }

const Entry& entryOf(Act act) { return entries[static_cast<std::size_t>(act)]; }

}  // namespace

ActionSet::ActionSet(QWidget* owner) : QObject(owner) {
  static_assert(std::size(entries) == static_cast<std::size_t>(Act::count_));
  for (const Entry& entry : entries) {
    auto* action = new QAction(translated(entry.text), owner);
    actions_[static_cast<std::size_t>(entry.act)] = action;
    if (*entry.icon) action->setIcon(icon(QString::fromLatin1(entry.icon)));
    action->setShortcuts(QKeySequence::listFromString(QString::fromLatin1(entry.keys)));
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    owner->addAction(action);
    describe(entry.act, {});
  }
  for (const Act act : {Act::follow, Act::story}) (*this)[act]->setCheckable(true);
}

void ActionSet::setAvailable(Act act, const QString& why_not) {
  QString& known = why_not_[static_cast<std::size_t>(act)];
  if (known == why_not) return;
  known = why_not;
  (*this)[act]->setEnabled(why_not.isEmpty());
  describe(act, why_not);
}

void ActionSet::describe(Act act, const QString& why_not) {
  const QString help = translated(entryOf(act).help);
  const QString keys = (*this)[act]->shortcut().toString(QKeySequence::NativeText);
  QString tip = keys.isEmpty() ? help : tr("%1 (%2)").arg(help, keys);
  if (!why_not.isEmpty()) tip += tr("\nNot now: %1").arg(why_not);
  (*this)[act]->setToolTip(tip);
  (*this)[act]->setStatusTip(why_not.isEmpty() ? help : tr("Not now: %1").arg(why_not));
}

void ActionSet::setShortcutContext(Qt::ShortcutContext context) {
  for (QAction* action : actions_) action->setShortcutContext(context);
}

QToolButton* ActionSet::makeButton(Act act, Qt::ToolButtonStyle style, QWidget* parent) const {
  auto* button = new QToolButton(parent);
  button->setDefaultAction((*this)[act]);
  button->setToolButtonStyle(style);
  button->setAccessibleName((*this)[act]->text());
  button->setFocusPolicy(Qt::StrongFocus);
  button->setAutoRaise(true);
  return button;
}

std::vector<ActionSet::Group> ActionSet::groups() {
  return {
      {tr("&File"), {Act::open}},
      {tr("&Loop"),
       {Act::start_demo, Act::restart, Act::run, Act::pause, Act::step_callback,
        Act::step_iteration, Act::faster, Act::slower, Act::real_time}},
      {tr("&Object"),
       {Act::new_future, Act::new_task, Act::set_result, Act::throw_exception, Act::cancel,
        Act::add_callback, Act::clear_finished}},
      {tr("&View"), {Act::copy, Act::follow, Act::story, Act::back, Act::settings}},
      {tr("&Go"),
       {Act::go_filter, Act::go_tree, Act::go_due, Act::go_firing, Act::go_result,
        Act::go_exception}},
      {tr("&Help"), {Act::contents, Act::help, Act::shortcuts}},
  };
}

}  // namespace loopscope::ui
