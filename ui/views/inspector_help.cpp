// SPDX-License-Identifier: MIT
// Which page of the help belongs to what.
#include <loopscope/ui/views/inspector_widget.h>

#include <QApplication>
#include <QLineEdit>
#include <QTableView>
#include <QTreeView>

#include <loopscope/ui/store/store.h>
#include <loopscope/ui/views/action_panel.h>
#include <loopscope/ui/views/firing_panel.h>
#include <loopscope/ui/views/help_window.h>
#include <loopscope/ui/views/object_panel.h>
#include <loopscope/ui/views/qt_text.h>

namespace loopscope::ui {

namespace {

/// "BoundedSemaphore" and "LifoQueue" are described with their plain kinds.
QString pageOfPrimitive(const QString& type) {
  static const std::pair<const char*, const char*> pages[] = {
      {"Lock", "lock.md"},           {"Event", "event.md"},     {"Condition", "condition.md"},
      {"Semaphore", "semaphore.md"}, {"Barrier", "barrier.md"}, {"Queue", "queue.md"},
      {"TaskGroup", "task-group.md"}};
  for (const auto& [ending, page] : pages)
    if (type.endsWith(QLatin1String(ending))) return QString::fromLatin1(page);
  return QStringLiteral("names.md");
}

}  // namespace

void InspectorWidget::showHelp(const QString& page) {
  if (!help_) {
    help_ = new HelpWindow(this);
    help_->restoreLayout(help_layout_);
  }
  help_->showPage(page);
}

/// The page about what has the focus; the contents when that is nothing in particular.
QString InspectorWidget::pageForFocus() const {
  const QWidget* focus = QApplication::focusWidget();
  const auto is_in = [focus](const QWidget& part) {
    return focus && (focus == &part || part.isAncestorOf(focus));
  };
  if (is_in(objects_->filter())) return QStringLiteral("window.md#filter");
  if (is_in(firing_->due())) return QStringLiteral("window.md#due-next");
  if (is_in(firing_->firing())) return QStringLiteral("window.md#firing-order");
  if (is_in(*acting_)) return QStringLiteral("window.md#act-on-it");
  const std::vector<ObjectId>& selected = objects_->selected();
  const ObjectRow* row =
      store() && selected.size() == 1 ? store()->object(selected.front()) : nullptr;
  if (!row) return QStringLiteral("index.md");
  switch (row->kind) {
    case ObjectKind::task: return QStringLiteral("task.md");
    case ObjectKind::primitive: return pageOfPrimitive(toQt(row->typeName));
    case ObjectKind::future: break;
  }
  return QStringLiteral("future.md");
}

}  // namespace loopscope::ui
