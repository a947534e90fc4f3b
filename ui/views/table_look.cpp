// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/table_look.h>

#include <QAction>
#include <QHeaderView>
#include <QMenu>
#include <QTableView>
#include <QTreeView>

namespace loopscope::ui {
namespace {

constexpr int row_padding = 7;

/// A menu to hide and show columns; the first one, which tells what a row is, always stays.
void offerColumns(QHeaderView* header) {
  header->setContextMenuPolicy(Qt::CustomContextMenu);
  QObject::connect(
      header, &QWidget::customContextMenuRequested, header, [header](const QPoint& at) {
        auto* menu = new QMenu(header);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        for (int column = 1; column < header->count(); ++column) {
          QAction* action =
              menu->addAction(header->model()->headerData(column, Qt::Horizontal).toString());
          action->setCheckable(true);
          action->setChecked(!header->isSectionHidden(column));
          QObject::connect(action, &QAction::toggled, header, [header, column](bool shown) {
            header->setSectionHidden(column, !shown);
          });
        }
        menu->popup(header->mapToGlobal(at));
      });
}

void makeCalmView(QAbstractItemView& view) {
  view.setAlternatingRowColors(true);
  view.setEditTriggers(QAbstractItemView::NoEditTriggers);
  view.setSelectionBehavior(QAbstractItemView::SelectRows);
  view.setTextElideMode(Qt::ElideRight);
  view.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
}

void makeCalmHeader(QHeaderView* header) {
  header->setSectionsMovable(true);
  header->setSectionResizeMode(QHeaderView::Interactive);
  header->setHighlightSections(false);
  offerColumns(header);
}

}  // namespace

int rowHeight(const QFontMetrics& metrics) { return metrics.height() + row_padding; }

void makeCalm(QTreeView& view) {
  makeCalmView(view);
  makeCalmHeader(view.header());
}

void makeCalm(QTableView& view) {
  makeCalmView(view);
  view.setShowGrid(false);
  view.setWordWrap(false);
  view.setTabKeyNavigation(false);
  view.setCornerButtonEnabled(false);
  view.verticalHeader()->hide();
  view.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  view.verticalHeader()->setDefaultSectionSize(rowHeight(view.fontMetrics()));
  view.horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  makeCalmHeader(view.horizontalHeader());
}

}  // namespace loopscope::ui
