// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/banner.h>

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

#include <loopscope/ui/views/icons.h>
#include <loopscope/ui/views/qt_text.h>
#include <loopscope/ui/views/theme.h>

namespace loopscope::ui {
namespace {

constexpr int warning_size = 20;

}  // namespace

Banner::Banner(QWidget* parent)
    : QFrame(parent),
      icon_(new QLabel(this)),
      text_(new QLabel(this)),
      close_(new QToolButton(this)) {
  icon_->setPixmap(icon(QStringLiteral("warning")).pixmap(warning_size));
  text_->setTextFormat(Qt::RichText);
  text_->setWordWrap(true);
  text_->setTextInteractionFlags(Qt::TextBrowserInteraction);
  text_->setAccessibleDescription(tr("Explanation"));
  close_->setIcon(icon(QStringLiteral("close")));
  close_->setAccessibleName(tr("Close explanation"));
  close_->setToolTip(tr("Close explanation"));
  close_->setAutoRaise(true);

  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(12, 8, 8, 8);
  layout->setSpacing(10);
  layout->addWidget(icon_, 0, Qt::AlignTop);
  layout->addWidget(text_, 1);
  layout->addWidget(close_, 0, Qt::AlignTop);

  connect(text_, &QLabel::linkActivated, this, &Banner::actionTriggered);
  connect(close_, &QToolButton::clicked, this, [this] {
    hide();
    Q_EMIT closed();
  });
  hide();
}

void Banner::showMessage(const QString& title, const QString& text, const QString& action) {
  title_ = title;
  QString html = QStringLiteral("<b>%1</b>").arg(title.toHtmlEscaped());
  if (!text.isEmpty()) html += QStringLiteral("<br>%1").arg(text);
  if (!action.isEmpty())
    html += QStringLiteral(" <a href='#action'>%1</a>").arg(action.toHtmlEscaped());
  text_->setText(breakable(html));
  show();
}

QString Banner::title() const { return title_; }

void Banner::changeEvent(QEvent* event) {
  QFrame::changeEvent(event);
  if (event->type() == QEvent::PaletteChange)
    icon_->setPixmap(icon(QStringLiteral("warning")).pixmap(warning_size));
}

void Banner::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), tint(Ink::warning, palette()));
  painter.fillRect(QRect(0, 0, 4, height()), ink(Ink::warning, palette()));
}

}  // namespace loopscope::ui
