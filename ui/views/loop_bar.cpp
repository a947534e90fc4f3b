// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/loop_bar.h>

#include <QAbstractItemView>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QToolButton>

#include <loopscope/ui/views/action_set.h>
#include <loopscope/ui/views/button_row.h>
#include <loopscope/ui/views/speed_slider.h>
#include <loopscope/ui/views/table_look.h>
#include <loopscope/ui/views/theme.h>

namespace loopscope::ui {
namespace {

constexpr int label_gap = 4;
constexpr int control_gap = 10;
constexpr int clock_name_role = Qt::UserRole + 1;
constexpr int most_demo_rows = 40;  // of the demos, before their list scrolls

/// A row that cannot be chosen, above those of its group.
void addHeading(QComboBox& box, const QString& text) {
  box.addItem(text);
  auto* model = qobject_cast<QStandardItemModel*>(box.model());
  model->item(box.count() - 1)->setFlags(Qt::NoItemFlags);
}

/// Draws headings as such; the style would draw them as what is broken.
class HeadingDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    return {QStyledItemDelegate::sizeHint(option, index).width(), rowHeight(option.fontMetrics)};
  }

 protected:
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
    QStyledItemDelegate::initStyleOption(option, index);
    if (index.flags() & Qt::ItemIsEnabled) return;
    option->state |= QStyle::State_Enabled;
    option->font.setBold(true);
    option->palette.setColor(QPalette::Text, ink(Ink::muted, option->palette));
  }
};

}  // namespace

LoopBar::LoopBar(const ActionSet& actions, QWidget* parent)
    : QWidget(parent), demos_(new QComboBox), clock_(new QComboBox), speed_(new SpeedSlider) {
  auto* row = new ButtonRow(this);
  demos_->setAccessibleDescription(tr("Demo"));
  demos_->setPlaceholderText(tr("Choose a demo"));
  demos_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  demos_->setMinimumContentsLength(24);
  demos_->setMaxVisibleItems(most_demo_rows);
  demos_->setItemDelegate(new HeadingDelegate(demos_));
  row->add(demos_, 0);
  QToolButton* start = actions.makeButton(Act::start_demo, Qt::ToolButtonTextBesideIcon, row);
  row->add(start);
  QToolButton* restart = actions.makeButton(Act::restart, Qt::ToolButtonTextBesideIcon, row);
  row->add(restart);
  row->addSeparator();
  for (const Act act : {Act::run, Act::pause, Act::step_callback, Act::step_iteration})
    row->add(actions.makeButton(act, Qt::ToolButtonTextBesideIcon, row));
  row->addSeparator();
  makeClock();
  auto* clock_title = new QLabel(tr("Clock"), row);
  row->add(clock_title, 0);
  row->addSpacing(label_gap);
  row->add(clock_, 0);
  row->addSpacing(control_gap);
  row->add(new QLabel(tr("Speed"), row), 0);
  row->addSpacing(label_gap);
  row->add(speed_, 0);
  row->addStretch();
  of_demos_ = {demos_, start, restart, clock_title, clock_};

  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(8, 6, 8, 6);
  layout->addWidget(row);
  connect(demos_, &QComboBox::currentIndexChanged, this, [this] {
    const QString title = demos_->currentData(Qt::ToolTipRole).toString();
    demos_->setToolTip(title.isEmpty() ? tr("Demo") : title);
    Q_EMIT demoChosen(currentDemo());
  });
  connect(clock_, &QComboBox::activated, this, [this] {
    nameClocks();
    Q_EMIT clockChosen();
  });
  setDemos({});
}

void LoopBar::makeClock() {
  struct Entry {
    ClockChoice choice;
    QString name;
    QString what;
  };
  const Entry entries[] = {
      {ClockChoice::scaled, tr("Scaled"),
       tr("Real time at the chosen speed; it stands still while the loop is paused")},
      {ClockChoice::steady, tr("Steady"), tr("Real time, which goes on while the loop is paused")},
      {ClockChoice::jumping, tr("Virtual"),
       tr("Nobody waits: when nothing is ready, time jumps to the next timer")},
  };
  QString tip = tr("The loop's clock, from the next start or Restart on:");
  for (const Entry& entry : entries) {
    clock_->addItem(entry.name, static_cast<int>(entry.choice));
    clock_->setItemData(clock_->count() - 1, entry.what, Qt::ToolTipRole);
    clock_->setItemData(clock_->count() - 1, entry.name, clock_name_role);
    tip += QStringLiteral("\n%1: %2").arg(entry.name, entry.what);
  }
  clock_->setAccessibleDescription(tr("Clock"));
  clock_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  clock_->setToolTip(tip);
}

void LoopBar::setDemos(const QList<DemoEntry>& demos) {
  demos_->clear();
  QString group;
  for (const DemoEntry& demo : demos) {
    if (demo.group != group) addHeading(*demos_, demo.group);
    group = demo.group;
    demos_->addItem(demo.title.isEmpty() ? demo.name : demo.title, demo.name);
    demos_->setItemData(demos_->count() - 1, demo.name, Qt::ToolTipRole);
  }
  constexpr int room = 32;  // for the margins and a scroll bar
  demos_->view()->setMinimumWidth(demos_->view()->sizeHintForColumn(0) + room);
  if (!demos.isEmpty()) setCurrentDemo(demos.front().name);
  for (QWidget* widget : of_demos_) widget->setVisible(!demos.isEmpty());
}

void LoopBar::setCurrentDemo(const QString& name) {
  demos_->setCurrentIndex(demos_->findData(name));
}

QString LoopBar::currentDemo() const { return demos_->currentData().toString(); }

ClockChoice LoopBar::clock() const {
  return static_cast<ClockChoice>(clock_->currentData().toInt());
}

/// When a loop comes, its clock is the one that is shown.
void LoopBar::showClock(std::optional<ClockChoice> in_force) {
  if (clock_in_force_ == in_force) return;
  clock_in_force_ = in_force;
  if (in_force) clock_->setCurrentIndex(clock_->findData(static_cast<int>(*in_force)));
  nameClocks();
}

/// A loop keeps its clock all its life.
void LoopBar::nameClocks() {
  for (int row = 0; row < clock_->count(); ++row) {
    const QString name = clock_->itemData(row, clock_name_role).toString();
    const bool later =
        row == clock_->currentIndex() && clock_in_force_ && clock_in_force_ != clock();
    clock_->setItemText(row, later ? tr("%1, from the next start").arg(name) : name);
  }
}

void LoopBar::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setPen(palette().color(QPalette::Mid));
  painter.drawLine(0, height() - 1, width(), height() - 1);
}

}  // namespace loopscope::ui
