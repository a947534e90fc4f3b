// SPDX-License-Identifier: MIT
#include <loopscope/qt/detail/link.h>

#include <QThread>

#include <loopscope/logging.h>
#include <loopscope/threads.h>

namespace loopscope::qt::detail {

Link::Link(loopscope::detail::FutureState& future)
    : door_(loopscope::detail::Ref<loopscope::detail::LoopCore>(&future.core())),
      future_(&future) {}

bool Link::on_loop_thread() const noexcept { return door_.core().owner() == this_thread_id(); }

void Link::could_not_deliver() noexcept {
  if (door_.is_closed()) return;  // nobody waits any more
  log(LogLevel::error, "error in a slot: " + error_line(std::current_exception()));
}

void Link::let_go() noexcept {
  future_ = nullptr;
  for (const QMetaObject::Connection& connection : std::exchange(connections_, {}))
    QObject::disconnect(connection);
  std::exchange(timer_, TimerHandle()).cancel();
  QObject* helper = helper_.release();
  if (!helper) return;
  if (helper->thread() == QThread::currentThread())
    delete helper;
  else
    helper->deleteLater();
}

}  // namespace loopscope::qt::detail
