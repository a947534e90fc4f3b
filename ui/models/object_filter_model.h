// SPDX-License-Identifier: MIT
#pragma once

#include <QHash>
#include <QSortFilterProxyModel>
#include <QTimer>

#include <vector>

#include <loopscope/ui/models/filter.h>
#include <loopscope/ui/models/object_tree_model.h>

namespace loopscope::ui {

/// The rows of an ObjectTreeModel that a filter lets through, with the rows above them, sorted by
/// SortRole when a view asks for it. Its source must be an ObjectTreeModel.
class ObjectFilterModel : public QSortFilterProxyModel {
  Q_OBJECT

 public:
  explicit ObjectFilterModel(QObject* parent = nullptr);

  void setSourceModel(QAbstractItemModel* source) override;

  /// Takes a filter over. Returns an empty text, or what is wrong with it; then the last good
  /// filter stays.
  QString setFilterText(const QString& text);
  const Filter& filter() const { return filter_; }

  /// The first row of an object, invalid when it is not shown.
  QModelIndex indexOf(ObjectId id, int column = 0) const;
  ObjectId objectId(const QModelIndex& index) const;

  /// How many objects fit the filter themselves.
  int matchCount() const;

  /// Judges by age again; happens by itself twice a second while the filter names an age.
  void refreshAges();

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

 private:
  /// What is known of an object: whether it fits, and whether it or something that it awaits does.
  struct Verdict {
    bool matches = false;
    bool accepted = false;
    bool acceptedKnown = false;
    ObjectId awaited = 0;
  };

  void prepare(const ChangeSet& changes);
  void finish();
  void forgetUpwards(ObjectId id);
  bool accepts(ObjectId id) const;
  Verdict& verdict(ObjectId id) const;
  const Store* store() const;

  Filter filter_;
  ObjectTreeModel* tree_ = nullptr;
  mutable QHash<ObjectId, Verdict> verdicts_;
  QHash<ObjectId, bool> doubtful_;  ///< objects to judge anew, with what was shown before
  QTimer ageTimer_;
};

}  // namespace loopscope::ui
