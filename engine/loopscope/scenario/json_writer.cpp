// SPDX-License-Identifier: MIT
#include <loopscope/scenario/json_writer.h>

#include <charconv>
#include <cstdint>
#include <cstdlib>

namespace loopscope::scenario {
namespace {

void append_escape(std::string& out, unsigned unit) {
  constexpr char digits[] = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += digits[(unit >> shift) & 15];
}

/// Reads the character at `at`, in UTF-8 or a lone surrogate in the same form, and moves past it.
unsigned next_character(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(at);
  const int more = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
  unsigned character = more == 0 ? first : first & (0x3fU >> more);
  for (int i = 0; i < more && at + 1 < text.size(); ++i)
    character = character << 6 | (byte(++at) & 0x3f);
  ++at;
  return character;
}

void append_character(std::string& out, unsigned character) {
  switch (character) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    default: break;
  }
  if (character >= 0x20 && character < 0x7f) {
    out += static_cast<char>(character);
  } else if (character < 0x10000) {
    append_escape(out, character);
  } else {
    append_escape(out, 0xd800 + ((character - 0x10000) >> 10));
    append_escape(out, 0xdc00 + ((character - 0x10000) & 0x3ff));
  }
}

void append_text(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) append_character(out, next_character(text, at));
  out += '"';
}

/// Python's repr: positional from 1e-4 up to 1e16, with ".0" for whole numbers.
void append_real(std::string& out, double number) {
  char text[32];
  const auto end =
      std::to_chars(text, text + sizeof text, number, std::chars_format::scientific).ptr;
  const std::string_view shortest(text, static_cast<std::size_t>(end - text));
  const std::size_t e = shortest.find('e');
  const int exponent = std::atoi(std::string(shortest.substr(e + 1)).c_str());
  if (exponent < -4 || exponent >= 16) {
    out += shortest;
    return;
  }
  char positional[64];
  const auto stop =
      std::to_chars(positional, positional + sizeof positional, number, std::chars_format::fixed)
          .ptr;
  const std::string_view digits(positional, static_cast<std::size_t>(stop - positional));
  out += digits;
  if (digits.find('.') == digits.npos) out += ".0";
}

void append_list(std::string& out, const Value::List& items) {
  out += '[';
  const char* separator = "";
  for (const Value& item : items) {
    out += separator;
    append_json(out, item);
    separator = ", ";
  }
  out += ']';
}

void append_members(std::string& out, const Value::Members& members) {
  out += '{';
  const char* separator = "";
  for (const auto& [key, value] : members) {
    out += separator;
    append_text(out, key);
    out += ": ";
    append_json(out, value);
    separator = ", ";
  }
  out += '}';
}

}  // namespace

void append_json(std::string& out, const Value& value) {
  if (const auto* boolean = value.boolean())
    out += *boolean ? "true" : "false";
  else if (const auto* integer = value.integer())
    out += std::to_string(*integer);
  else if (const auto* big = value.big_integer())
    out += big->digits;
  else if (const auto* real = value.real())
    append_real(out, *real);
  else if (const auto* text = value.text())
    append_text(out, *text);
  else if (const auto* list = value.list())
    append_list(out, *list);
  else if (const auto* members = value.members())
    append_members(out, *members);
  else
    out += "null";
}

std::string to_json(const Value& value) {
  std::string text;
  append_json(text, value);
  return text;
}

}  // namespace loopscope::scenario
