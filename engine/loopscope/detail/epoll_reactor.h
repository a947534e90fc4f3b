// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <unordered_map>
#include <utility>

#include <loopscope/detail/reactor.h>

namespace loopscope::detail {

/// Owns a file descriptor.
class Descriptor {
 public:
  /// Throws std::system_error, from errno, when `fd` is none.
  Descriptor(int fd, const char* what);
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
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
  bool control(int operation, int fd, std::uint32_t events, std::uint64_t tag) const noexcept;
  void renew() noexcept;

  std::atomic<Sleep> sleep_{Sleep::awake};
  Descriptor epoll_;
  Descriptor wake_;

  /// The kernel knows a descriptor by its file and number: as long as a duplicate lives it reports one that
  /// is closed, whose number may mean another file by then. Each registration has a tag of its own, so
  /// that those reports are told from others.
  struct Watched {
    std::uint32_t events = 0;
    std::uint64_t tag = 0;  // the number in the low half
  };
  std::unordered_map<int, Watched> watched_;
  std::uint64_t registrations_ = 0;
};

}  // namespace loopscope::detail
