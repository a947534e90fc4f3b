// SPDX-License-Identifier: MIT
#include <loopscope/qt/detail/notifiers.h>

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>

namespace loopscope::qt::detail {

void Notifiers::watch(int fd, loopscope::detail::Interest interest) {
  const bool wanted = interest.read || interest.write;
  // Qt would only warn, and later.
  if (wanted && ::fcntl(fd, F_GETFD) < 0)
    throw std::system_error(errno, std::generic_category(),
                            "cannot watch file descriptor " + std::to_string(fd));
  Watch& watch = watches_[fd];
  set(watch.read, fd, Type::Read, interest.read);
  set(watch.write, fd, Type::Write, interest.write);
  if (!wanted) watches_.erase(fd);
}

void Notifiers::set(std::unique_ptr<QSocketNotifier>& place, int fd, Type type, bool wanted) {
  if (wanted == static_cast<bool>(place)) return;
  if (!wanted) {
    std::erase_if(fired_, [&](const Fired& fired) { return fired.notifier == place.get(); });
    return place.reset();
  }
  place = std::make_unique<QSocketNotifier>(fd, type);
  QObject::connect(place.get(), &QSocketNotifier::activated,
                   [this, notifier = place.get()] { fired(*notifier); });
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
