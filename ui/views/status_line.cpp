// SPDX-License-Identifier: MIT
#include <ui/views/status_line.h>

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

#include <ui/store/store.h>
#include <ui/store/words.h>
#include <ui/views/ink_label.h>
#include <ui/views/qt_text.h>

namespace loopscope::ui {
namespace {

constexpr int news_ms = 8000;

}  // namespace

StatusLine::StatusLine(QWidget* parent)
    : QWidget(parent),
      status_(new QLabel(this)),
      lost_(new InkLabel(Ink::warning, this)),
      news_(new InkLabel(Ink::accent, this)) {
  status_->setAccessibleDescription(tr("Loop status"));
  status_->setTextFormat(Qt::PlainText);
  status_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  lost_->setAccessibleDescription(tr("Lost records"));
  news_->setAccessibleDescription(tr("News"));
  news_end_.setSingleShot(true);
  connect(&news_end_, &QTimer::timeout, news_, &QLabel::clear);

  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(10, 4, 10, 4);
  layout->setSpacing(16);
  layout->addWidget(status_, 1);
  layout->addWidget(news_);
  layout->addWidget(lost_);
  lost_->hide();
  refresh(nullptr);
}

QString StatusLine::statusText(const Store& store) {
  const LoopStatus& status = store.status();
  const auto number = [](std::uint64_t count) { return toQt(grouped(count)); };
  QStringList parts{status.paused ? tr("Paused") : tr("Running")};
  parts << tr("%1 pending").arg(number(status.pending)) << tr("%1 done").arg(number(status.done));
  parts << tr("ready %1").arg(number(status.ready)) << tr("timers %1").arg(number(status.timers));
  parts << tr("iteration %1").arg(number(status.iteration));
  if (status.iteration > 0)
    parts << tr("%1/iteration").arg(toQt(durationText(status.iterationCost)));
  const QString thread = toQt(store.threadName(status.loopThread));
  if (!thread.isEmpty()) parts << tr("thread %1").arg(thread);
  return parts.join(QStringLiteral(" · "));
}

void StatusLine::refresh(const Store* store) {
  status_text_ = store ? statusText(*store) : tr("No loop yet");
  if (hint_.isEmpty() && status_->text() != status_text_) {
    status_->setText(status_text_);
    status_->setToolTip(status_text_);
  }
  showLost(store);
}

void StatusLine::showLost(const Store* store) {
  const std::uint64_t dropped = store ? store->status().dropped : 0;
  lost_->setVisible(dropped > 0);
  if (dropped == 0) return;
  lost_->show(tr("⚠ %1 records lost").arg(toQt(grouped(dropped))));
  lost_->setToolTip(
      tr("The program made records faster than the window could read them. Each gap "
         "is a line of the firing order."));
}

void StatusLine::showNews(const QString& text, bool bad) {
  news_->setInk(bad ? Ink::bad : Ink::accent);
  news_->setText(text);
  news_end_.start(news_ms);
}

void StatusLine::showHint(const QString& text) {
  hint_ = text;
  status_->setText(hint_.isEmpty() ? status_text_ : hint_);
}

void StatusLine::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setPen(palette().color(QPalette::Mid));
  painter.drawLine(0, 0, width(), 0);
}

}  // namespace loopscope::ui
