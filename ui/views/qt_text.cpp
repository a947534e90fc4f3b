// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/qt_text.h>

namespace loopscope::ui {
namespace {

constexpr qsizetype longest_word = 40;
constexpr qsizetype between_breaks = 16;

/// Where the tag or entity ends that begins at `at`; `at` when there is none.
qsizetype endOfMarkup(const QString& html, qsizetype at) {
  const QChar close = html[at] == u'<' ? u'>' : html[at] == u'&' ? u';' : QChar();
  const qsizetype end = close.isNull() ? -1 : html.indexOf(close, at);
  return end < 0 ? at : end + 1;
}

void appendWord(QString& result, const QStringList& letters) {
  for (qsizetype i = 0; i < letters.size(); ++i) {
    if (letters.size() > longest_word && i > 0 && i % between_breaks == 0) result += QChar(0x200b);
    result += letters[i];
  }
}

}  // namespace

QString breakable(const QString& html) {
  QString result;
  QStringList word;  // letters; an entity is one
  for (qsizetype at = 0; at < html.size();) {
    const qsizetype end = std::max(endOfMarkup(html, at), at + 1);
    const QString piece = html.mid(at, end - at);
    at = end;
    if (piece.size() == 1 ? !piece[0].isSpace() : piece[0] == u'&' && piece != u"&nbsp;") {
      word << piece;
      continue;
    }
    appendWord(result, word);
    word.clear();
    result += piece;
  }
  appendWord(result, word);
  return result;
}

}  // namespace loopscope::ui
