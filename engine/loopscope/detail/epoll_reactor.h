// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
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

/// Waits on a futex while there are no descriptors to watch, which is the quickest way to be woken,
/// else in epoll, with an eventfd as wake-up. Time limits are exact to the nanosecond (epoll_pwait2,
/// Linux 5.11 or later; on older kernels epoll's are rounded up to milliseconds).
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
  /// What the loop's thread does, for wake(); `woken` stays until a wait ends.
  enum class Sleep : std::uint32_t { awake, woken, in_futex, in_epoll };

  bool begin_sleep(Sleep how) noexcept;
  void end_sleep() noexcept;
  void wait_in_futex(std::optional<Duration> limit) noexcept;
  void wait_in_epoll(std::optional<Duration> limit, ReadySink& sink);
  bool control(int operation, int fd, std::uint32_t events) const noexcept;

  std::atomic<Sleep> sleep_{Sleep::awake};
  Descriptor epoll_;
  Descriptor wake_;
  std::unordered_set<int> watched_;
};

}  // namespace loopscope::detail
