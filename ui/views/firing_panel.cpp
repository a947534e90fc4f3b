// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/firing_panel.h>

#include <QEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QSplitter>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <loopscope/ui/models/due_model.h>
#include <loopscope/ui/models/firing_filter_model.h>
#include <loopscope/ui/models/firing_model.h>
#include <loopscope/ui/store/store.h>
#include <loopscope/ui/store/words.h>
#include <loopscope/ui/views/action_set.h>
#include <loopscope/ui/views/button_row.h>
#include <loopscope/ui/views/empty_hint.h>
#include <loopscope/ui/views/icons.h>
#include <loopscope/ui/views/ink_label.h>
#include <loopscope/ui/views/object_delegate.h>
#include <loopscope/ui/views/qt_text.h>
#include <loopscope/ui/views/table_look.h>

namespace loopscope::ui {
namespace {

struct Column {
  int column;
  int letters;  ///< its width
};

/// Shows the columns in this order; one of them takes the room that is left.
void arrangeColumns(QTableView& view, int stretched, std::initializer_list<Column> columns) {
  const int letter = view.fontMetrics().horizontalAdvance(u'0');
  QHeaderView* header = view.horizontalHeader();
  header->setMinimumSectionSize(letter * 3);
  int place = 0;
  for (const auto& [column, letters] : columns) {
    header->setSectionHidden(column, false);
    header->moveSection(header->visualIndex(column), place++);
    header->resizeSection(column, letter * letters);
  }
  header->setSectionResizeMode(stretched, QHeaderView::Stretch);
}

}  // namespace

FiringPanel::FiringPanel(const ActionSet& actions, QWidget* parent)
    : QWidget(parent),
      due_(new DueModel(this)),
      firing_(new FiringModel(this)),
      rows_(new FiringFilterModel(this)),
      due_view_(new QTableView),
      firing_view_(new QTableView),
      splitter_(new QSplitter(Qt::Vertical, this)),
      due_empty_(new EmptyHint(due_view_)),
      firing_empty_(new EmptyHint(firing_view_)),
      follow_(actions[Act::follow]) {
  rows_->setSourceModel(firing_);
  splitter_->addWidget(makeDue());
  splitter_->addWidget(makeFiring(actions));
  splitter_->setStretchFactor(0, 0);
  splitter_->setStretchFactor(1, 1);
  splitter_->setSizes({110, 420});
  splitter_->setChildrenCollapsible(false);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 6, 4, 6);
  layout->addWidget(splitter_);
  connectScrolling();
  resetColumns();
  showCounts(nullptr);
}

QWidget* FiringPanel::makeDue() {
  auto* part = new QWidget;
  due_view_->setAccessibleName(tr("Due next"));
  due_view_->setModel(due_);
  due_view_->setItemDelegate(new DueDelegate(due_view_));
  due_view_->installEventFilter(this);
  makeCalm(*due_view_);
  due_count_ = new InkLabel(Ink::muted, part);
  auto* row = new ButtonRow(part);
  row->add(makeHeading(tr("Due next"), row), 0);
  row->add(due_count_, 1);
  auto* layout = new QVBoxLayout(part);
  layout->setContentsMargins(0, 0, 0, 2);
  layout->setSpacing(4);
  layout->addWidget(row);
  layout->addWidget(due_view_, 1);
  return part;
}

QWidget* FiringPanel::makeFiring(const ActionSet& actions) {
  auto* part = new QWidget;
  prepareFiringView();
  firing_count_ = new InkLabel(Ink::muted, part);
  makeUseFilter(part);
  auto* row = new ButtonRow(part);
  row->add(makeHeading(tr("Firing order"), row), 0);
  row->add(firing_count_, 1);
  row->add(use_filter_);
  row->add(actions.makeButton(Act::follow, Qt::ToolButtonTextBesideIcon, row));

  why_ = new InkLabel(Ink::muted, part);
  why_->setWordWrap(true);
  why_->setAccessibleDescription(tr("Why it fired here"));
  why_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  // Room for two lines, always: a click that fills it moves nothing below the pointer.
  why_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  why_->setFixedHeight(2 * why_->fontMetrics().lineSpacing() + 2);
  why_->setMinimumWidth(1);

  follow_button_ = actions.makeButton(Act::follow, Qt::ToolButtonTextBesideIcon, firing_view_);
  follow_button_->setAccessibleName(tr("Go to newest"));
  follow_button_->setAutoRaise(false);
  follow_button_->setFocusPolicy(Qt::NoFocus);
  follow_button_->hide();

  auto* layout = new QVBoxLayout(part);
  layout->setContentsMargins(0, 2, 0, 0);
  layout->setSpacing(4);
  layout->addWidget(row);
  layout->addWidget(firing_view_, 1);
  layout->addWidget(why_);
  return part;
}

