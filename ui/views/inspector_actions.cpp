// SPDX-License-Identifier: MIT
// What the actions of the inspector do.
#include <loopscope/ui/views/inspector_widget.h>

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QLineEdit>
#include <QSettings>
#include <QShortcut>
#include <QSplitter>
#include <QTableView>
#include <QTreeView>

#include <loopscope/ui/store/store.h>
#include <loopscope/ui/views/action_panel.h>
#include <loopscope/ui/views/action_set.h>
#include <loopscope/ui/views/command_desk.h>
#include <loopscope/ui/views/firing_panel.h>
#include <loopscope/ui/views/help_window.h>
#include <loopscope/ui/views/loop_bar.h>
#include <loopscope/ui/views/new_object_dialog.h>
#include <loopscope/ui/views/object_panel.h>
#include <loopscope/ui/views/row_text.h>
#include <loopscope/ui/views/settings_dialog.h>
#include <loopscope/ui/views/shortcuts_dialog.h>
#include <loopscope/ui/views/speed_slider.h>
#include <loopscope/ui/views/status_line.h>
#include <loopscope/ui/views/story_panel.h>

namespace loopscope::ui {

using inspect::CommandKind;

void InspectorWidget::connectLoopActions() {
  const auto on = [this](Act act, auto slot) {
    connect((*actions_)[act], &QAction::triggered, this, slot);
  };
  on(Act::start_demo, [this] { Q_EMIT demoRequested(loop_bar_->currentDemo()); });
  on(Act::run, [this] { sendToLoop(CommandKind::run); });
  on(Act::pause, [this] { sendToLoop(CommandKind::pause); });
  on(Act::step_callback, [this] { sendToLoop(CommandKind::step_callback); });
  on(Act::step_iteration, [this] { sendToLoop(CommandKind::step_iteration); });
  connect(loop_bar_, &LoopBar::demoChosen, this, [this](const QString& name) {
    actions_->setAvailable(Act::start_demo,
                           name.isEmpty() ? tr("Choose a demo first.") : QString());
    Q_EMIT demoChosen(name);
  });
  connect(loop_bar_, &LoopBar::clockChosen, this, &InspectorWidget::clockChosen);
  SpeedSlider* speed = &loop_bar_->speed();
  connect(speed, &SpeedSlider::speedChosen, this,
          [this](quint64 thousandths) { sendToLoop(CommandKind::set_speed, thousandths); });
  on(Act::faster, [speed] { speed->faster(); });
  on(Act::slower, [speed] { speed->slower(); });
  on(Act::real_time, [speed] { speed->realTime(); });
  on(Act::new_future, [this] { makeObject(false); });
  on(Act::new_task, [this] { makeObject(true); });
  on(Act::clear_finished, [this] { clearFinished(); });
  on(Act::copy, [this] { copyRows(); });
  on(Act::settings, [this] { showSettings(); });
  on(Act::help, [this] { showHelp(pageForFocus()); });
  on(Act::contents, [this] { showHelp(QStringLiteral("index.md")); });
  on(Act::shortcuts, [this] { (new ShortcutsDialog(*actions_, this))->open(); });
  on(Act::back, [this] { goBack(); });
}

void InspectorWidget::connectGoActions() {
  const auto go = [this](Act act, QWidget* place) {
    connect((*actions_)[act], &QAction::triggered, place, [place] {
      place->setFocus(Qt::ShortcutFocusReason);
      if (auto* field = qobject_cast<QLineEdit*>(place)) field->selectAll();
    });
  };
  go(Act::go_filter, &objects_->filter());
  go(Act::go_tree, &objects_->view());
  go(Act::go_due, &firing_->due());
  go(Act::go_firing, &firing_->firing());
  go(Act::go_result, &acting_->resultField());
  go(Act::go_exception, &acting_->messageField());
}

/// Keys that mean something in the tree only.
void InspectorWidget::connectTreeKeys() {
  QTreeView* tree = &objects_->view();
  auto* remove = new QShortcut(QKeySequence(Qt::Key_Delete), tree);
  remove->setContext(Qt::WidgetShortcut);
  connect(remove, &QShortcut::activated, (*actions_)[Act::cancel], &QAction::trigger);
  for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Enter}) {
    auto* enter = new QShortcut(QKeySequence(key), tree);
    enter->setContext(Qt::WidgetShortcut);
    connect(enter, &QShortcut::activated, (*actions_)[Act::go_result], &QAction::trigger);
  }
}

void InspectorWidget::addContextMenus() {
  QTreeView* tree = &objects_->view();
  tree->setContextMenuPolicy(Qt::ActionsContextMenu);
  for (const Act act : {Act::go_result, Act::add_callback, Act::cancel, Act::copy})
    tree->addAction((*actions_)[act]);
  for (QTableView* table : {&firing_->firing(), &firing_->due()}) {
    table->setContextMenuPolicy(Qt::ActionsContextMenu);
    table->addAction((*actions_)[Act::copy]);
  }
}

