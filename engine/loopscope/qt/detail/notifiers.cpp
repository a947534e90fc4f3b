// SPDX-License-Identifier: MIT
#include <loopscope/qt/detail/notifiers.h>

#include <sys/epoll.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>

#include <loopscope/detail/epoll_reactor.h>

namespace loopscope::qt::detail {

namespace {

/// Throws what the loop's own epoll would: Qt would only warn, and later, or take a regular file, which is
/// always ready.
void require_watchable(int fd) {
  static const loopscope::detail::Descriptor probe(::epoll_create1(EPOLL_CLOEXEC), "epoll");
  epoll_event none{};
  if (::epoll_ctl(probe, EPOLL_CTL_ADD, fd, &none) == 0) {
    ::epoll_ctl(probe, EPOLL_CTL_DEL, fd, nullptr);
  } else if (errno != EEXIST) {  // another thread asks, too
    throw std::system_error(errno, std::generic_category(),
                            "cannot watch file descriptor " + std::to_string(fd));
  }
}

}  // namespace

void Notifiers::watch(int fd, loopscope::detail::Interest interest) {
  const bool wanted = interest.read || interest.write;
  if (wanted) require_watchable(fd);
  Watch& watch = watches_[fd];
  set(watch.read, fd, Type::Read, interest.read);
  set(watch.write, fd, Type::Write, interest.write);
  if (!wanted) watches_.erase(fd);
}

void Notifiers::set(std::unique_ptr<QSocketNotifier>& place, int fd, Type type, bool wanted) {
  if (wanted && place && is_off(*place)) place->setEnabled(true);  // Qt found its number closed
  if (wanted == static_cast<bool>(place)) return;
  if (!wanted) {
    std::erase_if(fired_, [&](const Fired& fired) { return fired.notifier == place.get(); });
    return place.reset();
  }
  place = std::make_unique<QSocketNotifier>(fd, type);
  QObject::connect(place.get(), &QSocketNotifier::activated,
                   [this, notifier = place.get()] { fired(*notifier); });
}

bool Notifiers::is_off(const QSocketNotifier& notifier) const {
  if (notifier.isEnabled()) return false;
  return std::ranges::none_of(fired_,
                              [&](const Fired& fired) { return fired.notifier == &notifier; });
}

void Notifiers::fired(QSocketNotifier& notifier) {
  notifier.setEnabled(false);
  const bool write = notifier.type() == Type::Write;
  core_.descriptor_ready(static_cast<int>(notifier.socket()), {.read = !write, .write = write});
  fired_.push_back({&notifier, core_.ready().pushed()});
}

void Notifiers::rearm(std::span<const inspect::Ticket> running) {
  const inspect::Ticket end = core_.ready().popped();
  std::erase_if(fired_, [running, end](const Fired& fired) {
    const bool runs = std::find(running.begin(), running.end(), fired.ticket) != running.end();
    const bool served = fired.ticket <= end && !runs;
    if (served) fired.notifier->setEnabled(true);
    return served;
  });
}

}  // namespace loopscope::qt::detail
