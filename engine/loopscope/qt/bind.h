// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>

#include <concepts>

#include <loopscope/future.h>

namespace loopscope::qt {

namespace detail {
void bind(QObject* object, loopscope::detail::FutureState& future);
}

/// Cancels a task, or future, when `object` is destroyed, and returns it:
///
///     bind_to(window, loop.create_task(refresh(window)));
///
/// The object may live on any thread. Lets go of the object when the task ends.
template <std::derived_from<AnyFuture> Handle>
Handle bind_to(QObject* object, Handle future) {
  detail::bind(object, future.state());
  return future;
}

}  // namespace loopscope::qt
