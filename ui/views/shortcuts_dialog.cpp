// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/shortcuts_dialog.h>

#include <algorithm>

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <loopscope/ui/views/action_set.h>
#include <loopscope/ui/views/table_look.h>

namespace loopscope::ui {
namespace {

/// With the room that makes a long list easy to read.
QTreeWidgetItem* spaced(QTreeWidgetItem* item) {
  const QFontMetrics metrics = item->treeWidget()->fontMetrics();
  const int width = item->parent() ? metrics.horizontalAdvance(item->text(0)) + 12 : 0;
  item->setSizeHint(0, QSize(width, rowHeight(metrics)));
  return item;
}

QTreeWidgetItem* addSection(QTreeWidget* list, const QString& title) {
  auto* section = new QTreeWidgetItem(list, {title});
  QFont font = list->font();
  font.setBold(true);
  section->setFont(0, font);
  section->setFirstColumnSpanned(true);
  section->setFlags(Qt::ItemIsEnabled);
  return spaced(section);
}

QString keysOf(const QAction& action) {
  return QKeySequence::listToString(action.shortcuts(), QKeySequence::NativeText)
      .replace(QStringLiteral("; "), ShortcutsDialog::tr(" or "));
}

}  // namespace

ShortcutsDialog::ShortcutsDialog(const ActionSet& actions, QWidget* parent)
    : QDialog(parent), list_(new QTreeWidget(this)) {
  setWindowTitle(tr("Keyboard shortcuts"));
  setAttribute(Qt::WA_DeleteOnClose);

  list_->setAccessibleName(tr("Keyboard shortcuts"));
  list_->setColumnCount(3);
  list_->setHeaderLabels({tr("Action"), tr("Keys"), tr("What it does")});
  list_->setRootIsDecorated(false);
  list_->setIndentation(14);
  list_->setUniformRowHeights(true);
  list_->setAllColumnsShowFocus(true);
  addActions(actions);
  addKeysOfViews();
  list_->expandAll();
  list_->setCurrentItem(list_->topLevelItem(0)->child(0));
  list_->resizeColumnToContents(0);
  list_->resizeColumnToContents(1);

  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(list_);
  layout->addWidget(buttons);
  resize(760, 560);
}

void ShortcutsDialog::addActions(const ActionSet& actions) {
  for (const ActionSet::Group& group : ActionSet::groups()) {
    const auto shown = [&actions](Act act) { return actions[act]->isVisible(); };
    if (std::ranges::none_of(group.acts, shown)) continue;
    QTreeWidgetItem* section = addSection(list_, QString(group.title).remove(u'&'));
    for (const Act act : group.acts) {
      const QAction* action = actions[act];
      if (!shown(act)) continue;
      const QString help =
          action->toolTip().section(u'\n', 0, 0).section(QStringLiteral(" ("), 0, 0);
      spaced(new QTreeWidgetItem(section, {action->text().remove(u'…'), keysOf(*action), help}));
    }
  }
}

void ShortcutsDialog::addKeysOfViews() {
  QTreeWidgetItem* section = addSection(list_, tr("In the views and fields"));
  const QStringList rows[] = {
      {tr("Next or previous part"), tr("Tab or Shift+Tab"), tr("Move through the window")},
      {tr("Select several"), tr("Shift+Up, Shift+Down"), tr("Widen the selection of a view")},
      {tr("Select all"), tr("Ctrl+A"), tr("Select all rows of a view")},
      {tr("Fold or unfold"), tr("Left or Right"), tr("In the tree")},
      {tr("Cancel"), tr("Delete"), tr("In the tree: cancel everything selected")},
      {tr("Act on it"), tr("Return"), tr("In the tree: go to the field for a result")},
      {tr("Show object"), tr("Return"), tr("In the tables: select the entry's future or task")},
      {tr("Send"), tr("Return"), tr("In a field: set the result, throw, or cancel")},
      {tr("Newest"), tr("Ctrl+End"), tr("In the firing order: go to the end and follow")},
      {tr("Clear filter"), tr("Escape"), tr("In the filter field")},
      {tr("Menus"), tr("Alt+letter"), tr("Open the menu with the underlined letter")},
      {tr("Quit"), tr("Ctrl+Q"), tr("Close the program's window")},
  };
  for (const QStringList& row : rows) spaced(new QTreeWidgetItem(section, row));
}

}  // namespace loopscope::ui
