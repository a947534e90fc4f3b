// SPDX-License-Identifier: MIT
#pragma once

class QFontMetrics;
class QTableView;
class QTreeView;

namespace loopscope::ui {

/// The common look of the views: no grid, whole rows, even rows of one height, columns that can be
/// moved. Nothing here depends on the contents, so that a view costs the same with any number of rows.
void makeCalm(QTreeView& view);
void makeCalm(QTableView& view);

int rowHeight(const QFontMetrics& metrics);

}  // namespace loopscope::ui
