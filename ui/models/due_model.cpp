// SPDX-License-Identifier: MIT
#include <loopscope/ui/models/due_model.h>

#include <algorithm>
#include <utility>

#include <loopscope/ui/models/object_text.h>
#include <loopscope/ui/store/store.h>
#include <loopscope/ui/store/words.h>

namespace loopscope::ui {

void DueModel::apply(const Store& store) {
  if (store_ != &store) clear();
  store_ = &store;
  const std::vector<const DueEntry*> due = store.due(Limit);
  removeGone(due);
  insertNew(due);
  setMore(store.dueCount() - std::min(store.dueCount(), due.size()));
  renumber();
  setTimers(store.timers(TimerLimit));
  refreshTimes();
}

void DueModel::clear() {
  beginResetModel();
  store_ = nullptr;
  rows_.clear();
  more_ = 0;
  timers_.clear();
  endResetModel();
}

/// Both lists are in order of tickets.
void DueModel::removeGone(const std::vector<const DueEntry*>& due) {
  const auto isDue = [&due](const Row& row) {
    const auto place = std::lower_bound(
        due.begin(), due.end(), row.entry.ticket,
        [](const DueEntry* one, inspect::Ticket ticket) { return one->ticket < ticket; });
    return place != due.end() && (*place)->ticket == row.entry.ticket;
  };
  for (std::size_t end = rows_.size(); end > 0;) {
    std::size_t begin = end;
    while (begin > 0 && !isDue(rows_[begin - 1])) --begin;
    if (begin == end) {
      --end;
      continue;
    }
    beginRemoveRows({}, static_cast<int>(begin), static_cast<int>(end) - 1);
    rows_.erase(rows_.begin() + static_cast<std::ptrdiff_t>(begin),
                rows_.begin() + static_cast<std::ptrdiff_t>(end));
    endRemoveRows();
    end = begin;
  }
}

void DueModel::insertNew(const std::vector<const DueEntry*>& due) {
  for (std::size_t row = 0; row < due.size(); ++row) {
    if (row < rows_.size() && rows_[row].entry.ticket == due[row]->ticket) continue;
    std::size_t end = row;
    while (end < due.size() &&
           (row == rows_.size() || due[end]->ticket < rows_[row].entry.ticket)) {
      ++end;
    }
    beginInsertRows({}, static_cast<int>(row), static_cast<int>(end) - 1);
    std::vector<Row> made;
    for (std::size_t i = row; i < end; ++i) made.push_back({*due[i], static_cast<int>(i)});
    rows_.insert(rows_.begin() + static_cast<std::ptrdiff_t>(row), made.begin(), made.end());
    endInsertRows();
    row = end - 1;
  }
}

/// The last row comes and goes with the calls that it counts.
void DueModel::setMore(std::size_t more) {
  const int row = static_cast<int>(rows_.size());
  if (more_ == 0 && more > 0) {
    beginInsertRows({}, row, row);
    more_ = more;
    endInsertRows();
  } else if (more_ > 0 && more == 0) {
    beginRemoveRows({}, row, row);
    more_ = 0;
    endRemoveRows();
  }
  more_ = more;
}

void DueModel::renumber() {
  int changed = -1;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const int place = static_cast<int>(i);
    if (std::exchange(rows_[i].place, place) != place && changed < 0) changed = place;
  }
  if (more_ > 0 && changed < 0) changed = static_cast<int>(rows_.size());
  if (changed < 0) return;
  Q_EMIT dataChanged(index(changed, PlaceColumn), index(firstTimerRow() - 1, ColumnCount - 1));
}

/// Those that are gone stand first, mostly; what is common stays, what is behind it is replaced.
void DueModel::setTimers(std::vector<TimerEntry> timers) {
  const auto same = [](const TimerEntry& a, const TimerEntry& b) { return a.number == b.number; };
  std::size_t gone = 0;
  while (gone < timers_.size() && (timers.empty() || !same(timers_[gone], timers.front()))) ++gone;
  if (gone > 0) {
    beginRemoveRows({}, firstTimerRow(), firstTimerRow() + static_cast<int>(gone) - 1);
    timers_.erase(timers_.begin(), timers_.begin() + static_cast<std::ptrdiff_t>(gone));
    endRemoveRows();
  }
  const auto [mine, theirs] =
      std::mismatch(timers_.begin(), timers_.end(), timers.begin(), timers.end(), same);
  const auto common = static_cast<int>(mine - timers_.begin());
  if (mine != timers_.end()) {
    beginRemoveRows({}, firstTimerRow() + common, rowCount() - 1);
    timers_.erase(mine, timers_.end());
    endRemoveRows();
  }
  if (theirs == timers.end()) return;
  beginInsertRows({}, rowCount(), firstTimerRow() + static_cast<int>(timers.size()) - 1);
  timers_.insert(timers_.end(), theirs, timers.end());
  endInsertRows();
}

