// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/object_delegate.h>

#include <optional>

#include <QPainter>

#include <loopscope/ui/models/firing_model.h>
#include <loopscope/ui/models/object_tree_model.h>
#include <loopscope/ui/store/firing_entry.h>
#include <loopscope/ui/views/icons.h>
#include <loopscope/ui/views/state_glyph.h>
#include <loopscope/ui/views/table_look.h>

namespace loopscope::ui {
namespace {

void setInk(QStyleOptionViewItem& option, Ink which) {
  option.palette.setColor(QPalette::Text, ink(which, option.palette));
}

void setIcon(QStyleOptionViewItem& option, const QIcon& icon) {
  option.features |= QStyleOptionViewItem::HasDecoration;
  option.icon = icon;
  option.decorationSize = QSize(16, 16);
  option.decorationAlignment = Qt::AlignCenter;
}

std::optional<Ink> inkOf(EntryKind kind) {
  switch (kind) {
    case EntryKind::unhandledError:
    case EntryKind::neverRetrieved:
    case EntryKind::misuse: return Ink::bad;
    case EntryKind::destroyedPending:
    case EntryKind::slowCallback:
    case EntryKind::refused:
    case EntryKind::gap: return Ink::warning;
    case EntryKind::printed:
    case EntryKind::settled:
    case EntryKind::cancelRequest: return Ink::accent;
    default: return std::nullopt;
  }
}

std::optional<Ink> inkOf(EntryOutcome outcome) {
  switch (outcome) {
    case EntryOutcome::running: return Ink::accent;
    case EntryOutcome::threw:
    case EntryOutcome::failed: return Ink::bad;
    case EntryOutcome::waiting: return Ink::waiting;
    case EntryOutcome::finished: return Ink::good;
    case EntryOutcome::cancelled: return Ink::calm;
    case EntryOutcome::refused: return Ink::warning;
    case EntryOutcome::ok:
    case EntryOutcome::continued:
    case EntryOutcome::unknown: return Ink::muted;
    case EntryOutcome::text: break;
  }
  return std::nullopt;
}

}  // namespace

void ObjectDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
  QStyledItemDelegate::initStyleOption(option, index);
  const auto state = static_cast<ObjectState>(index.data(StateRole).toInt());
  switch (index.column()) {
    case ObjectTreeModel::NameColumn: setIcon(*option, stateIcon(state, option->palette)); break;
    case ObjectTreeModel::StateColumn: setInk(*option, inkOf(state)); break;
    case ObjectTreeModel::ValueColumn:
      if (state == ObjectState::error || state == ObjectState::cancelled)
        setInk(*option, inkOf(state));
      break;
    case ObjectTreeModel::KindColumn: setInk(*option, Ink::muted); break;
    default: break;
  }
}

QSize ObjectDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
  return {QStyledItemDelegate::sizeHint(option, index).width(), rowHeight(option.fontMetrics)};
}

void FiringDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
  QStyledItemDelegate::initStyleOption(option, index);
  const auto kind = static_cast<EntryKind>(index.data(KindRole).toInt());
  const std::optional<Ink> note = inkOf(kind);
  switch (index.column()) {
    case FiringModel::WhatColumn:
      if (note) setInk(*option, *note);
      break;
    case FiringModel::OutcomeColumn: {
      const auto outcome = static_cast<EntryOutcome>(index.data(OutcomeRole).toInt());
      if (const std::optional<Ink> by_outcome = inkOf(outcome)) setInk(*option, *by_outcome);
      break;
    }
    case FiringModel::ObjectColumn:
      if (index.data(ObjectIdRole).toULongLong() != 0) option->font.setUnderline(true);
      break;
    case FiringModel::NumberColumn:
    case FiringModel::TimeColumn:
    case FiringModel::IterationColumn: setInk(*option, Ink::muted); break;
    default: break;
  }
}

void FiringDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const {
  QStyledItemDelegate::paint(painter, option, index);
  const QModelIndex cell = index.siblingAtColumn(FiringModel::IterationColumn);
  const QModelIndex above = cell.siblingAtRow(index.row() - 1);
  if (!above.isValid() || above.data(SortRole) == cell.data(SortRole)) return;
  painter->setPen(option.palette.color(QPalette::Mid));
  painter->drawLine(option.rect.topLeft(), option.rect.topRight());
}

void DueDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
  QStyledItemDelegate::initStyleOption(option, index);
  if (index.data(TimerRole).toBool()) setInk(*option, Ink::muted);
}

}  // namespace loopscope::ui
