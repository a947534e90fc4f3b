// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/details_text.h>

#include <QCoreApplication>
#include <QStringList>

#include <loopscope/ui/store/store.h>
#include <loopscope/ui/store/words.h>
#include <loopscope/ui/views/qt_text.h>

namespace loopscope::ui {
namespace {

using Subject = DetailLine::Subject;

constexpr std::size_t most_links = 30;

struct Details {
  Q_DECLARE_TR_FUNCTIONS(Details)
};

QString timeText(std::int64_t nanoseconds) {
  return QStringLiteral("%1 s").arg(static_cast<double>(nanoseconds) / 1e9, 0, 'f', 3);
}

QString warningText(const Store& store, const ObjectRow& row) {
  QStringList warnings;
  if (row.placeholder)
    warnings << Details::tr("Its creation was not seen: it is older than this view.");
  if (store.uncertain(row))
    warnings << Details::tr(
        "Records were lost since it was last heard of: this may be out of date.");
  if (row.neverRetrieved) warnings << Details::tr("Nobody ever looked at its error.");
  if (row.handleGone && !isFinished(row.state))
    warnings << Details::tr("It was destroyed while pending.");
  return warnings.join(QStringLiteral("<br>"))
      .toHtmlEscaped()
      .replace(QStringLiteral("&lt;br&gt;"), QStringLiteral("<br>"));
}

QString ageText(const Store& store, const ObjectRow& row) {
  if (!isFinished(row.state)) return escaped(durationText(store.status().now - row.created));
  const QString text = row.state == ObjectState::gone ? Details::tr("lived %1, until %2")
                                                      : Details::tr("took %1, done at %2");
  return text.arg(escaped(durationText(row.finished - row.created)), timeText(row.finished));
}

QString originText(const Store& store, const ObjectRow& row) {
  if (row.placeholder) return {};
  QStringList parts{Details::tr("at %1").arg(timeText(row.created))};
  if (!row.site.empty()) parts << escaped(row.site);
  if (row.creator != 0) parts << Details::tr("by %1").arg(objectLink(store, row.creator));
  if (row.thread != 0)
    parts << Details::tr("on thread %1").arg(escaped(store.threadName(row.thread)));
  return parts.join(QStringLiteral(", "));
}

QString waitersText(const Store& store, const ObjectRow& row) {
  QStringList links;
  for (const ObjectId id : store.waiters(row, most_links)) links << objectLink(store, id);
  QString text = links.join(QStringLiteral(", "));
  if (row.waiterCount > static_cast<std::size_t>(links.size()))
    text +=
        Details::tr(" and %1 more").arg(row.waiterCount - static_cast<std::size_t>(links.size()));
  return text;
}

QString requesterText(const Store& store, const CancelRequest& request) {
  if (request.byHand) return Details::tr("by hand");
  if (request.by == 0) return Details::tr("by a callback");
  const QString by = objectLink(store, request.by, request.byName);
  return request.passedOn ? Details::tr("passed on by %1").arg(by) : Details::tr("by %1").arg(by);
}

QString cancelText(const Store& store, const ObjectRow& row) {
  QStringList lines;
  for (const CancelRequest& request : row.cancelRequests) {
    QString line = requesterText(store, request);
    if (!request.message.empty()) line += QStringLiteral(": “%1”").arg(escaped(request.message));
    line += Details::tr(" at %1").arg(timeText(request.time));
    if (!request.taken) line += Details::tr(", refused: it was done");
    lines << line;
  }
  if (row.cancelRequestsForgotten > 0)
    lines.prepend(Details::tr("%1 earlier ones").arg(row.cancelRequestsForgotten));
  return lines.join(QStringLiteral("<br>"));
}

QString valueTitle(const ObjectRow& row) {
  switch (row.state) {
    case ObjectState::error: return Details::tr("Error");
    case ObjectState::cancelled: return Details::tr("Cancelled");
    case ObjectState::present: return Details::tr("Now");
    default: return Details::tr("Value");
  }
}

QString valueHtml(const ObjectRow& row) {
  switch (row.state) {
    case ObjectState::result:
      if (!row.value.empty()) return escaped(row.value);
      return row.typeName.view() == "void" ? Details::tr("none, its type is void")
                                           : Details::tr("(its type has no text form)");
    case ObjectState::error:
      return QStringLiteral("<b>%1</b>: %2").arg(escaped(row.errorType), escaped(row.message));
    case ObjectState::cancelled:
      return row.message.empty() ? Details::tr("without a message")
                                 : QStringLiteral("“%1”").arg(escaped(row.message));
    case ObjectState::present: return escaped(row.value);
    default: return {};
  }
}

}  // namespace

std::vector<DetailLine> detailLines(const Store& store, const ObjectRow& row) {
  std::vector<DetailLine> lines;
  const auto add = [&lines](Subject subject, const QString& title, const QString& html) {
    if (!html.isEmpty()) lines.push_back({subject, title, html});
  };
  add(Subject::warning, Details::tr("Note"), warningText(store, row));
  add(Subject::value, valueTitle(row), valueHtml(row));
  add(Subject::awaits, Details::tr("Awaits"),
      row.awaited ? objectLink(store, row.awaited) : QString());
  add(Subject::awaited_by, Details::tr("Awaited by"), waitersText(store, row));
  add(Subject::age, isFinished(row.state) ? Details::tr("Time") : Details::tr("Age"),
      ageText(store, row));
  add(Subject::origin, Details::tr("Created"), originText(store, row));
  add(Subject::cancel_requests, Details::tr("Cancel asked"), cancelText(store, row));
  return lines;
}

QString headline(const ObjectRow& row) {
  return toQt(kindAndType(row)) + QStringLiteral(" · ") + toQt(stateText(row)) +
         QStringLiteral(" · #%1").arg(row.id);
}

QString objectLink(const Store& store, ObjectId id, std::string_view name_if_gone) {
  if (const ObjectRow* row = store.object(id))
    return QStringLiteral("<a href=\"object:%1\">%2</a>").arg(id).arg(escaped(displayName(*row)));
  return name_if_gone.empty() ? QStringLiteral("#%1").arg(id) : escaped(name_if_gone);
}

QString callbackState(const CallbackRow& callback) {
  if (callback.firedBy != 0) return Details::tr("fired in entry %1").arg(callback.firedBy);
  return callback.removed ? Details::tr("removed") : Details::tr("not yet");
}

}  // namespace loopscope::ui
