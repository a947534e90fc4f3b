// SPDX-License-Identifier: MIT
#pragma once

#include <QEvent>
#include <QObject>

namespace loopscope::test {

/// Counts what Qt delivers to one object.
class EventCount : public QObject {
 public:
  explicit EventCount(QObject& watched) { watched.installEventFilter(this); }
  bool eventFilter(QObject*, QEvent* event) override {
    ++count;
    if (event->type() >= QEvent::User) ++slices;
    return false;
  }
  int count = 0;
  int slices = 0;  // events of the bridge's own type
};

}  // namespace loopscope::test
