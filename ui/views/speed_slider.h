// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include <QWidget>

class QLabel;
class QSlider;

namespace loopscope::ui {

/// The speed of the loop's clock from a hundredth of real time to ten times as fast, on a
/// logarithmic scale, with the speed in words beside it.
class SpeedSlider : public QWidget {
  Q_OBJECT

 public:
  explicit SpeedSlider(QWidget* parent = nullptr);

  /// In thousandths of real time. Does not Q_EMIT speedChosen().
  void setSpeed(std::uint64_t thousandths);
  std::uint64_t speed() const;

  /// Disables the slider and says why, unless `why_not` is empty.
  void setAvailable(const QString& why_not);

  void faster();
  void slower();
  void realTime();

  static int positionOf(std::uint64_t thousandths);
  static std::uint64_t speedAt(int position);
  static QString speedText(std::uint64_t thousandths);

 Q_SIGNALS:
  /// A person moved the slider.
  void speedChosen(quint64 thousandths);

 private:
  void showValue();

  QSlider* slider_;
  QLabel* value_;
  QString why_not_;
};

}  // namespace loopscope::ui
