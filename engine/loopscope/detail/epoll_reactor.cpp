// SPDX-License-Identifier: MIT
#include <loopscope/detail/epoll_reactor.h>

#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <ctime>
#include <string>
#include <system_error>

namespace loopscope::detail {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

timespec to_timespec(Duration limit) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(limit);
  return {static_cast<std::time_t>(seconds.count()), static_cast<long>((limit - seconds).count())};
}

int to_milliseconds(std::optional<Duration> limit) {
  return limit ? static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(*limit).count())
               : -1;
}

}  // namespace

Descriptor::Descriptor(int fd, const char* what) : fd_(fd) {
  if (fd < 0) fail(std::string("cannot make the loop's ") + what);
}

Descriptor::~Descriptor() { ::close(fd_); }

EpollReactor::EpollReactor()
    : epoll_(::epoll_create1(EPOLL_CLOEXEC), "epoll"),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd") {
  if (!control(EPOLL_CTL_ADD, wake_, {.read = true})) fail("cannot watch the loop's eventfd");
}

void EpollReactor::wake() noexcept {
  const std::uint64_t one = 1;
  // Fails only when the counter is full, and then the wait ends anyway.
  [[maybe_unused]] const auto written = ::write(wake_, &one, sizeof one);
}

bool EpollReactor::control(int operation, int fd, Interest interest) const noexcept {
  epoll_event event{};
  event.events = (interest.read ? EPOLLIN : 0U) | (interest.write ? EPOLLOUT : 0U);
  event.data.fd = fd;
  return ::epoll_ctl(epoll_, operation, fd, &event) == 0;
}

void EpollReactor::watch(int fd, Interest interest) {
  if (!interest.read && !interest.write) {
    // The descriptor may be closed already: then the kernel has forgotten it by itself.
    if (watched_.erase(fd) != 0) ::epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
    return;
  }
  const bool known = watched_.contains(fd) && control(EPOLL_CTL_MOD, fd, interest);
  // A number that was closed and given again is new to the kernel.
  if (!known && !control(EPOLL_CTL_ADD, fd, interest))
    fail("cannot watch file descriptor " + std::to_string(fd));
  watched_.insert(fd);
}

void EpollReactor::wait_for_wake(std::optional<Duration> limit) const {
  pollfd wake{.fd = wake_, .events = POLLIN, .revents = 0};
  const timespec timeout = to_timespec(limit.value_or(Duration::zero()));
  if (::ppoll(&wake, 1, limit ? &timeout : nullptr, nullptr) > 0) swallow_wake();
}

void EpollReactor::wait(std::optional<Duration> limit, ReadySink* sink) {
  if (!sink) return wait_for_wake(limit);
  std::array<epoll_event, 64> events;
  const timespec timeout = to_timespec(limit.value_or(Duration::zero()));
  int count = ::epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()),
                             limit ? &timeout : nullptr, nullptr);
  // EPERM: what container sandboxes say of calls that they do not know.
  if (count < 0 && (errno == ENOSYS || errno == EPERM))
    count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()),
                         to_milliseconds(limit));
  if (count < 0 && errno != EINTR) fail("epoll_wait");
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    if (event.data.fd == wake_) {
      swallow_wake();
      continue;
    }
    // An error or hang-up wakes whoever waits, reader or writer: its next call finds out.
    const bool broken = (event.events & (EPOLLERR | EPOLLHUP)) != 0;
    sink->descriptor_ready(event.data.fd, {.read = broken || (event.events & EPOLLIN) != 0,
                                           .write = broken || (event.events & EPOLLOUT) != 0});
  }
}

void EpollReactor::swallow_wake() const noexcept {
  std::uint64_t count = 0;
  [[maybe_unused]] const auto got = ::read(wake_, &count, sizeof count);
}

}  // namespace loopscope::detail
