// SPDX-License-Identifier: MIT
#include <ui/views/ink_label.h>

#include <QEvent>

namespace loopscope::ui {

InkLabel::InkLabel(Ink ink, QWidget* parent) : QLabel(parent), ink_(ink) {
  setTextFormat(Qt::PlainText);
  recolor();
}

void InkLabel::setInk(Ink ink) {
  if (ink == ink_) return;
  ink_ = ink;
  recolor();
}

void InkLabel::show(const QString& text) {
  if (text != this->text()) setText(text);
}

void InkLabel::changeEvent(QEvent* event) {
  QLabel::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) recolor();
}

void InkLabel::recolor() {
  const QColor color = ink(ink_, palette());
  if (palette().color(QPalette::WindowText) == color) return;
  QPalette colors = palette();
  colors.setColor(QPalette::WindowText, color);
  setPalette(colors);
}

ErrorLabel::ErrorLabel(const QString& description, QWidget* parent) : InkLabel(Ink::bad, parent) {
  setAccessibleDescription(description);
  setWordWrap(true);
}

QLabel* makeHeading(const QString& text, QWidget* parent) {
  auto* label = new QLabel(text, parent);
  QFont font = label->font();
  font.setBold(true);
  label->setFont(font);
  return label;
}

}  // namespace loopscope::ui
