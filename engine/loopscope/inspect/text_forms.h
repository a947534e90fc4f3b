// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <loopscope/inspect/text_form.h>
#include <loopscope/inspect/text_scanner.h>

/// The text forms of bool, integers, floating point, std::string, std::optional and std::vector.
/// Space around a value is ignored, but for strings, which stand as they are.
namespace loopscope {

/// "true", "false"
template <>
struct TextForm<bool> {
  static std::string type_name() { return "bool"; }
  static std::string to_text(bool value) { return value ? "true" : "false"; }
  static bool from_text(std::string_view text);
};

/// "-42". Every type of integer that is no character type; signed char and unsigned char are integers.
template <class T>
concept TextInteger = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> &&
                      !std::same_as<T, wchar_t> && !std::same_as<T, char8_t> &&
                      !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;

template <TextInteger T>
struct TextForm<T> {
  static std::string type_name() { return detail::integer_type_name(typeid(T)); }
  static std::string to_text(T value) { return std::to_string(value); }
  static T from_text(std::string_view text) {
    using Limits = std::numeric_limits<T>;
    if constexpr (std::is_signed_v<T>)
      return static_cast<T>(detail::read_signed(text, type_name(), Limits::min(), Limits::max()));
    else
      return static_cast<T>(detail::read_unsigned(text, type_name(), Limits::max()));
  }
};

/// One character as it is.
template <>
struct TextForm<char> {
  static constexpr bool is_text = true;
  static std::string type_name() { return "char"; }
  static std::string to_text(char value) { return std::string(1, value); }
  static char from_text(std::string_view text);
};

/// The shortest text that gives the same number again: "0.1", "1e+300". Infinity is "inf" and "-inf",
/// not a number "nan"; they are read as well, and the sign and payload of a nan are not kept.
template <std::floating_point T>
struct TextForm<T> {
  static std::string type_name() {
    return std::same_as<T, float> ? "float" : std::same_as<T, double> ? "double" : "long double";
  }
  static std::string to_text(T value) { return detail::float_to_text(value); }
  static T from_text(std::string_view text) {
    T value{};
    detail::float_from_text(text, value);
    return value;
  }
};

/// The characters as they are. Within an optional or a vector: quoted, see detail::quoted.
template <>
struct TextForm<std::string> {
  static constexpr bool is_text = true;
  static std::string type_name() { return "std::string"; }
  static std::string to_text(const std::string& value) { return value; }
  static std::string from_text(std::string_view text) { return std::string(text); }
};

namespace detail {

/// How a value stands within another: bare when its text cannot be mistaken, else quoted.
template <class T>
std::string nested_to_text(const T& value) {
  if constexpr (std::is_arithmetic_v<T> && !std::same_as<T, char>)
    return TextForm<T>::to_text(value);
  else
    return quoted_if_needed(TextForm<T>::to_text(value), std::same_as<T, std::string>);
}

template <class T>
T nested_from_text(const NestedText& text) {
  if (std::same_as<T, std::string> && !text.was_quoted) throw_not_a(text.text, "quoted string");
  return TextForm<T>::from_text(text.text);
}

}  // namespace detail

/// "none", or the value as it stands in a vector: `none`, `7`, `"text"`.
template <HasTextForm T>
struct TextForm<std::optional<T>> {
  static std::string type_name() { return "std::optional<" + TextForm<T>::type_name() + ">"; }
  static std::string to_text(const std::optional<T>& value) {
    if (!value) return "none";
    const std::string text = detail::nested_to_text(*value);
    return text == "none" ? detail::quoted(text) : text;
  }
  static std::optional<T> from_text(std::string_view text) {
    const std::string_view bare = detail::trimmed(text);
    if (bare == "none") return std::nullopt;
    return detail::nested_from_text<T>(detail::read_nested(bare, type_name()));
  }
};

/// "[1, 2, 3]", "[\"a, b\", \"c\"]", "[[1], []]"
template <HasTextForm T>
struct TextForm<std::vector<T>> {
  static std::string type_name() { return "std::vector<" + TextForm<T>::type_name() + ">"; }
  static std::string to_text(const std::vector<T>& values) {
    std::string text = "[";
    for (const T& value : values) {
      if (text.size() > 1) text += ", ";
      text += detail::nested_to_text(value);
    }
    return text + "]";
  }
  static std::vector<T> from_text(std::string_view text) {
    std::vector<T> values;
    for (const detail::NestedText& item : detail::read_list(text, type_name()))
      values.push_back(detail::nested_from_text<T>(item));
    return values;
  }
};

}  // namespace loopscope
