// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include <loopscope/time.h>

namespace loopscope::detail {

/// Which events of a file descriptor are wanted, or happened.
struct Interest {
  bool read = false;
  bool write = false;
};

/// Told about descriptors that are ready, on the loop's thread.
class ReadySink {
 public:
  virtual void descriptor_ready(int fd, Interest ready) = 0;

 protected:
  ~ReadySink() = default;
};

/// Where a loop waits: epoll when it runs by itself, Qt's event loop on a bridge. The only part of
/// the engine that depends on the system.
class Reactor {
 public:
  virtual ~Reactor() = default;

  /// Any thread: ends the wait, or the next one if none is going on.
  virtual void wake() noexcept = 0;

  /// Loop's thread: from now on watches `fd` for `interest`, level-triggered; neither: stops
  /// watching. Throws std::system_error when the descriptor cannot be watched.
  virtual void watch(int fd, Interest interest) = 0;

  /// Loop's thread: waits until a descriptor is ready, wake() is called or the time is over
  /// (rounded up to what the system can do; absent: no limit), then tells `sink` what is ready.
  /// Without a sink it waits for wake() alone: a paused loop must not spin on a descriptor that
  /// stays ready.
  virtual void wait(std::optional<Duration> limit, ReadySink* sink) = 0;

  /// The Loop is being destroyed: whoever drives it from outside leaves it now.
  virtual void loop_ends() noexcept {}
};

}  // namespace loopscope::detail
