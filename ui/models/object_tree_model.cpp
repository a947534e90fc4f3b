// SPDX-License-Identifier: MIT
#include <loopscope/ui/models/object_tree_model.h>

#include <loopscope/ui/models/object_text.h>
#include <loopscope/ui/models/object_tree.h>
#include <loopscope/ui/store/store.h>

namespace loopscope::ui {

namespace {

ObjectTree::Node* nodeOf(const QModelIndex& index) {
  return static_cast<ObjectTree::Node*>(index.internalPointer());
}

/// Numbers stand at the right, below their header.
QVariant objectAlignment(int column) {
  if (column < ObjectTreeModel::AgeColumn || column > ObjectTreeModel::CallbacksColumn) return {};
  return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
}

}  // namespace

ObjectTreeModel::ObjectTreeModel(QObject* parent, int depthLimit)
    : QAbstractItemModel(parent), tree_(std::make_unique<ObjectTree>(*this, depthLimit)) {}

ObjectTreeModel::~ObjectTreeModel() = default;

void ObjectTreeModel::apply(const Store& store) {
  const ChangeSet& changes = store.changes();
  const std::uint64_t before = tree_->revision();
  if (tree_->store() == &store && changes.revision == before) return;
  if (tree_->store() != &store || changes.revision < before) {
    tree_->reset(&store);
  } else if (changes.revision == before + 1) {
    Q_EMIT aboutToApply(changes);
    tree_->apply(changes);
  } else {
    const ChangeSet all = tree_->difference();  // a change set was missed
    Q_EMIT aboutToApply(all);
    tree_->apply(all);
  }
  tree_->setRevision(changes.revision);
  Q_EMIT applied();
}

void ObjectTreeModel::clear() {
  tree_->reset(nullptr);
  tree_->setRevision(0);
  Q_EMIT applied();
}

const Store* ObjectTreeModel::store() const { return tree_->store(); }

QModelIndex ObjectTreeModel::indexOf(ObjectId id, int column) const {
  ObjectTree::Node* node = tree_->find(id);
  return node ? createIndex(tree_->rowOf(*node), column, node) : QModelIndex();
}

ObjectId ObjectTreeModel::objectId(const QModelIndex& index) const {
  return index.isValid() ? nodeOf(index)->id : 0;
}

void ObjectTreeModel::refresh(const std::vector<ObjectId>& ids) { tree_->refresh(ids); }

QModelIndex ObjectTreeModel::index(int row, int column, const QModelIndex& parent) const {
  if (!hasIndex(row, column, parent)) return {};
  ObjectTree::Node* node = parent.isValid() ? tree_->child(*nodeOf(parent), row) : tree_->top(row);
  return createIndex(row, column, node);
}

QModelIndex ObjectTreeModel::parent(const QModelIndex& child) const {
  ObjectTree::Node* parent = child.isValid() ? nodeOf(child)->parent : nullptr;
  return parent ? createIndex(tree_->rowOf(*parent), 0, parent) : QModelIndex();
}

int ObjectTreeModel::rowCount(const QModelIndex& parent) const {
  if (!parent.isValid()) return tree_->topCount();
  return parent.column() == 0 ? tree_->childCount(*nodeOf(parent)) : 0;
}

int ObjectTreeModel::columnCount(const QModelIndex&) const { return ColumnCount; }

bool ObjectTreeModel::hasChildren(const QModelIndex& parent) const { return rowCount(parent) > 0; }

QVariant ObjectTreeModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || !store()) return {};
  const ObjectId id = nodeOf(index)->id;
  if (role == ObjectIdRole) return static_cast<qulonglong>(id);
  const ObjectRow* row = store()->object(id);
  if (!row) return {};  // gone from the store, and soon from here
  switch (role) {
    case Qt::DisplayRole: return objectCell(*store(), *row, index.column());
    case Qt::ToolTipRole: return plainToolTip(objectToolTip(*store(), *row));
    case Qt::TextAlignmentRole: return objectAlignment(index.column());
    case SortRole: return objectSortKey(*store(), *row, index.column());
    case StateRole: return static_cast<int>(row->state);
    case KindRole: return static_cast<int>(row->kind);
    case UncertainRole: return store()->uncertain(*row);
    default: return {};
  }
}

QVariant ObjectTreeModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
    return objectAlignment(section);
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case NameColumn: return tr("Name");
    case KindColumn: return tr("Kind");
    case StateColumn: return tr("State");
    case ValueColumn: return tr("Value");
    case AgeColumn: return tr("Age");
    case WaitersColumn: return tr("Waiters");
    case CallbacksColumn: return tr("Callbacks");
    case TypeColumn: return tr("Type");
    case ThreadColumn: return tr("Thread");
    default: return {};
  }
}

}  // namespace loopscope::ui
