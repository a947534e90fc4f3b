// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include <QTimer>

#include <loopscope/inspect/inspector.h>
#include <loopscope/ui/session/session.h>
#include <loopscope/ui/store/store.h>

namespace loopscope::ui {

/// A loop of this process, seen through its Inspector; the loop may run on this thread or on another.
/// Inspector, loop and session may go in any order: without a loop the session shows what it has seen
/// and answers commands with "gone". One session at a time reads an inspector.
class LiveSession : public Session {
  Q_OBJECT

 public:
  explicit LiveSession(inspect::Inspector& inspector, QObject* parent = nullptr);
  ~LiveSession() override;

  const Store& store() const override { return store_; }
  std::uint64_t send(inspect::Command command) override;
  void clearFinished() override;
  void setRetention(int finishedObjects) override;
  QStringList futureTypes() const override;
  QStringList catalogue() const override;
  QStringList errorTypes() const override;

  /// Reads what is new at once instead of within 16 ms. For tests and screenshots.
  void poll();

 private:
  bool drain(std::chrono::steady_clock::time_point end);
  void keepWhole();
  void tellTime();
  void tell();

  std::shared_ptr<inspect::Port> port_;
  Store store_;
  std::vector<inspect::Record> batch_;
  QTimer timer_;
  bool reading_ = false;
  std::uint64_t lostWhenWhole_ = 0;  ///< records lost when a snapshot was asked for last
  std::chrono::steady_clock::time_point lastSnapshot_;
};

}  // namespace loopscope::ui
