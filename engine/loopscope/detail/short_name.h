// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace loopscope::detail {

/// A demangled name, or one of a compiler's __PRETTY_FUNCTION__, as a person writes it: `std::string`
/// instead of its template, without default template arguments, inline and anonymous namespaces, and
/// `loopscope::`; "lambda #2 in load(int)" for a closure type; the referred type for a
/// std::reference_wrapper. A text that is no name stays as it is. Thread-safe; O(length · nesting).
std::string short_name(std::string_view name);

/// What std::source_location::function_name() gives, without its return type: "load(int)". GCC calls
/// the function of an await `load(load(int)::_Z4loadi.Frame*)`: this is "load(int)" too.
std::string short_function_name(std::string_view name);

}  // namespace loopscope::detail
