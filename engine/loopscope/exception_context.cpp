// SPDX-License-Identifier: MIT
#include <loopscope/exception_context.h>

#include <typeinfo>

#include <loopscope/detail/type_name.h>
#include <loopscope/errors.h>

namespace loopscope {
namespace {

// libstdc++ and libc++abi know an exception's type without rethrowing it; the same member name in
// libstdc++ since GCC 4.4.
const std::type_info* type_of(const std::exception_ptr& error) noexcept {
  return error ? error.__cxa_exception_type() : nullptr;
}

std::string message_of(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const CancelledError& cancelled) {
    return cancelled.message().value_or("");
  } catch (const FatalExit& exit) {
    return "code " + std::to_string(exit.code());
  } catch (const std::exception& exception) {
    return exception.what();
  } catch (...) {
    return {};
  }
}

}  // namespace

ErrorText describe_error(const std::exception_ptr& error) {
  const std::type_info* type = type_of(error);
  if (!type) return {};
  std::string name = detail::type_name(*type);
  if (name.starts_with("std::")) name.erase(0, 5);
  return {std::move(name), message_of(error)};
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
