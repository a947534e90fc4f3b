// SPDX-License-Identifier: MIT
#include <loopscope/inspect/text_scanner.h>

// The POSIX headers: newlocale and strtold_l are not in <clocale> and <cstdlib>.
#include <locale.h>  // NOLINT(modernize-deprecated-headers)
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers)

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <optional>
#include <utility>

#include <loopscope/detail/type_name.h>
#include <loopscope/errors.h>
#include <loopscope/inspect/text_form.h>

namespace loopscope::detail {
namespace {

constexpr std::string_view space = " \t\n\r\f\v";

std::string with_article(std::string_view type) {
  const bool vowel = !type.empty() && std::string_view("aeiouAEIOU").find(type[0]) != type.npos;
  return (vowel ? "an " : "a ") + std::string(type);
}

std::string shown(std::string_view text) {
  constexpr std::size_t most = 60;
  return "'" + std::string(text.substr(0, most)) + (text.size() > most ? "…'" : "'");
}

template <class T>
T read_integer(std::string_view text, const std::string& type, T least, T most) {
  std::string_view bare = trimmed(text);
  const bool has_sign = bare.starts_with('+') || bare.starts_with('-');
  const std::string_view digits = bare.substr(has_sign ? 1 : 0);
  if (digits.empty() || digits.find_first_not_of("0123456789") != digits.npos)
    throw_not_a(bare, type);
  if (bare.starts_with('+')) bare = digits;  // from_chars knows no plus
  T value{};
  const std::errc error = std::from_chars(bare.begin(), bare.end(), value).ec;
  if (error != std::errc() || value < least || value > most)
    throw ValueError(shown(bare) + " does not fit " + with_article(type) + ": " +
                     std::to_string(least) + " to " + std::to_string(most));
  return value;
}

template <class T>
std::string to_shortest(T value) {
  std::array<char, 64> text{};
  const auto [end, error] = std::to_chars(text.begin(), text.end(), value);
  return std::string(text.data(), static_cast<std::size_t>(end - text.data()));
}

/// from_chars of GCC 12 refuses denormal numbers of this type.
bool read_denormal(const std::string& digits, long double& value) {
  static const locale_t plain = ::newlocale(LC_ALL_MASK, "C", nullptr);
  value = ::strtold_l(digits.c_str(), nullptr, plain);
  return std::fpclassify(value) == FP_SUBNORMAL;
}

template <class T>
void read_float(std::string_view text, T& value) {
  const std::string_view bare = trimmed(text);
  std::string_view digits = bare;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), value);
  if (error == std::errc::result_out_of_range && end == digits.end()) {
    if constexpr (std::same_as<T, long double>)
      if (read_denormal(std::string(digits), value)) return;
    throw ValueError(shown(bare) + " does not fit " + with_article(TextForm<T>::type_name()));
  }
  if (error != std::errc() || end != digits.end() || (bare != digits && digits.starts_with('-')))
    throw_not_a(bare, TextForm<T>::type_name());
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

// --- reading quoted texts and lists

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Reads "…" at the beginning of `rest` and takes it away. Nothing when it has no end or is malformed.
std::optional<std::string> take_quoted(std::string_view& rest) {
  std::string text;
  std::size_t at = 1;
  for (; at < rest.size() && rest[at] != '"'; ++at) {
    if (rest[at] != '\\') {
      text += rest[at];
      continue;
    }
    if (++at == rest.size()) return std::nullopt;
    switch (rest[at]) {
      case 'n': text += '\n'; break;
      case 't': text += '\t'; break;
      case 'r': text += '\r'; break;
      case 'x': {
        if (at + 2 >= rest.size()) return std::nullopt;
        const int high = hex_digit(rest[at + 1]);
        const int low = hex_digit(rest[at + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        text += static_cast<char>(high * 16 + low);
        at += 2;
        break;
      }
      default: text += rest[at]; break;
    }
  }
  if (at >= rest.size()) return std::nullopt;
  rest.remove_prefix(at + 1);
  return text;
}

/// Where a bare item ends: at a comma or closing bracket that is not its own. Nothing when its
/// brackets or quotes do not match.
std::optional<std::size_t> end_of_bare(std::string_view text) {
  std::string open;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') {
      std::string_view rest = text.substr(at);
      if (!take_quoted(rest)) return std::nullopt;
      at = text.size() - rest.size() - 1;
    } else if (c == '[' || c == '{' || c == '(') {
      open += c == '[' ? ']' : c == '{' ? '}' : ')';
    } else if (c == ']' || c == '}' || c == ')') {
      if (open.empty()) return c == ']' ? std::optional(at) : std::nullopt;
      if (open.back() != c) return std::nullopt;
      open.pop_back();
    } else if (c == ',' && open.empty()) {
      return at;
    }
  }
  return open.empty() ? std::optional(text.size()) : std::nullopt;
}

void skip_space(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(space), text.size()));
}

