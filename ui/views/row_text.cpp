// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/row_text.h>

#include <algorithm>
#include <utility>
#include <vector>

#include <QHeaderView>
#include <QItemSelectionModel>
#include <QStringList>
#include <QTableView>
#include <QTreeView>

namespace loopscope::ui {
namespace {

using Path = std::vector<int>;

Path pathOf(QModelIndex index) {
  Path path;
  for (; index.isValid(); index = index.parent()) path.push_back(index.row());
  std::reverse(path.begin(), path.end());
  return path;
}

const QHeaderView* headerOf(const QAbstractItemView& view) {
  if (const auto* table = qobject_cast<const QTableView*>(&view)) return table->horizontalHeader();
  if (const auto* tree = qobject_cast<const QTreeView*>(&view)) return tree->header();
  return nullptr;
}

}  // namespace

QString rowText(const QModelIndex& row, const QHeaderView& header) {
  QStringList cells;
  for (int place = 0; place < header.count(); ++place) {
    const int column = header.logicalIndex(place);
    if (header.isSectionHidden(column)) continue;
    QString cell = row.siblingAtColumn(column).data(Qt::DisplayRole).toString();
    for (QChar& letter : cell)
      if (letter == u'\t' || letter == u'\n' || letter == u'\r') letter = u' ';
    cells << cell;
  }
  return cells.join(u'\t');
}

QString selectedRowsText(const QAbstractItemView& view) {
  const QHeaderView* header = headerOf(view);
  if (!header || !view.selectionModel()) return {};
  std::vector<std::pair<Path, QModelIndex>> rows;
  for (const QModelIndex& row : selectedRows(view)) rows.emplace_back(pathOf(row), row);
  std::sort(rows.begin(), rows.end(),
            [](const auto& one, const auto& other) { return one.first < other.first; });
  if (rows.empty()) return {};
  QStringList titles;
  for (int place = 0; place < header->count(); ++place) {
    const int column = header->logicalIndex(place);
    if (!header->isSectionHidden(column))
      titles << view.model()->headerData(column, Qt::Horizontal).toString();
  }
  QString text = titles.join(u'\t') + u'\n';
  for (const auto& [path, row] : rows) text += rowText(row, *header) + u'\n';
  return text;
}

QModelIndexList selectedRows(const QAbstractItemView& view) {
  QModelIndexList rows;
  for (const QItemSelectionRange& range : view.selectionModel()->selection())
    for (int row = range.top(); row <= range.bottom(); ++row)
      rows.append(range.model()->index(row, 0, range.parent()));
  return rows;
}

}  // namespace loopscope::ui
