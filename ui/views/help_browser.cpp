// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/help_browser.h>

#include <QEvent>
#include <QRegularExpression>
#include <QScrollBar>
#include <QTextBlock>

#include <loopscope/ui/views/help_format.h>
#include <loopscope/ui/views/theme.h>

namespace loopscope::ui {
namespace {

constexpr int formatted = 1;  ///< state of the first line of a page that is formatted

}  // namespace

HelpBrowser::HelpBrowser(QWidget* parent) : QTextBrowser(parent) {
  setAccessibleName(tr("Help page"));
  setOpenExternalLinks(true);
  setUndoRedoEnabled(false);
  QFont font = this->font();
  font.setPointSizeF(font.pointSizeF() * 1.08);
  document()->setDefaultFont(font);
}

void HelpBrowser::doSetSource(const QUrl& url, QTextDocument::ResourceType type) {
  QTextBrowser::doSetSource(url, type);
  // Another heading of the same page, or nothing that could be read.
  if (document()->isEmpty() || document()->firstBlock().userState() == formatted) return;
  formatHelp(*document(), palette());
  document()->firstBlock().setUserState(formatted);
  if (url.hasFragment()) scrollToAnchor(url.fragment());
  markAll();
}

void HelpBrowser::changeEvent(QEvent* event) {
  QTextBrowser::changeEvent(event);
  if (event->type() != QEvent::PaletteChange || source().isEmpty()) return;
  const int place = verticalScrollBar()->value();
  reload();
  verticalScrollBar()->setValue(place);
}

void HelpBrowser::mark(const QStringList& words) {
  words_ = words;
  markAll();
}

void HelpBrowser::markAll() {
  QList<ExtraSelection> marks;
  QStringList patterns;
  for (const QString& word : words_) patterns << QRegularExpression::escape(word);
  const QRegularExpression any(patterns.join(u'|'), QRegularExpression::CaseInsensitiveOption);
  QTextCursor place(document());
  while (!words_.isEmpty() && !(place = document()->find(any, place)).isNull()) {
    ExtraSelection mark;
    mark.cursor = place;
    mark.format.setBackground(QColor(isDark(palette()) ? 0xff6b5316 : 0xffffe08a));
    marks << mark;
  }
  setExtraSelections(marks);
}

bool HelpBrowser::goToNextMark() { return goToMark(textCursor().selectionStart()); }

bool HelpBrowser::goToFirstMark() { return goToMark(-1); }

bool HelpBrowser::goToMark(int behind) {
  for (const ExtraSelection& mark : extraSelections()) {
    if (mark.cursor.selectionStart() <= behind) continue;
    setTextCursor(mark.cursor);
    ensureCursorVisible();
    return true;
  }
  return false;
}

}  // namespace loopscope::ui
