// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QString>
#include <QUrl>

namespace loopscope::ui {

/// A page of the documentation, resources/doc, which is compiled into the program.
struct HelpPage {
  QString file;     ///< "task.md"
  QString title;    ///< "Task"
  QString section;  ///< heading of the index that it stands under; empty for the index itself
  QString text;     ///< as written, without the targets of links

  /// Whether all of the words are in it, whatever their case.
  bool contains(const QStringList& words) const;
};

/// All pages, in the order of the index, which is the first. Read once.
const QList<HelpPage>& helpPages();

/// Where a page is, "task.md" or, with a heading, "window.md#filter".
QUrl helpUrl(const QString& page);

/// The heading's name in links, as GitHub makes it: "What to know" is "what-to-know".
QString helpAnchor(const QString& heading);

}  // namespace loopscope::ui
