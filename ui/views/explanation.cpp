// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/explanation.h>

#include <algorithm>

#include <QCoreApplication>

#include <loopscope/ui/store/store.h>
#include <loopscope/ui/store/words.h>
#include <loopscope/ui/views/qt_text.h>

namespace loopscope::ui {
namespace {

constexpr std::uint64_t most_looked_back = 500;

struct Explanations {
  Q_DECLARE_TR_FUNCTIONS(Explanations)
};

QString withStop(QString sentence) {
  if (!sentence.isEmpty() && !QStringLiteral(".!?").contains(sentence.back())) sentence += u'.';
  return sentence;
}

Explanation explainMisuse(const FiringEntry& entry) {
  QString html =
      withStop(escaped(entry.outcomeText.empty() ? entry.what.view() : entry.outcomeText.view()));
  html += Explanations::tr(
      "<br>Futures and tasks belong to the thread of their loop: elsewhere nothing guards "
      "them, so waiters may be missed, woken twice, or run on the wrong thread."
      "<br><b>Right:</b> hand the call over through the one door that is safe from any "
      "thread: <code>loop.call_soon_threadsafe([=] { future.set_result(value); });</code>");
  return {Explanations::tr("The wrong thread touched the loop"), html};
}

bool isSecondOutcome(const FiringEntry& entry) {
  return toQt(entry.outcomeType).contains(QLatin1String("InvalidState")) ||
         toQt(entry.outcomeText).contains(QLatin1String("already done"), Qt::CaseInsensitive);
}

Explanation explainUnhandled(const FiringEntry& entry) {
  QString html = QStringLiteral("<b>%1</b>: %2")
                     .arg(escaped(entry.outcomeType), withStop(escaped(entry.outcomeText)));
  html += u' ';
  html +=
      isSecondOutcome(entry)
          ? Explanations::tr(
                "The future got its outcome from somebody else before, and an outcome is final: "
                "whoever comes second is refused. The loop goes on.<br><b>Right:</b> ask "
                "<code>future.done()</code> first, on the loop's thread.")
          : Explanations::tr(
                "Nobody caught it, so it went to the loop's exception handler. The loop goes "
                "on.<br><b>Right:</b> catch it in the callback, or let a task do the work: then "
                "the error stays in the task until somebody looks at it.");
  return {Explanations::tr("A callback failed"), html};
}

Explanation explainNeverRetrieved(const FiringEntry& entry) {
  return {
      Explanations::tr("An error was lost: %1").arg(toQt(objectName(entry))),
      QStringLiteral("<b>%1</b>: %2 ")
              .arg(escaped(entry.outcomeType), withStop(escaped(entry.outcomeText))) +
          Explanations::tr(
              "The future or task was dropped before anybody looked at its outcome."
              "<br><b>Right:</b> await it, ask for its exception(), or add a callback that does.")};
}

Explanation explainDestroyed(const FiringEntry& entry) {
  return {
      Explanations::tr("A task was destroyed while pending: %1").arg(toQt(objectName(entry))),
      Explanations::tr(
          "Its coroutine never came to its end.<br><b>Right:</b> await the task, or cancel it and "
          "let the loop run until it is done.")};
}

}  // namespace

std::optional<Explanation> explain(const FiringEntry& entry) {
  switch (entry.kind) {
    case EntryKind::misuse: return explainMisuse(entry);
    case EntryKind::unhandledError: return explainUnhandled(entry);
    case EntryKind::neverRetrieved: return explainNeverRetrieved(entry);
    case EntryKind::destroyedPending: return explainDestroyed(entry);
    default: return std::nullopt;
  }
}

std::uint64_t newestMistake(const Store& store, std::uint64_t first) {
  const std::uint64_t end = store.nextFiring();
  first =
      std::max({first, store.firstFiring(), end > most_looked_back ? end - most_looked_back : 1});
  for (std::uint64_t number = end; number-- > first;) {
    const FiringEntry* entry = store.firing(number);
    if (entry && explain(*entry)) return number;
  }
  return 0;
}

}  // namespace loopscope::ui