/// A timer's row says how long it still takes.
void DueModel::refreshTimes() {
  if (timers_.empty()) return;
  Q_EMIT dataChanged(index(firstTimerRow(), PlaceColumn), index(rowCount() - 1, PlaceColumn));
}

int DueModel::rowCount(const QModelIndex& parent) const {
  if (parent.isValid()) return 0;
  return firstTimerRow() + static_cast<int>(timers_.size());
}

int DueModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant DueModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || !store_) return {};
  const auto row = static_cast<std::size_t>(index.row());
  if (index.row() >= firstTimerRow())
    return timerData(timers_[static_cast<std::size_t>(index.row() - firstTimerRow())],
                     index.column(), role);
  if (row >= rows_.size()) {
    if (role != Qt::DisplayRole || index.column() != WhatColumn) return {};
    return tr("and %1 more").arg(toQString(grouped(more_)));
  }
  const DueEntry& one = rows_[row].entry;
  switch (role) {
    case Qt::DisplayRole: return text(rows_[row], index.column());
    case Qt::ToolTipRole:
      return plainToolTip(text(rows_[row], WhatColumn) + u'\n' +
                          (one.scheduledBy
                               ? tr("Scheduled in iteration %1, during entry %2")
                                     .arg(one.scheduledIteration)
                                     .arg(one.scheduledBy)
                               : tr("Scheduled in iteration %1").arg(one.scheduledIteration)));
    case ObjectIdRole: return static_cast<qulonglong>(one.object);
    case KindRole: return static_cast<int>(one.kind);
    case SortRole: return static_cast<qulonglong>(one.ticket);
    case UncertainRole: return store_->status().uncertain;
    default: return {};
  }
}

QVariant DueModel::timerData(const TimerEntry& timer, int column, int role) const {
  const std::int64_t left = std::max<std::int64_t>(0, timer.deadline - store_->status().now);
  const QString what =
      cellText(timer.what.empty() ? kindWord(inspect::CallKind::timer) : timer.what.view());
  switch (role) {
    case Qt::DisplayRole: break;
    case Qt::ToolTipRole:
      return plainToolTip(
          tr("%1\nA timer: it is due at %2 s of the loop's time, and queues up then")
              .arg(what)
              .arg(static_cast<double>(timer.deadline) / 1e9, 0, 'f', 6));
    case ObjectIdRole: return static_cast<qulonglong>(timer.object);
    case KindRole: return static_cast<int>(inspect::CallKind::timer);
    case TimerRole: return true;
    default: return {};
  }
  switch (column) {
    case PlaceColumn: return tr("in %1").arg(toQString(durationText(left)));
    case WhatColumn: return what;
    case KindColumn: return toQString(kindWord(inspect::CallKind::timer));
    default: return {};
  }
}

QString DueModel::text(const Row& row, int column) const {
  const DueEntry& entry = row.entry;
  switch (column) {
    case PlaceColumn: return row.place == 0 ? tr("next") : QString::number(row.place + 1);
    case WhatColumn: return cellText(entry.what.empty() ? kindWord(entry.kind) : entry.what.view());
    case ObjectColumn: {
      if (entry.object == 0) return {};
      const ObjectRow* object = store_->object(entry.object);
      return object ? cellText(displayName(*object)) : QStringLiteral("#%1").arg(entry.object);
    }
    case ThreadColumn: {
      const std::string from = store_->threadName(entry.thread);
      const ThreadId loop = store_->status().loopThread;
      if (loop == 0 || entry.thread == loop || from.empty()) return cellText(from);
      return cellText(from + " → " + store_->threadName(loop));
    }
    case KindColumn: return toQString(kindWord(entry.kind));
    default: return {};
  }
}

QVariant DueModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case PlaceColumn: return tr("Place");
    case WhatColumn: return tr("What");
    case ObjectColumn: return tr("Future");
    case ThreadColumn: return tr("From thread");
    case KindColumn: return tr("Kind");
    default: return {};
  }
}

}  // namespace loopscope::ui
