// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <QVariant>

#include <string_view>

#include <loopscope/ui/store/object_row.h>

namespace loopscope::ui {

class Store;

/// UTF-8 to QString.
QString toQString(std::string_view text);

/// The text as a person can see it: what paints nothing, or turns the text around (control characters, direction
/// marks, zero-width spaces), as \\u202e; a text of nothing but space in quotes.
QString visible(QString text);

/// One line of at most 200 characters, for a cell; visible().
QString cellText(std::string_view text);

/// A tool tip that Qt shows as it stands, whatever looks like markup in it.
QString plainToolTip(const QString& text);

/// Since its creation; of a finished object: how long it lived.
std::int64_t ageOf(const Store& store, const ObjectRow& row);

/// The cells of ObjectTreeModel, by its columns.
QString objectCell(const Store& store, const ObjectRow& row, int column);
QVariant objectSortKey(const Store& store, const ObjectRow& row, int column);

/// All there is to say of an object, in a few lines of plain text.
QString objectToolTip(const Store& store, const ObjectRow& row);

}  // namespace loopscope::ui
