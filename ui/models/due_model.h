// SPDX-License-Identifier: MIT
#pragma once

#include <QAbstractTableModel>

#include <vector>

#include <loopscope/ui/models/roles.h>
#include <loopscope/ui/store/firing_entry.h>

namespace loopscope::ui {

class Store;

/// What runs next, in order: the first 200 calls of the ready queue, a row that says how many more there
/// are, and the next 50 timers that are set.
class DueModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { PlaceColumn, WhatColumn, ObjectColumn, ThreadColumn, KindColumn, ColumnCount };

  static constexpr int Limit = 200;
  static constexpr int TimerLimit = 50;

  using QAbstractTableModel::QAbstractTableModel;

  /// Takes over what the store changed; call it on each Session::updated().
  void apply(const Store& store);

  /// Shows nothing any more; for before a store dies.
  void clear();

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  void removeGone(const std::vector<const DueEntry*>& due);
  void insertNew(const std::vector<const DueEntry*>& due);
  void setMore(std::size_t more);
  void setTimers(std::vector<TimerEntry> timers);
  void renumber();
  void refreshTimes();
  int firstTimerRow() const { return static_cast<int>(rows_.size()) + (more_ > 0 ? 1 : 0); }
  QVariant timerData(const TimerEntry& timer, int column, int role) const;

  struct Row {
    DueEntry entry;
    int place = 0;  ///< as shown: a row keeps its text until renumber() announces another
  };
  QString text(const Row& row, int column) const;

  const Store* store_ = nullptr;
  std::vector<Row> rows_;
  std::size_t more_ = 0;  ///< calls beyond the rows
  std::vector<TimerEntry> timers_;
};

}  // namespace loopscope::ui
