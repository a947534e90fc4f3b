// SPDX-License-Identifier: MIT
#include <ui/views/button_row.h>

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
}

void ButtonRow::add(QToolButton* button) {
  button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  buttons_.push_back(button);
  layout_->addWidget(button);
}

void ButtonRow::add(QWidget* widget, int stretch) { layout_->addWidget(widget, stretch); }

void ButtonRow::addStretch() { layout_->addStretch(1); }

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
  int without_texts = 0;
  for (const QToolButton* button : buttons_)
    if (!compact_ && !button->isHidden())
      without_texts += button->sizeHint().width() - button->iconSize().width() - 10;
  const QSize least = layout_->minimumSize();
  return {least.width() - without_texts, least.height()};
}

bool ButtonRow::event(QEvent* event) {
  const bool handled = QWidget::event(event);
  if (event->type() == QEvent::LayoutRequest) fit();
  return handled;
}

void ButtonRow::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  fit();
}

void ButtonRow::setCompact(bool compact) {
  compact_ = compact;
  for (QToolButton* button : buttons_)
    button->setToolButtonStyle(compact ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
}

void ButtonRow::fit() {
  const bool compact = width() < fullWidth();
  if (compact != compact_) setCompact(compact);
}

int ButtonRow::fullWidth() const {
  int texts = 0;
  for (const QToolButton* button : buttons_)
    if (compact_ && !button->isHidden())
      texts += button->fontMetrics().horizontalAdvance(button->text()) + 8;
  return layout_->minimumSize().width() + texts;
}

}  // namespace loopscope::ui
