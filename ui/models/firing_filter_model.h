// SPDX-License-Identifier: MIT
#pragma once

#include <QSortFilterProxyModel>

#include <loopscope/ui/models/filter.h>
#include <loopscope/ui/models/firing_model.h>

namespace loopscope::ui {

/// The lines of a FiringModel that a filter lets through. Its source must be a FiringModel.
class FiringFilterModel : public QSortFilterProxyModel {
  Q_OBJECT

 public:
  explicit FiringFilterModel(QObject* parent = nullptr);

  void setSourceModel(QAbstractItemModel* source) override;

  /// Takes a filter over. Returns an empty text, or what is wrong with it; then the last good
  /// filter stays.
  QString setFilterText(const QString& text);
  const Filter& filter() const { return filter_; }

  /// The entry in a row of this model, null when it has been evicted meanwhile.
  const FiringEntry* entry(const QModelIndex& index) const;
  QModelIndex indexOf(quint64 number, int column = 0) const;

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

 private:
  Filter filter_;
  FiringModel* firing_ = nullptr;
};

}  // namespace loopscope::ui
