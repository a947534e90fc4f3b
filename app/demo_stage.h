// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include <QObject>

#include <app/demo.h>

namespace loopscope::ui {
class InspectorWidget;
}

namespace loopscope::app {

/// Starts the demos that a person asks for and shows them in an inspector, one at a time.
class DemoStage : public QObject {
  Q_OBJECT

 public:
  /// Both must outlive the stage.
  DemoStage(ui::InspectorWidget& inspector, const std::vector<Demo>& demos);
  ~DemoStage() override;

  /// Starts a demo from its beginning in place of the one that runs. False: there is none of this
  /// name.
  bool start(const QString& name);

  /// Of the running demo; null when none runs.
  const ui::Session* session() const;

 private:
  void stop();

  ui::InspectorWidget& inspector_;
  const std::vector<Demo>& demos_;
  std::unique_ptr<RunningDemo> running_;
};

}  // namespace loopscope::app
