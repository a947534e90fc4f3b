// SPDX-License-Identifier: MIT
#pragma once

#include <QException>
#include <QFuture>
#include <QPromise>

#include <concepts>
#include <exception>
#include <type_traits>
#include <utility>

#include <loopscope/errors.h>
#include <loopscope/future.h>

namespace loopscope::qt::detail {

/// The exception that ended a finished QFuture, or null.
template <class T>
std::exception_ptr error_of(QFuture<T>& source) {
  try {
    source.waitForFinished();  // does not wait, only throws
    return nullptr;
  } catch (const QUnhandledException& wrapped) {
    return wrapped.exception() ? wrapped.exception() : std::current_exception();
  } catch (...) {
    return std::current_exception();
  }
}

/// Gives a pending future the outcome of a finished QFuture.
template <class T>
void settle_with(QFuture<T>& source, const Future<T>& future) {
  // First the exception: a QFuture with one counts as cancelled too.
  if (const std::exception_ptr error = error_of(source)) return future.set_exception(error);
  if (source.isCanceled()) return static_cast<void>(future.cancel());
  if constexpr (std::is_void_v<T>) {
    future.set_result();
  } else if (source.resultCount() == 0) {
    future.set_exception(InvalidStateError("the QFuture finished without a result"));
  } else if constexpr (std::copy_constructible<T>) {
    future.set_result(source.result());
  } else {
    future.set_result(source.takeResult());
  }
}

/// Ends a QPromise with the outcome of a future that is done.
template <class T>
void fulfil(QPromise<T>& promise, const Future<T>& future) {
  if (future.cancelled()) {
    promise.future().cancel();
  } else if (const std::exception_ptr error = future.exception()) {
    promise.setException(error);
  } else if constexpr (std::is_void_v<T>) {
    // The end says it all.
  } else if constexpr (std::copy_constructible<T>) {
    promise.addResult(future.result());
  } else {
    promise.addResult(future.take());
  }
  promise.finish();
}

}  // namespace loopscope::qt::detail
