// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>

#include <QObject>

#include <loopscope/app/demo.h>
#include <loopscope/app/live_demo.h>

namespace loopscope::ui {
class InspectorWidget;
}

namespace loopscope::app {

/// Starts the demos and scenario files that a person asks for and shows them in an inspector, one at a
/// time.
class DemoStage : public QObject {
  Q_OBJECT

 public:
  /// The inspector must outlive the stage.
  explicit DemoStage(ui::InspectorWidget& inspector);
  ~DemoStage() override;

  /// Starts a demo from its beginning in place of what runs. False: there is none of this name.
  bool start(const QString& name);

  /// Loads a scenario file in place of what runs. False: it is none; then the inspector says why, and
  /// what runs goes on.
  bool open(const QString& file);

  /// The same of a file that has been loaded already.
  void show(Demo scenario, const QString& file);

  /// Starts what is shown from its beginning; a file is read again.
  void restart();

  /// Shows the story of the demo that is chosen in the box, whether it runs or not.
  void showChosen();

  /// Of the running demo; null when none runs.
  ui::Session* session() const;

 Q_SIGNALS:
  /// Something has been started; `file` is empty for a demo of the program.
  void started(const QString& file);

 private:
  void play();
  void stop();
  void clockChosen();
  std::unique_ptr<Clock> makeClock() const;

  ui::InspectorWidget& inspector_;
  std::optional<Demo> shown_;
  QString file_;  ///< that it was loaded from
  std::unique_ptr<LiveDemo> running_;
};

}  // namespace loopscope::app
