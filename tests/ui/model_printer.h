// SPDX-License-Identifier: MIT
#pragma once

#include <QAbstractItemModel>
#include <QStringList>

#include <utility>
#include <vector>

namespace loopscope::ui::test {

/// The rows of a model, top down, each indented by its depth; the columns given, joined by "|".
inline QStringList printTree(const QAbstractItemModel& model, const std::vector<int>& columns = {0},
                             int maxRows = 100'000) {
  QStringList lines;
  std::vector<std::pair<QModelIndex, int>> open;  // parent and next row: no recursion
  open.emplace_back(QModelIndex(), 0);
  while (!open.empty() && lines.size() < maxRows) {
    auto& [parent, row] = open.back();
    if (row >= model.rowCount(parent)) {
      open.pop_back();
      continue;
    }
    QStringList cells;
    for (const int column : columns) {
      cells << model.index(row, column, parent).data().toString();
    }
    const QModelIndex index = model.index(row++, 0, parent);
    lines << QString(static_cast<qsizetype>(open.size() - 1), u' ') + cells.join(u'|');
    open.emplace_back(index, 0);
  }
  return lines;
}

}  // namespace loopscope::ui::test