void InspectorWidget::enableLoopActions() {
  const Store* store = this->store();
  const QString no_loop = tr("No loop yet.");
  const bool paused = store && store->status().paused;
  const auto set = [this](Act act, bool possible, const QString& why_not) {
    actions_->setAvailable(act, possible ? QString() : why_not);
  };
  set(Act::run, paused, store ? tr("The loop is running.") : no_loop);
  set(Act::pause, store && !paused, store ? tr("The loop is paused.") : no_loop);
  for (const Act act : {Act::step_callback, Act::step_iteration})
    set(act, paused, store ? tr("Pause the loop first.") : no_loop);
  const bool speed = store && hasSpeed(*store);
  const QString no_speed = store ? tr("Only a scaled clock has a speed.") : no_loop;
  for (const Act act : {Act::faster, Act::slower, Act::real_time}) set(act, speed, no_speed);
  loop_bar_->speed().setAvailable(speed ? QString() : no_speed);
  set(Act::new_future, store, no_loop);
  set(Act::new_task, store, no_loop);
  set(Act::clear_finished, store && store->status().done > 0,
      store ? tr("Nothing has finished.") : no_loop);
  set(Act::go_result, (*actions_)[Act::set_result]->isEnabled(),
      tr("Select a pending future first."));
  set(Act::go_exception, (*actions_)[Act::throw_exception]->isEnabled(),
      tr("Select a pending future first."));
  set(Act::back, history_.size() > 1, tr("Nothing was selected before."));
}

void InspectorWidget::sendToLoop(CommandKind kind, std::uint64_t value) {
  inspect::Command command;
  command.kind = kind;
  command.value = value;
  desk_->send(std::move(command), {});
}

void InspectorWidget::copyRows() {
  QAbstractItemView* view = &objects_->view();
  for (QTableView* table : {&firing_->firing(), &firing_->due()})
    if (table->hasFocus()) view = table;
  const QString text = selectedRowsText(*view);
  if (text.isEmpty()) {
    status_->showNews(tr("No row is selected."), true);
    return;
  }
  QApplication::clipboard()->setText(text);
  status_->showNews(tr("%n row(s) copied", nullptr, static_cast<int>(text.count(u'\n')) - 1),
                    false);
}

void InspectorWidget::clearFinished() {
  if (session_) session_->clearFinished();
}

void InspectorWidget::makeObject(bool task) {
  if (!session_) return;
  const QStringList choices = task ? session_->catalogue() : session_->futureTypes();
  if (choices.isEmpty()) {
    status_->showNews(task ? tr("This program has no catalogue of tasks.")
                           : tr("This program registers no types for futures."),
                      true);
    return;
  }
  const auto what = task ? NewObjectDialog::What::task : NewObjectDialog::What::future;
  (new NewObjectDialog(what, choices, *desk_, this))->open();
}

void InspectorWidget::showSettings() {
  auto* dialog = new SettingsDialog(preferences_, this);
  connect(dialog, &SettingsDialog::layoutResetRequested, this, &InspectorWidget::resetLayout);
  connect(dialog, &SettingsDialog::changed, this, [this](const Preferences& preferences) {
    setPreferences(preferences);
    Q_EMIT preferencesChanged(preferences);
  });
  dialog->open();
}

namespace {

const auto panes_key = QStringLiteral("layout/panes");
const auto firing_key = QStringLiteral("layout/firing");
const auto tree_columns_key = QStringLiteral("layout/treeColumns");
const auto due_columns_key = QStringLiteral("layout/dueColumns");
const auto firing_columns_key = QStringLiteral("layout/firingColumns");
const auto story_key = QStringLiteral("layout/story");
const auto help_key = QStringLiteral("layout/help");

}  // namespace

void InspectorWidget::saveLayout(QSettings& settings) const {
  settings.setValue(panes_key, panes_->saveState());
  settings.setValue(firing_key, firing_->splitter().saveState());
  settings.setValue(tree_columns_key, objects_->view().header()->saveState());
  settings.setValue(due_columns_key, firing_->due().horizontalHeader()->saveState());
  settings.setValue(firing_columns_key, firing_->firing().horizontalHeader()->saveState());
  settings.setValue(story_key, story_->isUnfolded());
  settings.setValue(help_key, help_ ? help_->saveLayout() : help_layout_);
}

void InspectorWidget::restoreLayout(const QSettings& settings) {
  const auto state = [&settings](const QString& key) { return settings.value(key).toByteArray(); };
  panes_->restoreState(state(panes_key));
  firing_->splitter().restoreState(state(firing_key));
  objects_->view().header()->restoreState(state(tree_columns_key));
  firing_->due().horizontalHeader()->restoreState(state(due_columns_key));
  firing_->firing().horizontalHeader()->restoreState(state(firing_columns_key));
  story_->setUnfolded(settings.value(story_key, true).toBool());
  help_layout_ = state(help_key);
}

void InspectorWidget::resetLayout() {
  panes_->setSizes({width() * 35 / 100, width() * 38 / 100, width() * 27 / 100});
  firing_->splitter().setSizes({110, 420});
  objects_->resetColumns();
  firing_->resetColumns();
  story_->setUnfolded(true);
}

}  // namespace loopscope::ui
