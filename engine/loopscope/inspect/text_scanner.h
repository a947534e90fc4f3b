// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <typeinfo>
#include <vector>

/// What the text forms of the standard types are made of. Everything that reads throws ValueError with
/// a sentence for a person: "'abc' is not an int".
namespace loopscope::detail {

std::string integer_type_name(const std::type_info& type);

std::string_view trimmed(std::string_view text) noexcept;

/// Throws ValueError: "'text' is not a(n) type".
[[noreturn]] void throw_not_a(std::string_view text, std::string_view type);

long long read_signed(std::string_view text, const std::string& type, long long least,
                      long long most);
unsigned long long read_unsigned(std::string_view text, const std::string& type,
                                 unsigned long long most);

std::string float_to_text(float value);
std::string float_to_text(double value);
std::string float_to_text(long double value);
void float_from_text(std::string_view text, float& value);
void float_from_text(std::string_view text, double& value);
void float_from_text(std::string_view text, long double& value);

/// In double quotes; quotes, backslashes and control characters escaped as in C (\", \\, \n, \x1f).
std::string quoted(std::string_view text);

/// Quoted when `always`, or when read_list() would not find the text as one bare item: it is empty, has
/// a comma outside of brackets and quotes, space at an end, brackets or quotes that do not match, a
/// quote at its beginning, or control characters.
std::string quoted_if_needed(std::string text, bool always);

/// A value that stood within another, without its quotes.
struct NestedText {
  std::string text;
  bool was_quoted = false;
};
NestedText read_nested(std::string_view text, const std::string& type);

/// The items of "[a, b, …]".
std::vector<NestedText> read_list(std::string_view text, const std::string& type);

}  // namespace loopscope::detail
