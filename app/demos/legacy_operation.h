// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace loopscope::demos {

/// A library of the old kind: works in a thread of its own and then calls back, in that thread.
class LegacyOperation {
 public:
  using OnDone = std::function<void(int value)>;

  /// Begins at once; calls `on_done(42)` after `duration` unless destroyed before.
  LegacyOperation(std::chrono::milliseconds duration, OnDone on_done);

  /// Waits for the thread. Whatever it would have called is not called any more.
  ~LegacyOperation();

  LegacyOperation(const LegacyOperation&) = delete;
  LegacyOperation& operator=(const LegacyOperation&) = delete;

 private:
  void work(std::chrono::milliseconds duration);

  OnDone on_done_;
  std::mutex lock_;  // guards abandoned_
  std::condition_variable wake_;
  bool abandoned_ = false;
  std::thread thread_;
};

}  // namespace loopscope::demos
