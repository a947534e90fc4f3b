// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QTimer>

#include <loopscope/inspect/command.h>

class QWidget;

namespace loopscope::ui {
class Session;
}

namespace loopscope::app {

/// Writes a window as a picture once what it shows has come to rest: its loop is paused, everything
/// has finished, or nothing has happened for a while. Before that the loop may be let run and stepped.
class Screenshot : public QObject {
  Q_OBJECT

 public:
  /// `session` may be null: then the picture is taken at once.
  Screenshot(QWidget& window, ui::Session* session, QString path,
             std::chrono::milliseconds run_for = {}, int steps = 0);

 Q_SIGNALS:
  /// The last moment to change what the picture shows.
  void aboutToTake();

  /// `error` is empty when the file was written.
  void done(const QString& error);

 private:
  void check();
  bool play();
  void send(inspect::CommandKind kind);
  void take();
  bool atRest() const;

  QWidget& window_;
  ui::Session* session_;
  QString path_;
  std::chrono::milliseconds run_for_;
  int steps_;
  bool runs_ = false;  ///< for run_for_
  std::uint64_t records_ = 0;
  QTimer poll_;
  QElapsedTimer since_start_;
  QElapsedTimer since_change_;
};

}  // namespace loopscope::app
