// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <unordered_map>
#include <utility>

#include <QObject>
#include <QPointer>
#include <QString>

#include <loopscope/ui/session/session.h>

namespace loopscope::ui {

/// Sends commands to a session and brings each answer back to whoever asked, so that a refusal can
/// be shown beside the field that it is about.
class CommandDesk : public QObject {
  Q_OBJECT

 public:
  using Answer = std::function<void(inspect::OutcomeKind outcome, const QString& reason)>;

  using QObject::QObject;

  /// Answers that are still due from the old session never arrive.
  void setSession(Session* session);

  /// The answer may arrive before send() returns. Without a session it is "refused". A refusal that
  /// nobody asked to be told of, with an empty `answer`, is told by failed().
  void send(inspect::Command command, Answer answer);

 Q_SIGNALS:
  /// For the status line.
  void failed(const QString& reason);

 private:
  void answered(std::uint64_t number, inspect::OutcomeKind outcome, const QString& reason);
  void deliver(const Answer& answer, inspect::OutcomeKind outcome, const QString& reason);

  QPointer<Session> session_;
  std::unordered_map<std::uint64_t, Answer> waiting_;
  std::unordered_map<std::uint64_t, std::pair<inspect::OutcomeKind, QString>> early_;
  bool sending_ = false;
};

}  // namespace loopscope::ui
