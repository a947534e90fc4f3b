// SPDX-License-Identifier: MIT
#pragma once

#include <QSocketNotifier>

#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include <loopscope/detail/loop_core.h>

namespace loopscope::qt::detail {

/// A loop's file descriptors as QSocketNotifiers. These are level-triggered: one that has fired stays
/// switched off until the loop has run its reader or writer, so that a descriptor that stays ready
/// costs nothing while the loop is busy or paused. No user code runs below a notifier.
class Notifiers {
 public:
  explicit Notifiers(loopscope::detail::LoopCore& core) noexcept : core_(core) {}
  Notifiers(const Notifiers&) = delete;
  Notifiers& operator=(const Notifiers&) = delete;

  /// As Reactor::watch.
  void watch(int fd, loopscope::detail::Interest interest);

  /// Whether any notifier waits for its reader or writer to run.
  bool fired_any() const noexcept { return !fired_.empty(); }

  /// All calls that were taken from the ready queue have ended, but those that run right now (each
  /// further one in an event loop that the one before it started). Switches the notifiers of those
  /// that were readers or writers on again.
  void rearm(std::span<const inspect::Ticket> running);

 private:
  using Type = QSocketNotifier::Type;

  struct Watch {
    std::unique_ptr<QSocketNotifier> read;
    std::unique_ptr<QSocketNotifier> write;
  };
  struct Fired {
    QSocketNotifier* notifier;
    inspect::Ticket ticket;  // of its call in the ready queue
  };

  void set(std::unique_ptr<QSocketNotifier>& place, int fd, Type type, bool wanted);
  bool is_off(const QSocketNotifier& notifier) const;
  void fired(QSocketNotifier& notifier);

  loopscope::detail::LoopCore& core_;
  std::unordered_map<int, Watch> watches_;
  std::vector<Fired> fired_;
};

}  // namespace loopscope::qt::detail
