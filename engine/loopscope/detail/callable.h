// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include <loopscope/detail/type_name.h>
#include <loopscope/named.h>

namespace loopscope::detail {

/// What a callable is called for people. Lives as long as the program.
template <class F>
std::string_view callable_name(const F&) noexcept {
  return type_name_of<F>();
}
template <class F>
std::string_view callable_name(const Named<F>& callable) noexcept {
  return callable.name;
}

/// From the handler of what a call of the running loop threw: tells the loop's exception handler. Throws
/// FatalExit on.
[[gnu::cold]] void callable_failed(std::string_view name);

}  // namespace loopscope::detail
