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

Screenshot::Screenshot(QWidget& window, const ui::Session* session, QString path)
    : QObject(&window), window_(window), session_(session), path_(std::move(path)) {
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
  if (!atRest() && since_start_.elapsed() < longest_ms) return;
  poll_.stop();
  take();
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
