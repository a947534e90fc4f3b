// SPDX-License-Identifier: MIT
#include <loopscope/ui/session/live_session.h>

#include <algorithm>
#include <utility>

#include <QPointer>

namespace loopscope::ui {

using std::chrono::steady_clock;

namespace {

constexpr auto Frame = std::chrono::milliseconds(16);
constexpr auto Budget =
    std::chrono::milliseconds(4);            // of a frame, so that the rest is the window's
constexpr std::size_t RecordsAtOnce = 2048;  // between two looks at the clock
constexpr auto BetweenSnapshots = std::chrono::seconds(1);

QStringList toStringList(const std::vector<std::string>& names) {
  QStringList list;
  for (const std::string& name : names) list << QString::fromStdString(name);
  return list;
}

}  // namespace

LiveSession::LiveSession(inspect::Inspector& inspector, QObject* parent)
    : Session(parent), port_(inspector.port()) {
  if (port_->begin_reading()) {
    // The one before has read what tells of the objects there are.
    while (port_->journal().read(batch_, RecordsAtOnce) > 0) batch_.clear();
    port_->request_snapshot();
  }
  timer_.setTimerType(Qt::PreciseTimer);
  timer_.callOnTimeout(this, &LiveSession::poll);
  timer_.start(Frame);
}

LiveSession::~LiveSession() = default;

void LiveSession::poll() {
  if (reading_) return;  // somebody who was told of the last records waits in a loop of his own
  reading_ = true;
  const bool something = drain(steady_clock::now() + Budget);
  keepWhole();
  tellTime();
  const QPointer<LiveSession> alive(this);
  if (something) tell();
  if (alive) reading_ = false;
}

/// Feeds the store until nothing is left or time is up; the ring keeps, or drops, the rest.
bool LiveSession::drain(steady_clock::time_point end) {
  bool something = false;
  do {
    batch_.clear();
    if (port_->journal().read(batch_, RecordsAtOnce) == 0) break;
    store_.feed(batch_);
    something = true;
  } while (steady_clock::now() < end);
  return something;
}

/// A snapshot that waits for room goes on; after a loss another one says what is true, when all has been read
/// and not too often: it costs the loop a walk through all that lives.
void LiveSession::keepWhole() {
  inspect::Journal& journal = port_->journal();
  if (port_->snapshot_waits()) {
    if (journal.waiting() < journal.capacity() / 2) port_->continue_snapshot();
    return;
  }
  const std::uint64_t lost = store_.status().dropped;
  if (lost == lostWhenWhole_ || journal.waiting() > 0) return;
  const auto now = steady_clock::now();
  if (now - lastSnapshot_ < BetweenSnapshots) return;
  lastSnapshot_ = now;
  lostWhenWhole_ = lost;
  port_->request_snapshot();
}

/// The loop's clock belongs to its thread; between two records it is reckoned.
void LiveSession::tellTime() {
  const LoopStatus& status = store_.status();
  if (status.steady == 0 || status.clock.view() == "virtual") return;
  const bool held = status.paused && status.clock.view() != "steady";
  if (held) return;
  const std::int64_t since =
      steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1) - status.steady;
  const auto speed = static_cast<std::int64_t>(status.speed);
  if (since > 0) store_.setNow(status.recordTime + since / 1000 * speed);
}

/// A slot may delete the session, send commands or run an event loop.
void LiveSession::tell() {
  const std::vector<CommandOutcome> outcomes = store_.changes().outcomes;
  const QPointer<LiveSession> alive(this);
  Q_EMIT updated();
  for (const CommandOutcome& outcome : outcomes) {
    if (!alive) return;
    Q_EMIT answered(outcome.number, outcome.kind, QString::fromStdString(outcome.reason.string()));
  }
}

std::uint64_t LiveSession::send(inspect::Command command) {
  const std::uint64_t number = port_->new_command_number();
  command.number = number;
  if (port_->submit(std::move(command))) return number;
  const auto refuse = [this, number] {
    Q_EMIT answered(number, inspect::OutcomeKind::gone, tr("The loop is gone."));
  };
  QMetaObject::invokeMethod(this, refuse, Qt::QueuedConnection);
  return number;
}

void LiveSession::clearFinished() {
  store_.clearFinished();
  Q_EMIT updated();
}

void LiveSession::setRetention(int finishedObjects) {
  store_.setRetention(static_cast<std::size_t>(std::max(finishedObjects, 0)));
  Q_EMIT updated();
}

QStringList LiveSession::futureTypes() const {
  return toStringList(port_->catalogue().type_names());
}

QStringList LiveSession::catalogue() const { return toStringList(port_->catalogue().task_names()); }

QStringList LiveSession::errorTypes() const { return toStringList(port_->errors().names()); }

}  // namespace loopscope::ui
