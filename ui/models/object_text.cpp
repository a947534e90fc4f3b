// SPDX-License-Identifier: MIT
#include <loopscope/ui/models/object_text.h>

#include <algorithm>
#include <utility>

#include <QTextDocument>

#include <loopscope/ui/models/object_tree_model.h>
#include <loopscope/ui/store/store.h>
#include <loopscope/ui/store/words.h>

namespace loopscope::ui {

namespace {

qsizetype callbacksWaiting(const ObjectRow& row) {
  return std::count_if(row.callbacks.begin(), row.callbacks.end(),
                       [](const CallbackRow& one) { return !one.removed && one.firedBy == 0; });
}

QString countText(qsizetype count) { return count ? QString::number(count) : QString(); }

}  // namespace

QString toQString(std::string_view text) {
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

namespace {

bool paintsNothing(QChar c) {
  const bool mark = c.category() == QChar::Other_Format || c.category() == QChar::Other_Control;
  return mark && c != u'\n' && c != u'\t' && c != u'\r';
}

}  // namespace

QString visible(QString text) {
  if (std::any_of(text.cbegin(), text.cend(), paintsNothing)) {
    QString shown;
    for (const QChar c : std::as_const(text))
      shown += paintsNothing(c)
                   ? QString(QStringLiteral("\\u%1").arg(c.unicode(), 4, 16, QLatin1Char('0')))
                   : QString(c);
    text = shown;
  }
  const bool blank = !text.isEmpty() && text.trimmed().isEmpty();
  return blank ? QString(u'"' + text + u'"') : text;
}

QString plainToolTip(const QString& text) {
  QString shown = visible(text);
  if (!Qt::mightBeRichText(shown)) return shown;
  return QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(shown.toHtmlEscaped());
}

QString cellText(std::string_view text) {
  constexpr int MaxLength = 200;
  const bool cut = text.size() > 4 * MaxLength;
  QString cell = toQString(cut ? text.substr(0, 4 * MaxLength) : text);
  if (cell.contains(u'\n') || cell.contains(u'\r') || cell.contains(u'\t'))
    cell = cell.simplified();
  if (cell.size() > MaxLength || cut) {
    cell.truncate(MaxLength - 1);
    cell += QChar(0x2026);
  }
  return visible(cell);
}

std::int64_t ageOf(const Store& store, const ObjectRow& row) {
  const std::int64_t end = isFinished(row.state) ? row.finished : store.status().now;
  return std::max<std::int64_t>(0, end - row.created);
}

QString objectCell(const Store& store, const ObjectRow& row, int column) {
  switch (column) {
    case ObjectTreeModel::NameColumn: return cellText(displayName(row));
    case ObjectTreeModel::KindColumn: return toQString(kindWord(row));
    case ObjectTreeModel::StateColumn: return toQString(stateText(row));
    case ObjectTreeModel::ValueColumn: return cellText(valueText(store, row));
    case ObjectTreeModel::AgeColumn: return toQString(durationText(ageOf(store, row)));
    case ObjectTreeModel::WaitersColumn: return countText(static_cast<qsizetype>(row.waiterCount));
    case ObjectTreeModel::CallbacksColumn: return countText(callbacksWaiting(row));
    case ObjectTreeModel::TypeColumn:
      return row.kind == ObjectKind::primitive ? QString() : cellText(row.typeName);
    case ObjectTreeModel::ThreadColumn: return cellText(store.threadName(row.thread));
    default: return {};
  }
}

QVariant objectSortKey(const Store& store, const ObjectRow& row, int column) {
  switch (column) {
    case ObjectTreeModel::StateColumn: return static_cast<int>(row.state);
    case ObjectTreeModel::AgeColumn:
      // A key that stays as time passes: the finished ones by their lives, then the others by age.
      if (isFinished(row.state)) return static_cast<qlonglong>(row.finished - row.created);
      return static_cast<qlonglong>((std::int64_t{1} << 62) - row.created);
    case ObjectTreeModel::WaitersColumn: return static_cast<qulonglong>(row.waiterCount);
    case ObjectTreeModel::CallbacksColumn: return static_cast<qlonglong>(callbacksWaiting(row));
    default: return objectCell(store, row, column);
  }
}

QString objectToolTip(const Store& store, const ObjectRow& row) {
  QStringList lines{toQString(displayName(row))};
  lines << toQString(kindAndType(row));
  QString state = toQString(stateText(row));
  const QString value = toQString(valueText(store, row)).left(4000);
  if (!value.isEmpty()) state += QLatin1String(isPending(row.state) ? " " : ": ") + value;
  lines << state;
  if (!row.site.empty()) lines << ObjectTreeModel::tr("Created at %1").arg(toQString(row.site));
  if (row.handleGone && isFinished(row.state))
    lines << ObjectTreeModel::tr("The program no longer holds it.");
  if (row.neverRetrieved) lines << ObjectTreeModel::tr("Nobody ever looked at its error.");
  if (row.placeholder)
    lines << ObjectTreeModel::tr("Created before the view began: not all is known.");
  if (store.uncertain(row)) {
    lines << ObjectTreeModel::tr(
        "Records were dropped since it was last heard of; its state may be out of date.");
  }
  return lines.join(u'\n');
}

}  // namespace loopscope::ui
