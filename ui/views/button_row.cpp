// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/button_row.h>

#include <QEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QToolButton>

namespace loopscope::ui {

ButtonRow::ButtonRow(QWidget* parent) : QWidget(parent), layout_(new QHBoxLayout(this)) {
  layout_->setContentsMargins(0, 0, 0, 0);
  layout_->setSpacing(2);
  // The layout would enforce the width with texts as the minimum; minimumSizeHint() decides instead.
  layout_->setSizeConstraint(QLayout::SetNoConstraint);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  setMinimumHeight(fontMetrics().height() + 12);  // the same with and without buttons
}

void ButtonRow::add(QToolButton* button) {
  buttons_.push_back({button, textWidth(button)});
  layout_->addWidget(button);
}

void ButtonRow::add(QWidget* widget, int stretch) { layout_->addWidget(widget, stretch); }

void ButtonRow::addStretch() { layout_->addStretch(1); }

void ButtonRow::addSpacing(int size) { layout_->addSpacing(size); }

void ButtonRow::addSeparator() {
  auto* line = new QFrame(this);
  line->setFrameShape(QFrame::VLine);
  line->setFrameShadow(QFrame::Plain);
  line->setForegroundRole(QPalette::Mid);
  layout_->addSpacing(4);
  layout_->addWidget(line);
  layout_->addSpacing(4);
}

QSize ButtonRow::minimumSizeHint() const {
  const QSize least = layout_->minimumSize();
  return {least.width() - (compact_ ? 0 : textWidths()), least.height()};
}

bool ButtonRow::event(QEvent* event) {
  const bool handled = QWidget::event(event);
  if (event->type() == QEvent::LayoutRequest) fit();
  return handled;
}

void ButtonRow::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() != QEvent::FontChange && event->type() != QEvent::StyleChange) return;
  for (Button& one : buttons_) one.text_width = textWidth(one.button);
  setCompact(compact_);
}

void ButtonRow::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  fit();
}

void ButtonRow::setCompact(bool compact) {
  compact_ = compact;
  for (const Button& one : buttons_)
    one.button->setToolButtonStyle(compact ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
  layout_->activate();
}

void ButtonRow::fit() {
  const int full = layout_->minimumSize().width() + (compact_ ? textWidths() : 0);
  const bool compact = width() < full;
  if (compact != compact_) setCompact(compact);
}

int ButtonRow::textWidths() const {
  int sum = 0;
  for (const Button& one : buttons_)
    if (!one.button->isHidden()) sum += one.text_width;
  return sum;
}

/// Leaves the button with its text.
int ButtonRow::textWidth(QToolButton* button) {
  button->ensurePolished();
  button->setToolButtonStyle(Qt::ToolButtonIconOnly);
  const int without = button->sizeHint().width();
  button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  return button->sizeHint().width() - without;
}

}  // namespace loopscope::ui
