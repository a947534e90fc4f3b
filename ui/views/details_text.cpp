// SPDX-License-Identifier: MIT
#include <ui/views/details_text.h>

#include <QCoreApplication>
#include <QStringList>

#include <ui/store/store.h>
#include <ui/store/words.h>
#include <ui/views/qt_text.h>

namespace loopscope::ui {
namespace {

using Subject = DetailLine::Subject;

constexpr std::size_t most_links = 30;

QString say(const char* text) { return QCoreApplication::translate("Details", text); }

QString escaped(std::string_view text) { return toQt(text).toHtmlEscaped(); }

QString timeText(std::int64_t nanoseconds) {
  return QStringLiteral("%1 s").arg(static_cast<double>(nanoseconds) / 1e9, 0, 'f', 3);
}

QString warningText(const Store& store, const ObjectRow& row) {
  QStringList warnings;
  if (row.placeholder) warnings << say("Its creation was not seen: it is older than this view.");
  if (store.uncertain(row))
    warnings << say("Records were lost since it was last heard of: this may be out of date.");
  if (row.neverRetrieved) warnings << say("Nobody ever looked at its error.");
  if (row.handleGone && !isFinished(row.state)) warnings << say("It was destroyed while pending.");
  return warnings.join(QStringLiteral("<br>"))
      .toHtmlEscaped()
      .replace(QStringLiteral("&lt;br&gt;"), QStringLiteral("<br>"));
}

QString ageText(const Store& store, const ObjectRow& row) {
  if (!isFinished(row.state)) return escaped(durationText(store.status().now - row.created));
  return say("took %1, done at %2")
      .arg(escaped(durationText(row.finished - row.created)), timeText(row.finished));
}

QString originText(const Store& store, const ObjectRow& row) {
  if (row.placeholder) return {};
  QStringList parts{say("at %1").arg(timeText(row.created))};
  if (!row.site.empty()) parts << escaped(row.site);
  if (row.creator != 0) parts << say("by %1").arg(objectLink(store, row.creator));
  if (row.thread != 0) parts << say("on thread %1").arg(escaped(store.threadName(row.thread)));
  return parts.join(QStringLiteral(", "));
}

QString waitersText(const Store& store, const ObjectRow& row) {
  QStringList links;
  for (const ObjectId id : store.waiters(row, most_links)) links << objectLink(store, id);
  QString text = links.join(QStringLiteral(", "));
  if (row.waiterCount > static_cast<std::size_t>(links.size()))
    text += say(" and %1 more").arg(row.waiterCount - static_cast<std::size_t>(links.size()));
  return text;
}

QString cancelText(const Store& store, const ObjectRow& row) {
  QStringList lines;
  for (const CancelRequest& request : row.cancelRequests) {
    QString line = request.by != 0 ? say("by %1").arg(objectLink(store, request.by, request.byName))
                                   : say("by a callback or by hand");
    if (!request.message.empty()) line += QStringLiteral(": “%1”").arg(escaped(request.message));
    line += say(" at %1").arg(timeText(request.time));
    if (!request.taken) line += say(", refused: it was done");
    lines << line;
  }
  if (row.cancelRequestsForgotten > 0)
    lines.prepend(say("%1 earlier ones").arg(row.cancelRequestsForgotten));
  return lines.join(QStringLiteral("<br>"));
}

QString valueTitle(const ObjectRow& row) {
  switch (row.state) {
    case ObjectState::error: return say("Error");
    case ObjectState::cancelled: return say("Cancelled");
    default: return say("Value");
  }
}

QString valueHtml(const ObjectRow& row) {
  switch (row.state) {
    case ObjectState::result:
      return row.value.empty() ? say("(its type has no text form)") : escaped(row.value);
    case ObjectState::error:
      return QStringLiteral("<b>%1</b>: %2").arg(escaped(row.errorType), escaped(row.message));
    case ObjectState::cancelled:
      return row.message.empty() ? say("without a message")
                                 : QStringLiteral("“%1”").arg(escaped(row.message));
    default: return {};
  }
}

}  // namespace

std::vector<DetailLine> detailLines(const Store& store, const ObjectRow& row) {
  std::vector<DetailLine> lines;
  const auto add = [&lines](Subject subject, const QString& title, const QString& html) {
    if (!html.isEmpty()) lines.push_back({subject, title, html});
  };
  add(Subject::warning, say("Note"), warningText(store, row));
  add(Subject::value, valueTitle(row), valueHtml(row));
  add(Subject::awaits, say("Awaits"), row.awaited ? objectLink(store, row.awaited) : QString());
  add(Subject::awaited_by, say("Awaited by"), waitersText(store, row));
  add(Subject::age, isFinished(row.state) ? say("Time") : say("Age"), ageText(store, row));
  add(Subject::origin, say("Created"), originText(store, row));
  add(Subject::cancel_requests, say("Cancel asked"), cancelText(store, row));
  return lines;
}

QString headline(const ObjectRow& row) {
  QString text = toQt(kindWord(row.kind));
  if (!row.typeName.empty()) text += QStringLiteral("<%1>").arg(toQt(row.typeName));
  return text + QStringLiteral(" · ") + toQt(stateWord(row.state)) +
         QStringLiteral(" · #%1").arg(row.id);
}

QString objectLink(const Store& store, ObjectId id, std::string_view name_if_gone) {
  if (const ObjectRow* row = store.object(id))
    return QStringLiteral("<a href=\"object:%1\">%2</a>").arg(id).arg(escaped(displayName(*row)));
  return name_if_gone.empty() ? QStringLiteral("#%1").arg(id) : escaped(name_if_gone);
}

QString callbackState(const CallbackRow& callback) {
  if (callback.firedBy != 0) return say("fired as #%1").arg(callback.firedBy);
  return callback.removed ? say("removed") : say("not yet");
}

}  // namespace loopscope::ui
