// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include <QList>
#include <QWidget>

#include <loopscope/ui/views/clock_choice.h>
#include <loopscope/ui/views/story.h>

class QComboBox;

namespace loopscope::ui {

class ActionSet;
class ButtonRow;
class SpeedSlider;

/// The bar above everything: the demo, and how its loop runs.
class LoopBar : public QWidget {
  Q_OBJECT

 public:
  explicit LoopBar(const ActionSet& actions, QWidget* parent = nullptr);

  /// Without any demo, what belongs to them is hidden: box, buttons and clock.
  void setDemos(const QList<DemoEntry>& demos);

  /// A name that is not among the demos: none is current.
  void setCurrentDemo(const QString& name);
  QString currentDemo() const;

  /// The clock for the next start.
  ClockChoice clock() const;

  /// The clock in force: a choice of another is shown as one for the next start. None: no loop runs.
  void showClock(std::optional<ClockChoice> in_force);

  SpeedSlider& speed() { return *speed_; }

 Q_SIGNALS:
  /// A person chose another; empty when none is current.
  void demoChosen(const QString& name);
  void clockChosen();

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void makeClock();
  void nameClocks();

  QComboBox* demos_;
  QComboBox* clock_;
  std::optional<ClockChoice> clock_in_force_;
  QList<QWidget*> of_demos_;
  SpeedSlider* speed_;
};

}  // namespace loopscope::ui
