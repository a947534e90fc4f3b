// SPDX-License-Identifier: MIT
#include <loopscope/detail/epoll_reactor.h>

#include <linux/futex.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <ctime>
#include <string>
#include <system_error>

namespace loopscope::detail {
namespace {

constexpr std::uint64_t wake_tag = 0;

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

timespec to_timespec(Duration limit) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(limit);
  return {static_cast<std::time_t>(seconds.count()), static_cast<long>((limit - seconds).count())};
}

std::uint32_t events_of(Interest interest) {
  return (interest.read ? EPOLLIN : 0U) | (interest.write ? EPOLLOUT : 0U);
}

/// Operations and their arguments: futex(2). What fails shows in the word itself.
template <class Word>
void futex(std::atomic<Word>& word, int operation, std::uint32_t value, const timespec* limit) {
  static_assert(sizeof(word) == 4 && std::atomic<Word>::is_always_lock_free);
  ::syscall(SYS_futex, &word, operation | FUTEX_PRIVATE_FLAG, value, limit, nullptr, 0);
}

int to_milliseconds(std::optional<Duration> limit) {
  return limit ? static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(*limit).count())
               : -1;
}

}  // namespace

Descriptor::Descriptor(int fd, const char* what) : fd_(fd) {
  if (fd < 0) fail(std::string("cannot make the loop's ") + what);
}

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

EpollReactor::EpollReactor()
    : epoll_(::epoll_create1(EPOLL_CLOEXEC), "epoll"),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd") {
  // Edge-triggered: each write wakes, and nobody needs to read.
  if (!control(EPOLL_CTL_ADD, wake_, EPOLLIN | EPOLLET, wake_tag))
    fail("cannot watch the loop's eventfd");
}

void EpollReactor::wake() noexcept {
  // Release, with the acquire of a sleep that does not begin, or ends: what the wake-up is about.
  const Sleep was = sleep_.exchange(Sleep::woken, std::memory_order_release);
  if (was == Sleep::in_futex) {
    futex(sleep_, FUTEX_WAKE, 1, nullptr);
  } else if (was == Sleep::in_epoll) {
    const std::uint64_t one = 1;
    // Fails only when the counter is full, which takes centuries.
    [[maybe_unused]] const auto written = ::write(wake_, &one, sizeof one);
  }
}

bool EpollReactor::begin_sleep(Sleep how) noexcept {
  Sleep was = Sleep::awake;
  return sleep_.compare_exchange_strong(was, how, std::memory_order_acquire);
}

void EpollReactor::end_sleep() noexcept {
  sleep_.exchange(Sleep::awake, std::memory_order_acquire);
}

bool EpollReactor::control(int operation, int fd, std::uint32_t events,
                           std::uint64_t tag) const noexcept {
  epoll_event event{};
  event.events = events;
  event.data.u64 = tag;
  return ::epoll_ctl(epoll_, operation, fd, &event) == 0;
}

void EpollReactor::watch(int fd, Interest interest) {
  if (!interest.read && !interest.write) {
    // The descriptor may be closed already: then the kernel has forgotten it by itself, or see renew().
    if (watched_.erase(fd) != 0) ::epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
    return;
  }
  const std::uint32_t events = events_of(interest);
  const auto found = watched_.find(fd);
  if (found != watched_.end() && control(EPOLL_CTL_MOD, fd, events, found->second.tag)) {
    found->second.events = events;
    return;
  }
  // A number that was closed and given again is new to the kernel.
  const std::uint64_t tag = ++registrations_ << 32 | static_cast<std::uint32_t>(fd);
  if (!control(EPOLL_CTL_ADD, fd, events, tag))
    fail("cannot watch file descriptor " + std::to_string(fd));
  watched_[fd] = {events, tag};
}

/// A closed descriptor whose duplicate lives cannot be taken out: another epoll takes the others over. When
/// the process has no descriptor left for it, the next report tries again.
void EpollReactor::renew() noexcept {
  try {
    Descriptor old(::epoll_create1(EPOLL_CLOEXEC), "epoll");
    std::swap(epoll_, old);
    static_cast<void>(control(EPOLL_CTL_ADD, wake_, EPOLLIN | EPOLLET, wake_tag));
    // One that is closed itself is refused, and waits to be removed.
    for (const auto& [fd, watched] : watched_)
      static_cast<void>(control(EPOLL_CTL_ADD, fd, watched.events, watched.tag));
  } catch (const std::system_error&) {
  }
}

void EpollReactor::wait(std::optional<Duration> limit, ReadySink* sink) {
  const bool in_futex = !sink || watched_.empty();
  if (!begin_sleep(in_futex ? Sleep::in_futex : Sleep::in_epoll)) limit = Duration::zero();
  if (!in_futex)
    wait_in_epoll(limit, *sink);
  else if (limit != Duration::zero())
    wait_in_futex(limit);
  end_sleep();
}

void EpollReactor::wait_in_futex(std::optional<Duration> limit) noexcept {
  const timespec timeout = to_timespec(limit.value_or(Duration::zero()));
  // Returns at once when wake() has come before: the kernel compares the word.
  futex(sleep_, FUTEX_WAIT, static_cast<std::uint32_t>(Sleep::in_futex),
        limit ? &timeout : nullptr);
}

void EpollReactor::wait_in_epoll(std::optional<Duration> limit, ReadySink& sink) {
  std::array<epoll_event, 64> events;
  const timespec timeout = to_timespec(limit.value_or(Duration::zero()));
  int count = ::epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()),
                             limit ? &timeout : nullptr, nullptr);
  // EPERM: what container sandboxes say of calls that they do not know.
  if (count < 0 && (errno == ENOSYS || errno == EPERM))
    count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()),
                         to_milliseconds(limit));
  if (count < 0 && errno != EINTR) fail("epoll_wait");
  bool stale = false;
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    if (event.data.u64 == wake_tag) continue;
    const int fd = static_cast<int>(event.data.u64 & 0xffff'ffffU);
    const auto found = watched_.find(fd);
    if (found == watched_.end() || found->second.tag != event.data.u64) {
      stale = true;
      continue;
    }
    // An error or hang-up wakes whoever waits, reader or writer: its next call finds out.
    const bool broken = (event.events & (EPOLLERR | EPOLLHUP)) != 0;
    sink.descriptor_ready(fd, {.read = broken || (event.events & EPOLLIN) != 0,
                               .write = broken || (event.events & EPOLLOUT) != 0});
  }
  if (stale) renew();
}

}  // namespace loopscope::detail
