// SPDX-License-Identifier: MIT
#pragma once

#include <QSocketNotifier>

#include <memory>
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

  /// Calls that were taken from the ready queue after the one with the ticket `begin` have ended:
  /// switches the notifiers of those that were readers or writers on again.
  void rearm(inspect::Ticket begin);

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
  void fired(QSocketNotifier& notifier);

  loopscope::detail::LoopCore& core_;
  std::unordered_map<int, Watch> watches_;
  std::vector<Fired> fired_;
};

}  // namespace loopscope::qt::detail
