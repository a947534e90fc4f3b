// SPDX-License-Identifier: MIT
#pragma once

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QEventLoop>
#include <QTimer>

namespace loopscope::test {

/// Turns this thread's Qt event loop, without polling, until `condition()` holds. False when it does
/// not within ten seconds.
template <class Condition>
bool spin_until(Condition condition) {
  const QDeadlineTimer deadline(10'000);
  QTimer alarm;
  alarm.start(10'000);
  QEventLoop events;
  while (!condition()) {
    if (deadline.hasExpired()) return false;
    events.processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
  }
  return true;
}

/// Delivers what is posted now and what that posts in turn, a few times over, without waiting.
inline void spin_briefly() {
  for (int i = 0; i < 20; ++i) QCoreApplication::processEvents();
}

}  // namespace loopscope::test
