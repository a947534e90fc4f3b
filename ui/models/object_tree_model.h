// SPDX-License-Identifier: MIT
#pragma once

#include <QAbstractItemModel>

#include <memory>

#include <loopscope/ui/models/roles.h>
#include <loopscope/ui/store/change_set.h>

namespace loopscope::ui {

class ObjectTree;
class Store;

/// The futures and tasks as a tree: what an object awaits is below it, so an object that several
/// tasks await is below each of them. At the top are the objects that nobody awaits (of a circle
/// that nobody else awaits: one member), those that surfaced last at the end.
///
/// A row is a pair (parent row, object) and keeps its index through all changes. A chain deeper than
/// the depth limit goes on as a plain list below its last level, so that no view meets a depth that
/// its recursion cannot bear. Costs of a change: see ObjectTree.
class ObjectTreeModel : public QAbstractItemModel {
  Q_OBJECT

 public:
  enum Column {
    NameColumn,
    KindColumn,
    StateColumn,
    ValueColumn,
    AgeColumn,
    WaitersColumn,
    CallbacksColumn,
    TypeColumn,
    ThreadColumn,
    ColumnCount
  };

  explicit ObjectTreeModel(QObject* parent = nullptr, int depthLimit = 64);
  ~ObjectTreeModel() override;

  /// Takes over what the store changed; call it on each Session::updated(). The store must live
  /// as long as the model shows it. Another store than last time resets the model.
  void apply(const Store& store);

  /// Shows nothing any more; for before a store dies.
  void clear();

  const Store* store() const;

  /// The first row of an object in the tree (at the top when it is there); invalid when unknown.
  QModelIndex indexOf(ObjectId id, int column = NameColumn) const;
  ObjectId objectId(const QModelIndex& index) const;

  /// Tells views to ask again for all rows of these objects, without a change of the store.
  void refresh(const std::vector<ObjectId>& ids);

  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& child) const override;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  bool hasChildren(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 Q_SIGNALS:
  /// Before a change set is worked in: the store has changed already, the rows have not.
  void aboutToApply(const loopscope::ui::ChangeSet& changes);
  void applied();

 private:
  friend class ObjectTree;

  std::unique_ptr<ObjectTree> tree_;
};

}  // namespace loopscope::ui
