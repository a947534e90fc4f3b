// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <functional>
#include <string>

#include <loopscope/inspect/record.h>

namespace loopscope {

class CancelledError;

/// What a loop's exception handler is told (asyncio: the context of call_exception_handler). Empty
/// members do not apply.
struct ExceptionContext {
  std::string message;
  std::exception_ptr exception = nullptr;
  std::string future = {};       ///< description of the future concerned
  std::string handle = {};       ///< description of the callback concerned
  std::string task = {};         ///< description of the task concerned
  inspect::ObjectId object = 0;  ///< number of the future or task concerned
  inspect::Ticket ticket = 0;    ///< ready-queue place of the callback concerned
  std::string context_message =
      {};  ///< of "Unhandled error in exception handler": the first message
};

/// Called on the loop's thread. What it throws is reported in turn (asyncio, L28); a FatalExit
/// passes.
using ExceptionHandler = std::function<void(const ExceptionContext&)>;

/// Type and message of an exception, as diagnostics name them: "ValueError", "no such thing".
struct ErrorText {
  std::string type;
  std::string message;
};
ErrorText describe_error(const std::exception_ptr& error);

/// "ValueError: no such thing", or the type alone when there is no message.
std::string error_line(const std::exception_ptr& error);

namespace detail {

/// The exception if it is a CancelledError, without rethrowing it; else null.
const CancelledError* as_cancelled_error(const std::exception_ptr& error) noexcept;
inline bool is_cancelled_error(const std::exception_ptr& error) noexcept {
  return as_cancelled_error(error) != nullptr;
}

/// Whether the exception is a FatalExit.
bool is_fatal_exit(const std::exception_ptr& error) noexcept;

}  // namespace detail
}  // namespace loopscope
