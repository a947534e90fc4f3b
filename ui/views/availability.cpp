// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/availability.h>

#include <algorithm>

#include <QCoreApplication>

#include <loopscope/ui/store/store.h>
#include <loopscope/ui/store/words.h>
#include <loopscope/ui/views/qt_text.h>

namespace loopscope::ui {
namespace {

/// More of a selection is not looked at before the person asks: the answer then says what was done.
constexpr std::size_t most_looked_at = 2000;

struct Availability {
  Q_DECLARE_TR_FUNCTIONS(Availability)
};

/// The one selected object, or null with the reason why there is none to act on.
const ObjectRow* onlyOne(const Store& store, const std::vector<ObjectId>& selected, QString& why) {
  if (selected.size() != 1) {
    why = selected.empty() ? Availability::tr("Select a future first.")
                           : Availability::tr("Select a single future.");
    return nullptr;
  }
  const ObjectRow* row = store.object(selected.front());
  if (!row || row->handleGone) why = Availability::tr("It no longer exists in the program.");
  return row && !row->handleGone ? row : nullptr;
}

QString onlyToLookAt(const ObjectRow& row) {
  return Availability::tr("A %1 is only to look at: act on the tasks that use it.")
      .arg(toQt(kindWord(row)));
}

QString whyNoOutcome(const Store& store, const std::vector<ObjectId>& selected,
                     const QString& task_reason) {
  QString why;
  const ObjectRow* row = onlyOne(store, selected, why);
  if (!row) return why;
  if (row->kind == ObjectKind::task) return task_reason;
  if (row->kind == ObjectKind::primitive) return onlyToLookAt(*row);
  if (isFinished(row->state)) return Availability::tr("Already done: an outcome is final.");
  return {};
}

}  // namespace

QString whyNoResult(const Store& store, const std::vector<ObjectId>& selected) {
  return whyNoOutcome(store, selected,
                      Availability::tr("A task takes no result: its own coroutine gives it."));
}

QString whyNoException(const Store& store, const std::vector<ObjectId>& selected) {
  return whyNoOutcome(store, selected,
                      Availability::tr("A task takes no exception: cancel it instead."));
}

QString whyNoCancel(const Store& store, const std::vector<ObjectId>& selected) {
  if (selected.empty()) return Availability::tr("Select futures or tasks first.");
  const std::size_t looked_at = std::min(selected.size(), most_looked_at);
  for (std::size_t i = 0; i < looked_at; ++i) {
    const ObjectRow* row = store.object(selected[i]);
    if (row && !row->handleGone && isPending(row->state)) return {};
    if (row && row->kind == ObjectKind::primitive && selected.size() == 1)
      return onlyToLookAt(*row);
  }
  if (looked_at < selected.size()) return {};
  return selected.size() == 1 ? Availability::tr("Already done: an outcome is final.")
                              : Availability::tr("All of them are already done.");
}

QString whyNoCallback(const Store& store, const std::vector<ObjectId>& selected) {
  QString why;
  const ObjectRow* row = onlyOne(store, selected, why);
  return row && row->kind == ObjectKind::primitive ? onlyToLookAt(*row) : why;
}

}  // namespace loopscope::ui
