// SPDX-License-Identifier: MIT
#include <loopscope/exception_context.h>

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

}  // namespace

ErrorText describe_error(const std::exception_ptr& error) {
  const std::type_info* type = type_of(error);
  if (!type) return {};
  ErrorText text{detail::type_name(*type), {}};
  if (text.type.starts_with("std::")) text.type.erase(0, 5);
  try {
    std::rethrow_exception(error);
  } catch (const CancelledError& cancelled) {
    text.message = cancelled.message().value_or("");
  } catch (const FatalExit& exit) {
    text.message = "code " + std::to_string(exit.code());
  } catch (const std::exception& exception) {
    text.message = exception.what();
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

bool is_cancelled_error(const std::exception_ptr& error) noexcept {
  const std::type_info* type = type_of(error);
  return type && *type == typeid(CancelledError);
}

bool is_fatal_exit(const std::exception_ptr& error) noexcept {
  const std::type_info* type = type_of(error);
  return type && *type == typeid(FatalExit);
}

}  // namespace detail
}  // namespace loopscope
