// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/status_line.h>

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

#include <loopscope/ui/store/store.h>
#include <loopscope/ui/store/words.h>
#include <loopscope/ui/views/elided_label.h>
#include <loopscope/ui/views/icons.h>
#include <loopscope/ui/views/ink_label.h>
#include <loopscope/ui/views/qt_text.h>

namespace loopscope::ui {
namespace {

constexpr int news_ms = 8000;
constexpr int mode_size = 13;
constexpr int widest_text = 420;

}  // namespace

StatusLine::StatusLine(QWidget* parent)
    : QWidget(parent),
      mode_(new QLabel(this)),
      status_(new ElidedLabel(this)),
      lost_(new InkLabel(Ink::warning, this)),
      outcome_(new InkLabel(Ink::good, this)),
      news_(new InkLabel(Ink::accent, this)),
      hint_(new InkLabel(Ink::muted, this)) {
  status_->setAccessibleDescription(tr("Loop status"));
  lost_->setAccessibleDescription(tr("Lost records"));
  outcome_->setAccessibleDescription(tr("Outcome"));
  news_->setAccessibleDescription(tr("News"));
  hint_->setAccessibleDescription(tr("Hint"));
  for (InkLabel* label : {outcome_, news_, hint_}) label->setTextFormat(Qt::PlainText);
  news_end_.setSingleShot(true);
  connect(&news_end_, &QTimer::timeout, this, &StatusLine::clearNews);

  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(10, 4, 10, 4);
  layout->setSpacing(8);
  layout->addWidget(mode_);
  layout->addWidget(status_, 1);
  layout->addWidget(hint_);
  layout->addWidget(outcome_);
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
  const QString thread = toQt(store.threadName(status.loopThread));
  if (!thread.isEmpty()) parts << tr("thread %1").arg(thread);
  return parts.join(QStringLiteral(" · "));
}

void StatusLine::refresh(const Store* store) {
  const QString text = store ? statusText(*store) : tr("No loop yet");
  if (status_->text() != text) {
    status_->setText(text);
    status_->setToolTip(plainToolTip(text));
  }
  showLost(store);
  showMode(store);
}

void StatusLine::showMode(const Store* store) {
  const QString name = !store                   ? QString()
                       : store->status().paused ? QStringLiteral("pause")
                                                : QStringLiteral("run");
  mode_->setVisible(!name.isEmpty());
  if (name == mode_icon_) return;
  mode_icon_ = name;
  mode_->setPixmap(icon(name).pixmap(mode_size));
}

void StatusLine::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && !mode_icon_.isEmpty())
    mode_->setPixmap(icon(mode_icon_).pixmap(mode_size));
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
  showElided(*news_, text, bad ? Ink::bad : Ink::accent);
  news_end_.start(news_ms);
}

void StatusLine::showOutcome(const QString& text, bool bad) {
  showElided(*outcome_, text, bad ? Ink::bad : Ink::good);
}

/// Texts of the program may be of any length; the window stays as it is.
void StatusLine::showElided(InkLabel& label, const QString& text, Ink ink) {
  label.setInk(ink);
  label.setText(fontMetrics().elidedText(text.simplified(), Qt::ElideRight, widest_text));
  label.setToolTip(plainToolTip(text));
}

void StatusLine::clearNews() {
  news_end_.stop();
  news_->clear();
  news_->setToolTip({});
}

void StatusLine::showHint(const QString& text) { showElided(*hint_, text, Ink::muted); }

void StatusLine::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setPen(palette().color(QPalette::Mid));
  painter.drawLine(0, 0, width(), 0);
}

}  // namespace loopscope::ui
