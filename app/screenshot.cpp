// SPDX-License-Identifier: MIT
#include <loopscope/app/screenshot.h>

#include <utility>

#include <QFile>
#include <QPixmap>
#include <QWidget>

#include <loopscope/ui/session/session.h>
#include <loopscope/ui/store/store.h>

namespace loopscope::app {
namespace {

constexpr int poll_ms = 20;
constexpr qint64 quiet_ms = 2000;    ///< a demo that waits for longer than this waits for a person
constexpr qint64 settled_ms = 200;   ///< the last changes need a moment to be shown
constexpr qint64 longest_ms = 8000;  ///< a demo without an end is taken in the middle

}  // namespace

Screenshot::Screenshot(QWidget& window, ui::Session* session, QString path,
                       std::chrono::milliseconds run_for, int steps)
    : QObject(&window),
      window_(window),
      session_(session),
      path_(std::move(path)),
      run_for_(run_for),
      steps_(steps) {
  since_start_.start();
  since_change_.start();
  if (session_)
    connect(session_, &ui::Session::updated, this, [this] {
      const std::uint64_t records = session_->store().status().records;
      if (std::exchange(records_, records) != records) since_change_.restart();
    });
  connect(&poll_, &QTimer::timeout, this, &Screenshot::check);
  poll_.start(poll_ms);
}

void Screenshot::check() {
  if (runs_ ? since_start_.elapsed() < run_for_.count()
            : !atRest() && since_start_.elapsed() < longest_ms)
    return;
  if (play()) return;
  poll_.stop();
  take();
}

/// True: something more has to happen first.
bool Screenshot::play() {
  if (!session_) return false;
  since_start_.restart();
  since_change_.restart();
  if (std::exchange(runs_, false)) {
    run_for_ = {};
    send(inspect::CommandKind::pause);
  } else if (run_for_.count() > 0) {
    runs_ = true;
    send(inspect::CommandKind::run);
  } else if (steps_ > 0) {
    --steps_;
    send(inspect::CommandKind::step_iteration);
  } else {
    return false;
  }
  return true;
}

void Screenshot::send(inspect::CommandKind kind) {
  inspect::Command command;
  command.kind = kind;
  session_->send(std::move(command));
}

bool Screenshot::atRest() const {
  if (!session_) return true;
  const ui::LoopStatus& status = session_->store().status();
  if (since_change_.elapsed() < settled_ms) return false;
  const bool finished =
      session_->store().objectCount() > 0 && status.pending == 0 && status.ready == 0;
  return status.paused || finished || since_change_.elapsed() > quiet_ms;
}

void Screenshot::take() {
  Q_EMIT aboutToTake();
  const QPixmap picture = window_.grab();
  QFile file(path_);
  if (!file.open(QIODevice::WriteOnly))
    Q_EMIT done(QStringLiteral("cannot write '%1': %2").arg(path_, file.errorString()));
  else if (!picture.save(&file, "PNG") || !file.flush())
    Q_EMIT done(QStringLiteral("cannot write '%1': %2").arg(path_, file.errorString()));
  else
    Q_EMIT done({});
}

}  // namespace loopscope::app
