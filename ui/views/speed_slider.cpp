// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/speed_slider.h>

#include <algorithm>
#include <cmath>

#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>

namespace loopscope::ui {
namespace {

constexpr int steps_a_decade = 100;
constexpr int real_time = 2 * steps_a_decade;  // two decades above 0.01
constexpr int fastest = 3 * steps_a_decade;
constexpr int key_step = steps_a_decade / 10;

}  // namespace

SpeedSlider::SpeedSlider(QWidget* parent)
    : QWidget(parent), slider_(new QSlider(Qt::Horizontal, this)), value_(new QLabel(this)) {
  slider_->setAccessibleName(tr("Speed"));
  slider_->setRange(0, fastest);
  slider_->setSingleStep(key_step);
  slider_->setPageStep(steps_a_decade / 2);
  slider_->setTickInterval(steps_a_decade);
  slider_->setTickPosition(QSlider::TicksBelow);
  slider_->setValue(real_time);
  slider_->setMinimumWidth(72);
  slider_->setMaximumWidth(180);
  value_->setMinimumWidth(value_->fontMetrics().horizontalAdvance(QStringLiteral("0.00×")) + 2);

  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  layout->addWidget(slider_, 1);
  layout->addWidget(value_);

  connect(slider_, &QSlider::valueChanged, this, [this] {
    showValue();
    Q_EMIT speedChosen(speed());
  });
  showValue();
}

int SpeedSlider::positionOf(std::uint64_t thousandths) {
  const double decades = std::log10(std::max<double>(static_cast<double>(thousandths), 1) / 1000);
  return std::clamp(static_cast<int>(std::lround(decades * steps_a_decade)) + real_time, 0,
                    fastest);
}

std::uint64_t SpeedSlider::speedAt(int position) {
  const double decades = static_cast<double>(position - real_time) / steps_a_decade;
  return static_cast<std::uint64_t>(std::llround(1000 * std::pow(10, decades)));
}

QString SpeedSlider::speedText(std::uint64_t thousandths) {
  const double speed = static_cast<double>(thousandths) / 1000;
  const int decimals = speed < 0.995 ? 2 : (std::abs(speed - std::round(speed)) < 0.05 ? 0 : 1);
  return QStringLiteral("%1×").arg(speed, 0, 'f', decimals);
}

void SpeedSlider::setSpeed(std::uint64_t thousandths) {
  if (slider_->isSliderDown() || positionOf(thousandths) == slider_->value()) return;
  const QSignalBlocker quiet(slider_);
  slider_->setValue(positionOf(thousandths));
  showValue();
}

std::uint64_t SpeedSlider::speed() const { return speedAt(slider_->value()); }

void SpeedSlider::setAvailable(const QString& why_not) {
  setEnabled(why_not.isEmpty());
  if (why_not_ == why_not) return;
  why_not_ = why_not;
  showValue();
}

void SpeedSlider::faster() { slider_->setValue(slider_->value() + key_step); }

void SpeedSlider::slower() { slider_->setValue(slider_->value() - key_step); }

void SpeedSlider::realTime() { slider_->setValue(real_time); }

void SpeedSlider::showValue() {
  value_->setText(speedText(speed()));
  QString tip = tr("Speed of the loop's clock: %1 real time (Ctrl+Up, Ctrl+Down; Ctrl+0 for "
                   "real time)")
                    .arg(value_->text());
  if (!why_not_.isEmpty()) tip += tr("\nNot now: %1").arg(why_not_);
  slider_->setToolTip(tip);
}

}  // namespace loopscope::ui
