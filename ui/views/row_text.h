// SPDX-License-Identifier: MIT
#pragma once

#include <QModelIndex>
#include <QModelIndexList>
#include <QString>

class QAbstractItemView;
class QHeaderView;

namespace loopscope::ui {

/// One row as text: its visible columns in the order in which `header` shows them, with tabs between.
QString rowText(const QModelIndex& row, const QHeaderView& header);

/// The selected rows of a table or tree view from top to bottom, one a line.
QString selectedRowsText(const QAbstractItemView& view);

/// The selected rows of a view that selects whole rows, by the index of their first column. O(rows): Qt's own
/// selectedRows() looks at every range of the selection for every row.
QModelIndexList selectedRows(const QAbstractItemView& view);

}  // namespace loopscope::ui
