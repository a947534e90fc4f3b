// SPDX-License-Identifier: MIT
#pragma once

#include <unordered_set>
#include <vector>

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <loopscope/ui/store/object_row.h>

class QLabel;
class QLineEdit;
class QTreeView;

namespace loopscope::ui {

class ActionSet;
class EmptyHint;
class ErrorLabel;
class InkLabel;
class ObjectFilterModel;
class ObjectTreeModel;
class Store;

/// The tree of futures and tasks with its filter. What is unfolded and selected goes with the
/// objects, not with the rows, so that it lasts while objects move in the tree.
class ObjectPanel : public QWidget {
  Q_OBJECT

 public:
  explicit ObjectPanel(const ActionSet& actions, QWidget* parent = nullptr);

  void refresh(const Store& store);
  void clear();

  const std::vector<ObjectId>& selected() const { return selected_; }
  void select(ObjectId id);

  /// Repaints ages; call it a few times a second while nothing else changes.
  void repaintAges();

  QTreeView& view() { return *view_; }
  QLineEdit& filter() { return *filter_; }
  void resetColumns();

 Q_SIGNALS:
  void selectionChanged();
  void filterChanged(const QString& text);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void makeView();
  void useModel();
  void sort(int column, Qt::SortOrder order);
  QModelIndex indexOf(ObjectId id) const;
  void applyFilter();
  void makeRoomForNames(int depth);
  void unfold(const QModelIndex& parent, int first, int last);
  void readSelection();
  void restoreSelection(const Store& store);
  void showCounts();
  void showMatches(const Store& store);
  QString hint() const;

  // Without a filter the view shows the model itself: a filter's bookkeeping grows with its rows.
  ObjectTreeModel* model_;
  ObjectFilterModel* rows_;
  QTreeView* view_;
  QLineEdit* filter_;
  ErrorLabel* filter_error_;
  InkLabel* count_;
  EmptyHint* empty_;
  QTimer filter_delay_;
  QElapsedTimer counted_;  ///< since the matches of the filter were counted
  std::unordered_set<ObjectId> folded_;
  std::vector<ObjectId> selected_;
  ObjectId current_ = 0;
  bool has_store_ = false;
  bool refreshing_ = false;
  bool disturbed_ = false;  ///< a refresh took selected rows away
};

}  // namespace loopscope::ui
