// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>

#include <loopscope/coroutine.h>

/// What QObject::connect() does with the result of a slot is `result, QtPrivate::ApplyReturnValue<…>()`, which
/// drops a coroutine before it has begun. These are better matches than Qt's operators and refuse it.
namespace loopscope {

template <class T>
void operator,(Coro<T>, const QtPrivate::ApplyReturnValue<void>&) {
  static_assert(
      detail::always_false<T>,
      "a coroutine is no slot for QObject::connect(), which would drop it before it begins: use "
      "loopscope::qt::connect(sender, signal, tasks, coroutine), or make a task in the slot");
}

template <class T>
void operator,(NewCoro<T>, const QtPrivate::ApplyReturnValue<void>&) {
  static_assert(
      detail::always_false<T>,
      "a coroutine is no slot for QObject::connect(), which would drop it before it begins: use "
      "loopscope::qt::connect(sender, signal, tasks, coroutine), or make a task in the slot");
}

}  // namespace loopscope
