// SPDX-License-Identifier: MIT
#include <ui/models/due_model.h>
#include <ui/models/filter.h>
#include <ui/models/firing_filter_model.h>
#include <ui/models/firing_model.h>
#include <ui/models/object_filter_model.h>
#include <ui/models/object_tree.h>
#include <ui/models/object_tree_model.h>

// Empty models, so that views can be built on the headers.
namespace loopscope::ui {

ObjectTreeModel::ObjectTreeModel(QObject* parent, int) : QAbstractItemModel(parent) {}
ObjectTreeModel::~ObjectTreeModel() = default;
void ObjectTreeModel::apply(const Store&) { emit applied(); }
void ObjectTreeModel::clear() {}
const Store* ObjectTreeModel::store() const { return nullptr; }
QModelIndex ObjectTreeModel::indexOf(ObjectId, int) const { return {}; }
ObjectId ObjectTreeModel::objectId(const QModelIndex&) const { return 0; }
void ObjectTreeModel::refresh(const std::vector<ObjectId>&) {}
QModelIndex ObjectTreeModel::index(int, int, const QModelIndex&) const { return {}; }
QModelIndex ObjectTreeModel::parent(const QModelIndex&) const { return {}; }
int ObjectTreeModel::rowCount(const QModelIndex&) const { return 0; }
int ObjectTreeModel::columnCount(const QModelIndex&) const { return ColumnCount; }
bool ObjectTreeModel::hasChildren(const QModelIndex&) const { return false; }
QVariant ObjectTreeModel::data(const QModelIndex&, int) const { return {}; }
QVariant ObjectTreeModel::headerData(int, Qt::Orientation, int) const { return {}; }

void FiringModel::apply(const Store&) {}
void FiringModel::clear() {}
const FiringEntry* FiringModel::entry(const QModelIndex&) const { return nullptr; }
QModelIndex FiringModel::indexOf(quint64, int) const { return {}; }
int FiringModel::rowCount(const QModelIndex&) const { return 0; }
int FiringModel::columnCount(const QModelIndex&) const { return ColumnCount; }
QVariant FiringModel::data(const QModelIndex&, int) const { return {}; }
QVariant FiringModel::headerData(int, Qt::Orientation, int) const { return {}; }

void DueModel::apply(const Store&) {}
void DueModel::clear() {}
int DueModel::rowCount(const QModelIndex&) const { return 0; }
int DueModel::columnCount(const QModelIndex&) const { return ColumnCount; }
QVariant DueModel::data(const QModelIndex&, int) const { return {}; }
QVariant DueModel::headerData(int, Qt::Orientation, int) const { return {}; }

ObjectFilterModel::ObjectFilterModel(QObject* parent) : QSortFilterProxyModel(parent) {}
void ObjectFilterModel::setSourceModel(QAbstractItemModel* source) {
  QSortFilterProxyModel::setSourceModel(source);
}
QString ObjectFilterModel::setFilterText(const QString&) { return {}; }
QModelIndex ObjectFilterModel::indexOf(ObjectId, int) const { return {}; }
ObjectId ObjectFilterModel::objectId(const QModelIndex&) const { return 0; }
int ObjectFilterModel::matchCount() const { return 0; }
bool ObjectFilterModel::filterAcceptsRow(int, const QModelIndex&) const { return true; }

FiringFilterModel::FiringFilterModel(QObject* parent) : QSortFilterProxyModel(parent) {}
void FiringFilterModel::setSourceModel(QAbstractItemModel* source) {
  QSortFilterProxyModel::setSourceModel(source);
}
QString FiringFilterModel::setFilterText(const QString&) { return {}; }
const FiringEntry* FiringFilterModel::entry(const QModelIndex&) const { return nullptr; }
QModelIndex FiringFilterModel::indexOf(quint64, int) const { return {}; }
bool FiringFilterModel::filterAcceptsRow(int, const QModelIndex&) const { return true; }

}  // namespace loopscope::ui
