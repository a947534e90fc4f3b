// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/help_pages.h>

#include <algorithm>

#include <QFile>
#include <QRegularExpression>

namespace loopscope::ui {
namespace {

const auto index_file = QStringLiteral("index.md");

QString read(const QString& file) {
  QFile page(QStringLiteral(":/loopscope/doc/") + file);
  return page.open(QIODevice::ReadOnly) ? QString::fromUtf8(page.readAll()) : QString();
}

HelpPage readPage(const QString& file, const QString& section) {
  static const QRegularExpression target(QStringLiteral("\\]\\([^)]*\\)"));
  QString text = read(file);
  const QString title = text.section(u'\n', 0, 0).mid(2);
  return {file, title, section, text.replace(target, QStringLiteral("]"))};
}

/// The index is headings, and below each a list of nothing but links.
QList<HelpPage> readAll() {
  static const QRegularExpression item(QStringLiteral("^- \\[[^\\]]*\\]\\(([^)]*)\\)$"));
  QList<HelpPage> pages{readPage(index_file, {})};
  QString section;
  for (const QString& line : read(index_file).split(u'\n')) {
    if (line.startsWith(QLatin1String("## "))) section = line.mid(3);
    const QRegularExpressionMatch match = item.match(line);
    if (match.hasMatch()) pages << readPage(match.captured(1), section);
  }
  return pages;
}

}  // namespace

bool HelpPage::contains(const QStringList& words) const {
  return std::all_of(words.begin(), words.end(), [this](const QString& word) {
    return text.contains(word, Qt::CaseInsensitive);
  });
}

const QList<HelpPage>& helpPages() {
  static const QList<HelpPage> pages = readAll();
  return pages;
}

QUrl helpUrl(const QString& page) { return QUrl(QStringLiteral("qrc:/loopscope/doc/") + page); }

QString helpAnchor(const QString& heading) {
  QString anchor;
  for (const QChar letter : heading.toLower()) {
    if (letter == u' ') anchor += u'-';
    if (letter.isLetterOrNumber() || letter == u'-' || letter == u'_') anchor += letter;
  }
  return anchor;
}

}  // namespace loopscope::ui
