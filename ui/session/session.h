// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>
#include <QString>

#include <loopscope/inspect/command.h>

namespace loopscope::ui {

class Store;

/// Where records come from and where commands go: a live loop, a recording, a remote program.
/// Lives on the GUI thread. A session owns the store that its records build up; it reads what is
/// new about sixty times a second, feeds it to the store in one go and then emits updated().
class Session : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  virtual const Store& store() const = 0;

  /// Sends a command and returns its number at once; the answer arrives as answered(). Where the
  /// session cannot act at all (a recording), the answer is "refused" with the reason.
  virtual std::uint64_t send(inspect::Command command) = 0;

  /// Drops the finished objects that nobody awaits from the store, then emits updated().
  virtual void clearFinished() = 0;

  /// How many finished objects the store keeps; the oldest go first.
  virtual void setRetention(int finishedObjects) = 0;

  /// Names that a command may use: types for a new future, tasks that can be started, errors that
  /// can be thrown. In the order in which a menu shows them.
  virtual QStringList futureTypes() const = 0;
  virtual QStringList catalogue() const = 0;
  virtual QStringList errorTypes() const = 0;

 Q_SIGNALS:
  /// The store has changed; what changed is in store().changes() until the next signal.
  void updated();

  /// A command was carried out or refused; `reason` says why it was refused.
  void answered(std::uint64_t number, loopscope::inspect::OutcomeKind outcome,
                const QString& reason);
};

}  // namespace loopscope::ui
