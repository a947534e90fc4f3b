// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/ink_label.h>

#include <QCoreApplication>
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

QSize ErrorLabel::sizeHint() const { return text().isEmpty() ? QSize(0, 0) : InkLabel::sizeHint(); }

QSize ErrorLabel::minimumSizeHint() const {
  return text().isEmpty() ? QSize(0, 0) : InkLabel::minimumSizeHint();
}

int ErrorLabel::heightForWidth(int width) const {
  return text().isEmpty() ? 0 : InkLabel::heightForWidth(width);
}

QLabel* makeHeading(const QString& text, QWidget* parent) {
  auto* label = new QLabel(text, parent);
  QFont font = label->font();
  font.setBold(true);
  label->setFont(font);
  // What stands below has the plain text as its name.
  label->setAccessibleName(QCoreApplication::translate("Heading", "Heading: %1").arg(text));
  return label;
}

}  // namespace loopscope::ui
