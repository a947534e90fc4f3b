// SPDX-License-Identifier: MIT
#include <loopscope/app/termination.h>

#include <csignal>
#include <cstdint>

#include <sys/eventfd.h>
#include <unistd.h>

#include <QSocketNotifier>

namespace loopscope::app {
namespace {

constexpr int signals_of_interest[] = {SIGINT, SIGTERM, SIGHUP};

/// Written in a signal handler, which may do little else.
int event_descriptor = -1;

void handle(int number) {
  std::signal(number, SIG_DFL);
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(event_descriptor, &one, sizeof one);
}

}  // namespace

Termination::Termination() {
  event_descriptor = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (event_descriptor < 0) return;  // the signals then end the program as ever
  notifier_ = std::make_unique<QSocketNotifier>(event_descriptor, QSocketNotifier::Read);
  connect(notifier_.get(), &QSocketNotifier::activated, this, [this] {
    notifier_->setEnabled(false);
    Q_EMIT requested();
  });
  for (const int number : signals_of_interest) std::signal(number, &handle);
}

Termination::~Termination() {
  for (const int number : signals_of_interest) std::signal(number, SIG_DFL);
  notifier_ = nullptr;
  if (event_descriptor >= 0) ::close(event_descriptor);
}

}  // namespace loopscope::app
