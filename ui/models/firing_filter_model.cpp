// SPDX-License-Identifier: MIT
#include <loopscope/ui/models/firing_filter_model.h>

#include <loopscope/ui/store/store.h>

namespace loopscope::ui {

FiringFilterModel::FiringFilterModel(QObject* parent) : QSortFilterProxyModel(parent) {
  setSortRole(SortRole);
}

void FiringFilterModel::setSourceModel(QAbstractItemModel* source) {
  firing_ = qobject_cast<FiringModel*>(source);
  QSortFilterProxyModel::setSourceModel(source);
}

QString FiringFilterModel::setFilterText(const QString& text) {
  QString error;
  filter_ = Filter::parse(text, &error).value_or(Filter());
  invalidateFilter();
  return error;
}

const FiringEntry* FiringFilterModel::entry(const QModelIndex& index) const {
  return firing_ ? firing_->entry(mapToSource(index)) : nullptr;
}

QModelIndex FiringFilterModel::indexOf(quint64 number, int column) const {
  return firing_ ? mapFromSource(firing_->indexOf(number, column)) : QModelIndex();
}

bool FiringFilterModel::filterAcceptsRow(int row, const QModelIndex&) const {
  if (filter_.isEmpty() || !firing_) return true;
  const FiringEntry* one = firing_->entry(firing_->index(row, 0));
  return one && filter_.matches(*firing_->store(), *one);
}

}  // namespace loopscope::ui
