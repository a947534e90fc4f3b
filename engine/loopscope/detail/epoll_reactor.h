// SPDX-License-Identifier: MIT
#pragma once

#include <unordered_set>

#include <loopscope/detail/reactor.h>

namespace loopscope::detail {

/// epoll with an eventfd as wake-up and nanosecond time limits (epoll_pwait2). Linux 5.11 or later;
/// on older kernels time limits are rounded up to milliseconds.
class EpollReactor final : public Reactor {
 public:
  EpollReactor();
  EpollReactor(const EpollReactor&) = delete;
  EpollReactor& operator=(const EpollReactor&) = delete;
  ~EpollReactor() override;

  void wake() noexcept override;
  void watch(int fd, Interest interest) override;
  void wait(std::optional<Duration> limit, ReadySink* sink) override;

 private:
  void wait_for_wake(std::optional<Duration> limit) const;
  void control(int operation, int fd, Interest interest) const;
  void swallow_wake() const noexcept;

  int epoll_ = -1;
  int wake_ = -1;
  std::unordered_set<int> watched_;
};

}  // namespace loopscope::detail
