// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include <QObject>

class QSocketNotifier;

namespace loopscope::app {

/// Ctrl+C in the terminal and a request to terminate (SIGINT, SIGTERM, SIGHUP) as a signal of Qt's, so that a
/// window closes as by hand and its layout is kept; the second one ends the program at once. One in a program,
/// on the thread of the application.
class Termination : public QObject {
  Q_OBJECT

 public:
  Termination();
  ~Termination() override;

 Q_SIGNALS:
  void requested();

 private:
  std::unique_ptr<QSocketNotifier> notifier_;
};

}  // namespace loopscope::app