void FiringPanel::prepareFiringView() {
  firing_view_->setAccessibleName(tr("Firing order"));
  firing_view_->setModel(rows_);
  firing_view_->setItemDelegate(new FiringDelegate(firing_view_));
  firing_view_->installEventFilter(this);
  makeCalm(*firing_view_);
  connect(firing_view_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          &FiringPanel::explainCurrent);
  connect(firing_view_, &QTableView::clicked, this, [this](const QModelIndex& index) {
    if (index.column() == FiringModel::ObjectColumn)
      Q_EMIT objectRequested(index.data(ObjectIdRole).toULongLong());
  });
  connect(firing_view_, &QTableView::doubleClicked, this, [this](const QModelIndex& index) {
    Q_EMIT objectRequested(index.data(ObjectIdRole).toULongLong());
  });
  QHeaderView* header = firing_view_->horizontalHeader();
  header->setSectionsClickable(true);
  header->setSortIndicatorShown(true);
  header->setSortIndicatorClearable(true);
  header->setSortIndicator(-1, Qt::AscendingOrder);
  header->setToolTip(tr("Click to sort; the third click brings the live order back"));
  connect(header, &QHeaderView::sortIndicatorChanged, this, &FiringPanel::sort);
}

/// By a column; none: in the order in which things happened, the newest at the end.
void FiringPanel::sort(int column, Qt::SortOrder order) {
  const bool sorted = column >= 0;
  const QScopedValueRollback guard(refreshing_, true);
  rows_->setSortRole(SortRole);
  rows_->sort(column, order);
  follow_->setEnabled(!sorted);
  follow_->setChecked(!sorted);
  if (sorted) firing_view_->scrollToTop();
}

void FiringPanel::makeUseFilter(QWidget* parent) {
  use_filter_ = new QToolButton(parent);
  use_filter_->setText(tr("Use filter"));
  use_filter_->setIcon(icon(QStringLiteral("filter")));
  use_filter_->setCheckable(true);
  use_filter_->setAutoRaise(true);
  use_filter_->setAccessibleName(tr("Use filter"));
  use_filter_->setToolTip(tr("Show only the entries that fit the filter of futures and tasks"));
  connect(use_filter_, &QToolButton::toggled, this, &FiringPanel::useFilter);
}

/// Whoever moves the view away from its end stops following; whoever comes back to it, follows.
void FiringPanel::connectScrolling() {
  QScrollBar* bar = firing_view_->verticalScrollBar();
  connect(bar, &QScrollBar::valueChanged, this, [this, bar](int value) {
    if (!refreshing_) follow_->setChecked(value == bar->maximum());
  });
  connect(follow_, &QAction::toggled, this, &FiringPanel::setFollowing);
  connect(rows_, &QAbstractItemModel::rowsRemoved, this,
          [this, bar](const QModelIndex&, int first, int last) {
            if (refreshing_ && !follow_->isChecked() && first == 0)
              bar->setValue(bar->value() - (last + 1));
          });
  follow_->setChecked(true);
}

void FiringPanel::resetColumns() {
  using Due = DueModel;
  using Firing = FiringModel;
  arrangeColumns(*due_view_, Due::WhatColumn,
                 {{Due::PlaceColumn, 9},
                  {Due::WhatColumn, 15},
                  {Due::ObjectColumn, 10},
                  {Due::ThreadColumn, 13},
                  {Due::KindColumn, 7}});
  // What ran and how it ended come before the figures: a narrow window shows the story.
  // The outcome takes the room that is left.
  arrangeColumns(*firing_view_, Firing::OutcomeColumn,
                 {{Firing::NumberColumn, 5},
                  {Firing::IterationColumn, 5},
                  {Firing::TimeColumn, 8},
                  {Firing::WhatColumn, 16},
                  {Firing::ObjectColumn, 12},
                  {Firing::ThreadColumn, 12},
                  {Firing::DelayColumn, 9},
                  {Firing::DurationColumn, 9},
                  {Firing::OutcomeColumn, 20}});
  // For who wants them: the header's menu.
  for (const int column : {Firing::DelayColumn, Firing::DurationColumn})
    firing_view_->horizontalHeader()->setSectionHidden(column, true);
}