/// Reads one item of a list and takes it away. Nothing when it is malformed.
std::optional<NestedText> take_item(std::string_view& rest) {
  if (rest.starts_with('"')) {
    std::optional<std::string> text = take_quoted(rest);
    if (!text) return std::nullopt;
    skip_space(rest);
    return NestedText{std::move(*text), true};
  }
  const std::optional<std::size_t> end = end_of_bare(rest);
  if (!end) return std::nullopt;
  const std::string_view item = trimmed(rest.substr(0, *end));
  if (item.empty()) return std::nullopt;
  rest.remove_prefix(*end);
  return NestedText{std::string(item), false};
}

}  // namespace

std::string integer_type_name(const std::type_info& type) { return type_name(type); }

std::string_view trimmed(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(space);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(space) - begin + 1);
}

void throw_not_a(std::string_view text, std::string_view type) {
  throw ValueError(shown(text) + " is not " + with_article(type));
}

long long read_signed(std::string_view text, const std::string& type, long long least,
                      long long most) {
  return read_integer(text, type, least, most);
}

unsigned long long read_unsigned(std::string_view text, const std::string& type,
                                 unsigned long long most) {
  return read_integer(text, type, 0ULL, most);
}

std::string float_to_text(float value) { return to_shortest(value); }
std::string float_to_text(double value) { return to_shortest(value); }
std::string float_to_text(long double value) { return to_shortest(value); }
void float_from_text(std::string_view text, float& value) { read_float(text, value); }
void float_from_text(std::string_view text, double& value) { read_float(text, value); }
void float_from_text(std::string_view text, long double& value) { read_float(text, value); }

std::string quoted(std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      result.append({'\\', c});
    else if (c == '\n')
      result += "\\n";
    else if (c == '\t')
      result += "\\t";
    else if (c == '\r')
      result += "\\r";
    else if (is_control(c))
      result.append({'\\', 'x', hex[byte >> 4], hex[byte & 15]});
    else
      result += c;
  }
  return result + "\"";
}

std::string quoted_if_needed(std::string text, bool always) {
  const bool bare = !always && !text.empty() && text[0] != '"' && trimmed(text) == text &&
                    std::none_of(text.begin(), text.end(), is_control) &&
                    end_of_bare(text) == text.size();
  return bare ? text : quoted(text);
}

NestedText read_nested(std::string_view text, const std::string& type) {
  if (!text.starts_with('"')) return {std::string(text), false};
  std::string_view rest = text;
  std::optional<std::string> inner = take_quoted(rest);
  if (!inner || !rest.empty()) throw_not_a(text, type);
  return {std::move(*inner), true};
}

std::vector<NestedText> read_list(std::string_view text, const std::string& type) {
  std::string_view rest = trimmed(text);
  const auto refuse = [&] { throw_not_a(trimmed(text), type); };
  if (!rest.starts_with('[')) refuse();
  rest.remove_prefix(1);
  skip_space(rest);
  std::vector<NestedText> items;
  while (!rest.starts_with(']') || !items.empty()) {
    std::optional<NestedText> item = take_item(rest);
    if (!item || rest.empty()) refuse();
    items.push_back(std::move(*item));
    const char separator = rest[0];
    if (separator == ']') break;
    if (separator != ',') refuse();
    rest.remove_prefix(1);
    skip_space(rest);
  }
  if (rest != "]") refuse();
  return items;
}

}  // namespace loopscope::detail

namespace loopscope {

bool TextForm<bool>::from_text(std::string_view text) {
  const std::string_view bare = detail::trimmed(text);
  if (bare == "true") return true;
  if (bare != "false") detail::throw_not_a(bare, "bool (true or false)");
  return false;
}

char TextForm<char>::from_text(std::string_view text) {
  if (text.size() != 1) detail::throw_not_a(text, "single character");
  return text[0];
}

}  // namespace loopscope
