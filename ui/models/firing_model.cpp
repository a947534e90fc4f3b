// SPDX-License-Identifier: MIT
#include <loopscope/ui/models/firing_model.h>

#include <algorithm>

#include <loopscope/ui/models/object_text.h>
#include <loopscope/ui/store/store.h>
#include <loopscope/ui/store/words.h>

namespace loopscope::ui {
namespace {

/// Numbers stand at the right, below their header.
QVariant firingAlignment(int column) {
  if (column > FiringModel::IterationColumn && column != FiringModel::DelayColumn &&
      column != FiringModel::DurationColumn)
    return {};
  return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
}

}  // namespace

void FiringModel::apply(const Store& store) {
  const ChangeSet& changes = store.changes();
  const quint64 first = store.firstFiring();
  const quint64 next = store.nextFiring();
  if (store_ != &store || changes.revision < revision_) {
    beginResetModel();
    store_ = &store;
    first_ = first;
    next_ = next;
    endResetModel();
  }
  const bool missed = changes.revision > revision_ + 1;
  revision_ = changes.revision;
  if (first > first_ && next_ > first_) {
    const quint64 kept = std::min(first, next_);
    beginRemoveRows({}, 0, static_cast<int>(kept - first_) - 1);
    first_ = kept;
    endRemoveRows();
  }
  if (first_ == next_) first_ = next_ = first;
  const quint64 changed = std::max(first_, missed ? first_ : changes.firstChangedFiring);
  if (changed < next_) {
    Q_EMIT dataChanged(index(static_cast<int>(changed - first_), 0),
                       index(rowCount() - 1, ColumnCount - 1));
  }
  if (next == next_) return;
  beginInsertRows({}, rowCount(), static_cast<int>(next - first_) - 1);
  next_ = next;
  endInsertRows();
}

void FiringModel::clear() {
  beginResetModel();
  store_ = nullptr;
  revision_ = 0;
  first_ = next_ = 1;
  endResetModel();
}

const FiringEntry* FiringModel::entry(const QModelIndex& index) const {
  if (!index.isValid() || !store_) return nullptr;
  return store_->firing(first_ + static_cast<quint64>(index.row()));
}

QModelIndex FiringModel::indexOf(quint64 number, int column) const {
  if (number < first_ || number >= next_) return {};
  return index(static_cast<int>(number - first_), column);
}

int FiringModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(next_ - first_);
}

int FiringModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant FiringModel::data(const QModelIndex& index, int role) const {
  const FiringEntry* one = entry(index);
  if (!one) return {};
  const int column = index.column();
  switch (role) {
    case Qt::DisplayRole: return text(*one, column);
    case Qt::ToolTipRole: {
      const QString outcome = toQString(outcomeText(*one)).left(4000);
      return plainToolTip(tr("Entry %1: %2\n%3")
                              .arg(one->number)
                              .arg(outcome, toQString(explainFiring(*store_, *one))));
    }
    case Qt::TextAlignmentRole: return firingAlignment(column);
    case SortRole: return sortKey(*one, column);
    case ObjectIdRole: return static_cast<qulonglong>(one->object);
    case KindRole: return static_cast<int>(one->kind);
    case OutcomeRole: return static_cast<int>(one->outcome);
    case FiringNumberRole: return static_cast<qulonglong>(one->number);
    case UncertainRole: return one->outcome == EntryOutcome::unknown;
    case ExplanationRole: return toQString(explainFiring(*store_, *one));
    default: return {};
  }
}

QString FiringModel::text(const FiringEntry& entry, int column) const {
  switch (column) {
    case NumberColumn: return QString::number(entry.number);
    case TimeColumn: return tr("%1 s").arg(static_cast<double>(entry.time) / 1e9, 0, 'f', 3);
    case IterationColumn: return QString::number(entry.iteration);
    case WhatColumn: return cellText(entry.what);
    case ObjectColumn: return cellText(ui::objectName(entry));
    case ThreadColumn: return cellText(fromThreadText(*store_, entry));
    case DelayColumn: return toQString(durationText(entry.queueDelay));
    case DurationColumn: return toQString(durationText(entry.duration));
    case OutcomeColumn: return cellText(outcomeText(entry));
    default: return {};
  }
}

QVariant FiringModel::sortKey(const FiringEntry& entry, int column) const {
  switch (column) {
    case NumberColumn: return static_cast<qulonglong>(entry.number);
    case TimeColumn: return static_cast<qlonglong>(entry.time);
    case IterationColumn: return static_cast<qulonglong>(entry.iteration);
    case DelayColumn: return static_cast<qlonglong>(entry.queueDelay);
    case DurationColumn: return static_cast<qlonglong>(entry.duration);
    default: return text(entry, column);
  }
}

QVariant FiringModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
    return firingAlignment(section);
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case NumberColumn: return tr("Entry");
    case TimeColumn: return tr("Time");
    case IterationColumn: return tr("Iter.");
    case WhatColumn: return tr("What");
    case ObjectColumn: return tr("Future");
    case ThreadColumn: return tr("From thread");
    case DelayColumn: return tr("Delay");
    case DurationColumn: return tr("Duration");
    case OutcomeColumn: return tr("Outcome");
    default: return {};
  }
}

}  // namespace loopscope::ui