void FiringPanel::refresh(const Store& store) {
  const QScopedValueRollback guard(refreshing_, true);
  due_->apply(store);
  firing_->apply(store);
  if (follow_->isChecked()) firing_view_->scrollToBottom();
  showCounts(&store);
  explainCurrent();
}

void FiringPanel::repaintTimes() { due_view_->viewport()->update(); }

void FiringPanel::clear() {
  const QScopedValueRollback guard(refreshing_, true);
  due_->clear();
  firing_->clear();
  follow_->setChecked(true);
  showCounts(nullptr);
  explainCurrent();
}

void FiringPanel::setFilter(const QString& text) {
  filter_ = text;
  if (use_filter_->isChecked()) useFilter();
}

void FiringPanel::useFilter() {
  const QScopedValueRollback guard(refreshing_, true);
  rows_->setFilterText(use_filter_->isChecked() ? filter_ : QString());
  if (follow_->isChecked()) firing_view_->scrollToBottom();
  showCounts(firing_->store());
}

void FiringPanel::setFollowing(bool following) {
  follow_->setChecked(following);
  if (following) firing_view_->scrollToBottom();
  placeFollowButton();
}

void FiringPanel::showEntry(quint64 number) {
  const QModelIndex index = rows_->indexOf(number);
  if (!index.isValid()) return;
  firing_view_->setCurrentIndex(index);
  firing_view_->scrollTo(index);
}

void FiringPanel::explainCurrent() {
  const QModelIndex current = firing_view_->currentIndex();
  const QString text = current.isValid() ? current.data(ExplanationRole).toString() : QString();
  why_->show(text);
  why_->setToolTip(plainToolTip(text));
}

void FiringPanel::placeFollowButton() {
  follow_button_->setVisible(!follow_->isChecked());
  follow_button_->adjustSize();
  const QRect area = firing_view_->viewport()->geometry();
  follow_button_->move(area.right() - follow_button_->width() - 8,
                       area.bottom() - follow_button_->height() - 8);
  follow_button_->raise();
}

/// The column of numbers grows with them, and never shrinks below what the person made it.
void FiringPanel::makeRoomForNumber(std::uint64_t number) {
  int digits = 2;
  for (std::uint64_t rest = number; rest > 99; rest /= 10) ++digits;
  if (digits <= widest_number_) return;
  widest_number_ = digits;
  QHeaderView* header = firing_view_->horizontalHeader();
  const int needed = (digits + 2) * firing_view_->fontMetrics().horizontalAdvance(u'0');
  if (header->sectionSize(FiringModel::NumberColumn) < needed)
    header->resizeSection(FiringModel::NumberColumn, needed);
}

void FiringPanel::showCounts(const Store* store) {
  due_count_->show(store ? toQt(grouped(store->dueCount())) : QString());
  const std::uint64_t fired = store ? store->nextFiring() - 1 : 0;
  firing_count_->show(fired ? toQt(grouped(fired)) : QString());
  makeRoomForNumber(fired);
  due_empty_->setHint(due_->rowCount() > 0 ? QString()
                      : store              ? tr("Nothing is due.")
                                           : tr("Calls that are ready stand here, next first."));
  firing_empty_->setHint(rows_->rowCount() > 0 ? QString()
                         : !store    ? tr("Each call that the loop runs becomes a line here.")
                         : fired > 0 ? tr("Nothing matches the filter.")
                                     : tr("Nothing has fired yet."));
}

bool FiringPanel::eventFilter(QObject* watched, QEvent* event) {
  if (watched == firing_view_ && event->type() == QEvent::FocusIn && rows_->rowCount() > 0 &&
      !firing_view_->currentIndex().isValid())
    // The newest, instead of the first line, which Qt would make the current one.
    firing_view_->selectionModel()->setCurrentIndex(rows_->index(rows_->rowCount() - 1, 0),
                                                    QItemSelectionModel::NoUpdate);
  if (watched == firing_view_ && event->type() == QEvent::Resize) {
    if (follow_->isChecked()) firing_view_->scrollToBottom();
    placeFollowButton();
  }
  if (event->type() == QEvent::KeyPress) {
    const auto* key = static_cast<QKeyEvent*>(event);
    auto* view = qobject_cast<QTableView*>(watched);
    if (view && (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) &&
        !key->modifiers()) {
      Q_EMIT objectRequested(view->currentIndex().data(ObjectIdRole).toULongLong());
      return true;
    }
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace loopscope::ui
