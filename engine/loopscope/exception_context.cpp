// SPDX-License-Identifier: MIT
#include <loopscope/exception_context.h>

#include <type_traits>
#include <typeinfo>

#include <loopscope/detail/type_name.h>
#include <loopscope/errors.h>
#include <loopscope/named_error.h>

namespace loopscope {
namespace {

// libstdc++ and libc++abi know an exception's type without rethrowing it; the same member name in
// libstdc++ since GCC 4.4.
const std::type_info* type_of(const std::exception_ptr& error) noexcept {
  return error ? error.__cxa_exception_type() : nullptr;
}

/// The exception if it is an `Error`, which nothing derives from. In both libraries an exception_ptr is
/// the address of the exception; to rethrow it would take a microsecond, and many tasks are cancelled.
template <class Error>
  requires std::is_final_v<Error>
const Error* as(const std::exception_ptr& error) noexcept {
  static_assert(sizeof(error) == sizeof(void*));
  const std::type_info* type = type_of(error);
  if (!type || *type != typeid(Error)) return nullptr;
  return static_cast<const Error*>(*reinterpret_cast<void* const*>(&error));
}

}  // namespace

ErrorText describe_error(const std::exception_ptr& error) {
  const std::type_info* type = type_of(error);
  if (!type) return {};
  ErrorText text{detail::type_name(*type), {}};
  if (const CancelledError* cancelled = as<CancelledError>(error)) {
    text.message = cancelled->message().value_or("");
    return text;
  }
  if (text.type.starts_with("std::")) text.type.erase(0, 5);
  if (const FatalExit* exit = as<FatalExit>(error)) {
    text.message = "code " + std::to_string(exit->code());
    return text;
  }
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& exception) {
    if (const char* what = exception.what()) text.message = what;
    if (const auto* named = dynamic_cast<const NamedError*>(&exception)) text.type = named->name();
  } catch (...) {
    // The type has to do.
  }
  return text;
}

std::string error_line(const std::exception_ptr& error) {
  ErrorText text = describe_error(error);
  return text.message.empty() ? text.type : text.type + ": " + text.message;
}

namespace detail {

const CancelledError* as_cancelled_error(const std::exception_ptr& error) noexcept {
  return as<CancelledError>(error);
}

bool is_fatal_exit(const std::exception_ptr& error) noexcept {
  return as<FatalExit>(error) != nullptr;
}

}  // namespace detail
}  // namespace loopscope
