// SPDX-License-Identifier: MIT
#pragma once

#include <QFuture>
#include <QFutureWatcher>
#include <QPromise>

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

#include <loopscope/loop.h>
#include <loopscope/qt/detail/link.h>
#include <loopscope/qt/detail/qfuture_outcome.h>

namespace loopscope::qt {

/// A QFuture as a future of this loop: its result (the first, if there are more), its exception (the
/// one inside of a QUnhandledException), or cancelled. Cancelling the future cancels the QFuture.
///
/// On a bridge it only watches the QFuture. A loop that runs by itself attaches a continuation with
/// QFuture::then, of which a QFuture has only one.
template <class T>
Future<T> from_qfuture(Loop& loop, QFuture<T> source) {
  Future<T> future = loop.create_future<T>();
  if (source.isFinished()) {
    detail::settle_with(source, future);
    return future;
  }
  const auto link = std::make_shared<detail::Link>(future.state());
  future.add_done_callback(named("let go of the QFuture", [let_go = detail::LetGo(link),
                                                           source](const Future<T>& ended) mutable {
    let_go();
    if (ended.cancelled()) source.cancel();
  }));
  const auto finished = [link](QFuture<T> ended) {
    link->deliver(
        [ended](auto& state) mutable { detail::settle_with(ended, Future<T>::share(state)); });
  };
  if (loop.core().has_own_reactor()) {
    source.then(QtFuture::Launch::Sync, finished).onCanceled([finished, source] {
      finished(source);
    });
  } else {
    auto watcher = std::make_unique<QFutureWatcher<T>>();
    QObject::connect(watcher.get(), &QFutureWatcher<T>::finished,
                     [finished, source] { finished(source); });
    watcher->setFuture(source);
    link->add(std::move(watcher));
  }
  return future;
}

/// A future as a QFuture, which ends one iteration after it. Cancelling the QFuture cancels the future
/// of a loop that is on a bridge.
template <class T>
  requires(!std::is_reference_v<T>)
QFuture<T> to_qfuture(Future<T> future) {
  auto promise = std::make_shared<QPromise<T>>();
  promise->start();
  QFuture<T> result = promise->future();
  const auto link = std::make_shared<detail::Link>(future.state());
  if (!future.state().core().has_own_reactor()) {
    auto watcher = std::make_unique<QFutureWatcher<T>>();
    QObject::connect(watcher.get(), &QFutureWatcher<T>::canceled,
                     [link] { link->deliver([](auto& state) { state.cancel({}); }); });
    watcher->setFuture(result);
    link->add(std::move(watcher));
  }
  future.add_done_callback(named(
      "end the QFuture", [let_go = detail::LetGo(link), promise](const Future<T>& ended) mutable {
        let_go();
        detail::fulfil(*promise, ended);
      }));
  return result;
}

}  // namespace loopscope::qt

namespace loopscope {

/// `co_await` of a QFuture, as qt::from_qfuture.
template <class T>
struct AwaitAdapter<QFuture<T>> {
  static Future<T> to_future(QFuture<T> source) {
    return qt::from_qfuture(get_running_loop(), std::move(source));
  }
};

}  // namespace loopscope
