// SPDX-License-Identifier: MIT
#pragma once

#include <QWidget>

#include <loopscope/ui/store/object_row.h>

class QAction;
class QSplitter;
class QTableView;
class QToolButton;

namespace loopscope::ui {

class ActionSet;
class DueModel;
class EmptyHint;
class FiringFilterModel;
class FiringModel;
class InkLabel;
class Store;

/// What is due next, in order, and below it the calls that have run, the newest at the end. The view
/// follows the newest until the person scrolls away from it.
class FiringPanel : public QWidget {
  Q_OBJECT

 public:
  explicit FiringPanel(const ActionSet& actions, QWidget* parent = nullptr);

  void refresh(const Store& store);
  void clear();

  /// Repaints how long timers still take; call it a few times a second while nothing else changes.
  void repaintTimes();

  /// The filter of the tree; it is used while the person wants it here too.
  void setFilter(const QString& text);
  void setFollowing(bool following);

  /// Makes an entry current and brings it into view.
  void showEntry(quint64 number);

  QTableView& due() { return *due_view_; }
  QTableView& firing() { return *firing_view_; }
  QSplitter& splitter() { return *splitter_; }
  void resetColumns();

 Q_SIGNALS:
  /// A person wants to see the object of an entry.
  void objectRequested(loopscope::ui::ObjectId id);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  QWidget* makeDue();
  QWidget* makeFiring(const ActionSet& actions);
  void prepareFiringView();
  void makeUseFilter(QWidget* parent);
  void connectScrolling();
  void useFilter();
  void sort(int column, Qt::SortOrder order);
  void explainCurrent();
  void placeFollowButton();
  void makeRoomForNumber(std::uint64_t number);
  void showCounts(const Store* store);

  DueModel* due_;
  FiringModel* firing_;
  FiringFilterModel* rows_;
  QTableView* due_view_;
  QTableView* firing_view_;
  QSplitter* splitter_;
  EmptyHint* due_empty_;
  EmptyHint* firing_empty_;
  InkLabel* due_count_;
  InkLabel* firing_count_;
  InkLabel* why_;
  QToolButton* use_filter_;
  QToolButton* follow_button_;
  QAction* follow_;
  QString filter_;
  int widest_number_ = 3;  ///< digits that the column of numbers has room for
  bool refreshing_ = false;
};

}  // namespace loopscope::ui
