// SPDX-License-Identifier: MIT
#include <ui/views/loop_bar.h>

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

#include <ui/views/action_set.h>
#include <ui/views/button_row.h>
#include <ui/views/speed_slider.h>

namespace loopscope::ui {

LoopBar::LoopBar(const ActionSet& actions, QWidget* parent)
    : QWidget(parent), demos_(new QComboBox), speed_(new SpeedSlider) {
  auto* row = new ButtonRow(this);
  demos_->setAccessibleDescription(tr("Demo"));
  demos_->setToolTip(tr("Demo"));
  demos_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  demos_->setMinimumContentsLength(10);
  row->add(demos_, 0);
  QToolButton* start = actions.makeButton(Act::start_demo, Qt::ToolButtonTextBesideIcon, row);
  start_ = start;
  row->add(start);
  row->addSeparator();
  for (const Act act : {Act::run, Act::pause, Act::step_callback, Act::step_iteration})
    row->add(actions.makeButton(act, Qt::ToolButtonTextBesideIcon, row));
  row->addSeparator();
  auto* speed_title = new QLabel(tr("Speed"), row);
  row->add(speed_title, 0);
  row->add(speed_, 0);
  row->addStretch();

  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(8, 6, 8, 6);
  layout->addWidget(row);
  setDemos({});
}

void LoopBar::setDemos(const QList<DemoEntry>& demos) {
  demos_->clear();
  for (const DemoEntry& demo : demos) {
    demos_->addItem(demo.name, demo.name);
    demos_->setItemData(demos_->count() - 1, demo.title, Qt::ToolTipRole);
  }
  demos_->setVisible(!demos.isEmpty());
  start_->setVisible(!demos.isEmpty());
}

void LoopBar::setCurrentDemo(const QString& name) {
  const int place = demos_->findData(name);
  if (place >= 0) demos_->setCurrentIndex(place);
}

QString LoopBar::currentDemo() const { return demos_->currentData().toString(); }

void LoopBar::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setPen(palette().color(QPalette::Mid));
  painter.drawLine(0, height() - 1, width(), height() - 1);
}

}  // namespace loopscope::ui
