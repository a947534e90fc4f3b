// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/object_panel.h>

#include <algorithm>

#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QScopedValueRollback>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <loopscope/ui/models/object_filter_model.h>
#include <loopscope/ui/models/object_tree_model.h>
#include <loopscope/ui/store/store.h>
#include <loopscope/ui/store/words.h>
#include <loopscope/ui/views/action_set.h>
#include <loopscope/ui/views/button_row.h>
#include <loopscope/ui/views/empty_hint.h>
#include <loopscope/ui/views/ink_label.h>
#include <loopscope/ui/views/object_delegate.h>
#include <loopscope/ui/views/qt_text.h>
#include <loopscope/ui/views/row_text.h>
#include <loopscope/ui/views/table_look.h>

namespace loopscope::ui {
namespace {

constexpr int filter_delay_ms = 120;
constexpr int count_ms = 300;
constexpr int letters_of_names = 16;

/// A selection larger than this is not carried over to rows that moved.
constexpr std::size_t most_restored = 5000;

/// Rows at the top from which on rows appear folded: each unfolded one costs every change of the tree.
constexpr int most_unfolded = 1000;

/// Levels for whose indentation the column of names makes room by itself.
constexpr int most_levels = 10;

ObjectId idAt(const QModelIndex& index) { return index.data(ObjectIdRole).toULongLong(); }

}  // namespace

ObjectPanel::ObjectPanel(const ActionSet& actions, QWidget* parent)
    : QWidget(parent),
      model_(new ObjectTreeModel(this)),
      rows_(new ObjectFilterModel(this)),
      view_(new QTreeView(this)),
      filter_(new QLineEdit(this)),
      filter_error_(new ErrorLabel(tr("Filter error"), this)),
      count_(new InkLabel(Ink::muted, this)),
      empty_(new EmptyHint(view_)) {
  rows_->setSourceModel(model_);
  makeView();

  filter_->setAccessibleName(tr("Filter"));
  filter_->setPlaceholderText(tr("Filter: text, state:pending, kind:task, age>5s"));
  filter_->setToolTip(
      tr("Words that must all fit: text, name:fetch, state:pending, kind:task,\n"
         "thread:worker, age>5s; -state:done leaves out (Ctrl+F)"));
  filter_->setClearButtonEnabled(true);
  filter_->installEventFilter(this);
  filter_error_->hide();
  filter_delay_.setSingleShot(true);
  filter_delay_.setInterval(filter_delay_ms);
  connect(filter_, &QLineEdit::textChanged, &filter_delay_, qOverload<>(&QTimer::start));
  connect(filter_, &QLineEdit::returnPressed, this, &ObjectPanel::applyFilter);
  connect(&filter_delay_, &QTimer::timeout, this, &ObjectPanel::applyFilter);

  auto* row = new ButtonRow(this);
  row->add(makeHeading(tr("Futures and tasks"), row), 0);
  row->add(count_, 1);
  for (const Act act : {Act::new_future, Act::new_task, Act::clear_finished})
    row->add(actions.makeButton(act, Qt::ToolButtonTextBesideIcon, row));

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(8, 6, 4, 6);
  layout->setSpacing(4);
  layout->addWidget(row);
  layout->addWidget(filter_);
  layout->addWidget(filter_error_);
  layout->addWidget(view_, 1);
  empty_->setHint(hint());
}

void ObjectPanel::makeView() {
  view_->setAccessibleName(tr("Futures and tasks"));
  view_->setItemDelegate(new ObjectDelegate(view_));
  view_->setUniformRowHeights(true);
  view_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  view_->setAllColumnsShowFocus(true);
  view_->setIndentation(16);
  view_->setExpandsOnDoubleClick(false);
  makeCalm(*view_);
  QHeaderView* header = view_->header();
  header->setSectionsClickable(true);
  header->setSortIndicatorShown(true);
  header->setSortIndicatorClearable(true);
  header->setSortIndicator(-1, Qt::AscendingOrder);
  header->setToolTip(tr("Click to sort; the third click brings the live order back"));
  connect(header, &QHeaderView::sortIndicatorChanged, this, &ObjectPanel::sort);
  useModel();
  resetColumns();
  connect(view_, &QTreeView::collapsed, this, [this](const QModelIndex& index) {
    if (!refreshing_) folded_.insert(idAt(index));
  });
  connect(view_, &QTreeView::expanded, this,
          [this](const QModelIndex& index) { folded_.erase(idAt(index)); });
  for (QAbstractItemModel* model :
       {static_cast<QAbstractItemModel*>(model_), static_cast<QAbstractItemModel*>(rows_)}) {
    connect(model, &QAbstractItemModel::rowsInserted, this,
            [this, model](const QModelIndex& parent, int first, int last) {
              if (view_->model() == model) unfold(parent, first, last);
            });
    connect(model, &QAbstractItemModel::rowsMoved, this,
            [this, model](const QModelIndex&, int first, int last, const QModelIndex& to) {
              if (view_->model() == model && to.isValid()) unfold(to, 0, last - first);
            });
  }
}

/// Selection and folding go over to the other model by the objects.
void ObjectPanel::useModel() {
  QAbstractItemModel* wanted = model_;
  if (!rows_->filter().isEmpty() || rows_->sortColumn() >= 0) wanted = rows_;
  if (view_->model() == wanted) return;
  const QScopedValueRollback guard(refreshing_, true);
  const QByteArray columns = view_->header()->saveState();
  const QItemSelectionModel* before = view_->selectionModel();
  view_->setModel(wanted);
  delete before;
  if (before) view_->header()->restoreState(columns);
  connect(view_->selectionModel(), &QItemSelectionModel::selectionChanged, this,
          &ObjectPanel::readSelection);
  if (wanted->rowCount() > 0) unfold({}, 0, wanted->rowCount() - 1);
  if (wanted != rows_) rows_->invalidate();  // forgets its bookkeeping
}

/// By a column; none: what surfaced last stands last.
void ObjectPanel::sort(int column, Qt::SortOrder order) {
  if (refreshing_) return;
  rows_->setSortRole(SortRole);
  rows_->sort(column, order);
  useModel();
  if (const Store* store = has_store_ ? model_->store() : nullptr) restoreSelection(*store);
}

QModelIndex ObjectPanel::indexOf(ObjectId id) const {
  return view_->model() == rows_ ? rows_->indexOf(id) : model_->indexOf(id);
}

void ObjectPanel::resetColumns() {
  const int letter = view_->fontMetrics().horizontalAdvance(u'0');
  const int letters[] = {letters_of_names, 7, 10, 20, 8, 8, 9, 12, 10};
  QHeaderView* header = view_->header();
  header->setStretchLastSection(false);
  header->setMinimumSectionSize(letter * 4);
  header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  for (int column = 0; column < ObjectTreeModel::ColumnCount; ++column) {
    header->setSectionHidden(column, false);
    header->moveSection(header->visualIndex(column), column);
    header->resizeSection(column, letter * letters[column]);
    // The rest is in the details and in the header's menu; the value takes the room that is left.
    header->setSectionHidden(column, column > ObjectTreeModel::ValueColumn);
  }
  header->setSectionResizeMode(ObjectTreeModel::ValueColumn, QHeaderView::Stretch);
}

void ObjectPanel::refresh(const Store& store) {
  has_store_ = true;
  {
    const QScopedValueRollback guard(refreshing_, true);
    model_->apply(store);
    showCounts();
  }
  if (disturbed_) restoreSelection(store);
}

void ObjectPanel::clear() {
  model_->clear();
  has_store_ = false;
  folded_.clear();
  showCounts();
}

void ObjectPanel::repaintAges() { view_->viewport()->update(); }

void ObjectPanel::select(ObjectId id) {
  QModelIndex index = indexOf(id);
  if (!index.isValid() && !filter_->text().isEmpty()) {
    filter_->clear();
    applyFilter();
    index = indexOf(id);
  }
  if (!index.isValid()) return;
  view_->selectionModel()->setCurrentIndex(
      index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
  view_->scrollTo(index);
}

void ObjectPanel::applyFilter() {
  filter_delay_.stop();
  const QString error = rows_->setFilterText(filter_->text());
  useModel();
  if (const Store* store = has_store_ ? model_->store() : nullptr) restoreSelection(*store);
  filter_error_->show(error);
  filter_error_->setVisible(!error.isEmpty());
  showCounts();
  Q_EMIT filterChanged(error.isEmpty() ? filter_->text() : QString());
}

/// Rows appear unfolded, except below an object that the person folded, and where there are very many.
void ObjectPanel::unfold(const QModelIndex& parent, int first, int last) {
  const QAbstractItemModel& model = *view_->model();
  if (model.rowCount() > most_unfolded) return;
  if (parent.isValid() && !folded_.contains(idAt(parent))) view_->expand(parent);
  struct Inner {
    QModelIndex index;
    int depth;
  };
  int depth = 0;
  for (QModelIndex above = parent; above.isValid(); above = above.parent()) ++depth;
  std::vector<Inner> inner;
  for (int row = first; row <= last; ++row) inner.push_back({model.index(row, 0, parent), depth});
  while (!inner.empty()) {
    const auto [index, level] = inner.back();
    inner.pop_back();
    depth = std::max(depth, level);
    const int children = model.rowCount(index);
    if (children == 0 || folded_.contains(idAt(index))) continue;
    view_->expand(index);
    for (int row = 0; row < children; ++row)
      inner.push_back({model.index(row, 0, index), level + 1});
  }
  makeRoomForNames(depth);
}

/// Deep names stay readable: the column is as wide as its reset width and their indentation.
void ObjectPanel::makeRoomForNames(int depth) {
  const int letter = view_->fontMetrics().horizontalAdvance(u'0');
  const int wanted =
      letter * letters_of_names + view_->indentation() * (std::min(depth, most_levels) - 1);
  QHeaderView* header = view_->header();
  if (header->sectionSize(ObjectTreeModel::NameColumn) < wanted)
    header->resizeSection(ObjectTreeModel::NameColumn, wanted);
}

void ObjectPanel::readSelection() {
  if (refreshing_) {
    disturbed_ = true;
    return;
  }
  selected_.clear();
  for (const QModelIndex& index : selectedRows(*view_)) selected_.push_back(idAt(index));
  std::sort(selected_.begin(), selected_.end());
  selected_.erase(std::unique(selected_.begin(), selected_.end()), selected_.end());
  current_ = idAt(view_->currentIndex());
  Q_EMIT selectionChanged();
}

/// An object that is still known keeps its selection, also while its row is filtered away.
void ObjectPanel::restoreSelection(const Store& store) {
  disturbed_ = false;
  std::erase_if(selected_, [&store](ObjectId id) { return !store.object(id); });
  QItemSelection selection;
  if (selected_.size() <= most_restored)
    for (const ObjectId id : selected_)
      if (const QModelIndex index = indexOf(id); index.isValid()) selection.select(index, index);
  {
    const QScopedValueRollback guard(refreshing_, true);
    QItemSelectionModel* model = view_->selectionModel();
    if (const QModelIndex index = indexOf(current_); index.isValid())
      model->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
    model->select(selection, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
  }
  disturbed_ = false;
  Q_EMIT selectionChanged();
}

void ObjectPanel::showCounts() {
  const Store* store = has_store_ ? model_->store() : nullptr;
  if (!store)
    count_->show({});
  else if (rows_->filter().isEmpty())
    count_->show(toQt(grouped(store->objectCount())));
  else if (!refreshing_ || !counted_.isValid() || counted_.elapsed() > count_ms)
    showMatches(*store);
  empty_->setHint(view_->model()->rowCount() > 0 ? QString() : hint());
}

/// Counting looks at every object: not with each frame.
void ObjectPanel::showMatches(const Store& store) {
  counted_.start();
  const auto matches = static_cast<std::uint64_t>(rows_->matchCount());
  count_->show(tr("%1 of %2").arg(toQt(grouped(matches)), toQt(grouped(store.objectCount()))));
}

QString ObjectPanel::hint() const {
  const Store* store = has_store_ ? model_->store() : nullptr;
  if (!store) return tr("No loop yet.\nStart a demo to see futures and tasks come and go.");
  if (store->objectCount() > 0)
    return tr("Nothing matches the filter.\nPress Escape in it to clear it.");
  return tr("No futures or tasks yet.\nThey appear here as soon as the program makes them.");
}

bool ObjectPanel::eventFilter(QObject* watched, QEvent* event) {
  if (watched == filter_ && event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Escape && !filter_->text().isEmpty()) {
      filter_->clear();
      applyFilter();
      return true;
    }
    if (key == Qt::Key_Down) {
      view_->setFocus(Qt::TabFocusReason);
      return true;
    }
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace loopscope::ui
