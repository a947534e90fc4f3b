// SPDX-License-Identifier: MIT
#pragma once

#include <loopscope/detail/build_checks.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace loopscope {

/// Thrown at the await point of a cancelled task, and by result() and exception() of a cancelled
/// future. No std::exception, so that `catch (const std::exception&)` never swallows a
/// cancellation; a `catch (...)` that does not rethrow does.
class CancelledError final {
 public:
  CancelledError() = default;
  explicit CancelledError(std::optional<std::string> message) : message_(std::move(message)) {}

  /// What was given to cancel(); absent is not the same as empty.
  const std::optional<std::string>& message() const noexcept { return message_; }

 private:
  std::optional<std::string> message_;
};

/// The state does not allow the operation: a result of a pending future, an outcome for a done one.
class InvalidStateError : public std::logic_error {
  using std::logic_error::logic_error;
};

/// Misuse that shows at run time: a closed loop, a running loop run again, a task awaiting itself.
class RuntimeError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Debug mode: a loop, future or task was used from a thread that does not run its loop.
class WrongThreadError : public RuntimeError {
  using RuntimeError::RuntimeError;
};

/// An argument has a value that cannot be used.
class ValueError : public std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// The time allowed for something is over.
class TimeoutError : public std::runtime_error {
 public:
  TimeoutError() : std::runtime_error("") {}
  using std::runtime_error::runtime_error;
};

/// Leaves run_forever at once when a callback or task throws it; what was queued stays queued.
/// The one counterpart of Python's SystemExit and KeyboardInterrupt. No std::exception.
class FatalExit final {
 public:
  explicit FatalExit(int code) noexcept : code_(code) {}
  int code() const noexcept { return code_; }

 private:
  int code_;
};

}  // namespace loopscope
