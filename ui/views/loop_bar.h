// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QWidget>

#include <ui/views/story.h>

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

  /// Without any demo, the box and its button are hidden.
  void setDemos(const QList<DemoEntry>& demos);
  void setCurrentDemo(const QString& name);
  QString currentDemo() const;

  SpeedSlider& speed() { return *speed_; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QComboBox* demos_;
  QWidget* start_;
  SpeedSlider* speed_;
};

}  // namespace loopscope::ui
