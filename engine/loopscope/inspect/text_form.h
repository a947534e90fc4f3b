// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <string>
#include <string_view>

namespace loopscope {

/// Turns a value of type T into text and back: what the inspector shows as a future's value and reads
/// when a person sets one. Specialise it for a type of your own, before a Future of it is made:
///
///     template <> struct loopscope::TextForm<Point> {
///       static std::string type_name();                 // "Point"
///       static std::string to_text(const Point&);       // "3, 4"
///       static Point from_text(std::string_view text);  // throws ValueError: what is wrong with it
///     };
///
/// from_text(to_text(x)) must give x again. A form whose texts are the characters of the value says so by
/// `static constexpr bool is_text = true;`: a future's value is then shown in quotes, and "" when it is
/// empty. A type without a form works everywhere; its value is shown
/// as its type and cannot be set by hand.
template <class T>
struct TextForm;

/// A type whose values can be written and read.
template <class T>
concept HasTextForm = requires(const T& value, std::string_view text) {
  { TextForm<T>::type_name() } -> std::convertible_to<std::string>;
  { TextForm<T>::to_text(value) } -> std::convertible_to<std::string>;
  { TextForm<T>::from_text(text) } -> std::convertible_to<T>;
};

/// A type whose text is its value as it stands: a string, a character.
template <class T>
concept TextValue = HasTextForm<T> && requires { requires TextForm<T>::is_text; };

}  // namespace loopscope

// The forms of the standard types, so that no Future is made without them.
#include <loopscope/inspect/text_forms.h>
