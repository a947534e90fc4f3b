// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/empty_hint.h>

#include <QAbstractItemView>
#include <QEvent>

#include <loopscope/ui/views/theme.h>

namespace loopscope::ui {

EmptyHint::EmptyHint(QAbstractItemView* view) : QLabel(view->viewport()) {
  setAlignment(Qt::AlignCenter);
  setWordWrap(true);
  setMargin(16);
  setTextFormat(Qt::PlainText);
  setAttribute(Qt::WA_TransparentForMouseEvents);
  view->viewport()->installEventFilter(this);
  recolor();
  hide();
}

void EmptyHint::setHint(const QString& text) {
  if (text != this->text()) setText(text);
  setGeometry(parentWidget()->rect());
  setVisible(!text.isEmpty());
}

bool EmptyHint::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Resize) setGeometry(parentWidget()->rect());
  return QLabel::eventFilter(watched, event);
}

void EmptyHint::changeEvent(QEvent* event) {
  QLabel::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) recolor();
}

void EmptyHint::recolor() {
  QPalette colors = palette();
  const QColor muted = ink(Ink::muted, parentWidget()->palette());
  if (colors.color(foregroundRole()) == muted) return;
  colors.setColor(QPalette::WindowText, muted);
  colors.setColor(QPalette::Text, muted);
  setPalette(colors);
}

}  // namespace loopscope::ui
