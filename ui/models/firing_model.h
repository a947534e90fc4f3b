// SPDX-License-Identifier: MIT
#pragma once

#include <QAbstractTableModel>

#include <loopscope/ui/models/roles.h>

namespace loopscope::ui {

class Store;
struct FiringEntry;

/// The firing order, newest below. Rows are appended at the end and evicted from the top.
class FiringModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column {
    NumberColumn,
    TimeColumn,
    IterationColumn,
    WhatColumn,
    ObjectColumn,
    ThreadColumn,
    DelayColumn,
    DurationColumn,
    OutcomeColumn,
    ColumnCount
  };

  using QAbstractTableModel::QAbstractTableModel;

  /// Takes over what the store changed; call it on each Session::updated().
  void apply(const Store& store);

  /// Shows nothing any more; for before a store dies.
  void clear();

  const Store* store() const { return store_; }
  const FiringEntry* entry(const QModelIndex& index) const;
  QModelIndex indexOf(quint64 number, int column = NumberColumn) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  QString text(const FiringEntry& entry, int column) const;
  QVariant sortKey(const FiringEntry& entry, int column) const;

  const Store* store_ = nullptr;
  quint64 revision_ = 0;
  quint64 first_ = 1;  ///< number of the entry in row 0
  quint64 next_ = 1;   ///< number after the last row's
};

}  // namespace loopscope::ui
