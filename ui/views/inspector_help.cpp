// SPDX-License-Identifier: MIT
// Which page of the help belongs to what.
#include <ui/views/inspector_widget.h>

#include <QApplication>
#include <QLineEdit>
#include <QTableView>
#include <QTreeView>

#include <ui/store/store.h>
#include <ui/views/action_panel.h>
#include <ui/views/firing_panel.h>
#include <ui/views/help_window.h>
#include <ui/views/object_panel.h>

namespace loopscope::ui {

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
  return row->kind == ObjectKind::task ? QStringLiteral("task.md") : QStringLiteral("future.md");
}

}  // namespace loopscope::ui
