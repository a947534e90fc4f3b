// SPDX-License-Identifier: MIT
#pragma once

#include <unordered_set>

#include <loopscope/detail/reactor.h>

namespace loopscope::detail {

/// Owns a file descriptor.
class Descriptor {
 public:
  /// Throws std::system_error, from errno, when `fd` is none.
  Descriptor(int fd, const char* what);
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor();
  operator int() const noexcept { return fd_; }

 private:
  int fd_;
};

/// epoll with an eventfd as wake-up and nanosecond time limits (epoll_pwait2). Linux 5.11 or later;
/// on older kernels time limits are rounded up to milliseconds.
class EpollReactor final : public Reactor {
 public:
  EpollReactor();
  EpollReactor(const EpollReactor&) = delete;
  EpollReactor& operator=(const EpollReactor&) = delete;
  ~EpollReactor() override = default;

  void wake() noexcept override;
  void watch(int fd, Interest interest) override;
  void wait(std::optional<Duration> limit, ReadySink* sink) override;

 private:
  void wait_for_wake(std::optional<Duration> limit) const;
  bool control(int operation, int fd, Interest interest) const noexcept;
  void swallow_wake() const noexcept;

  Descriptor epoll_;
  Descriptor wake_;
  std::unordered_set<int> watched_;
};

}  // namespace loopscope::detail
