// SPDX-License-Identifier: MIT
#include <loopscope/scenario/utf8.h>

namespace loopscope::scenario {
namespace {

/// Length of the character that begins with `byte`, or 0.
std::size_t length_by_first(unsigned char byte) noexcept {
  if (byte < 0x80) return 1;
  if (byte < 0xc2) return 0;  // continues another, or is overlong
  if (byte < 0xe0) return 2;
  if (byte < 0xf0) return 3;
  return byte < 0xf5 ? 4 : 0;
}

/// The ranges of the second byte that keep out overlong forms, surrogates and what is past U+10FFFF.
bool second_fits(unsigned char first, unsigned char second) noexcept {
  switch (first) {
    case 0xe0: return second >= 0xa0 && second < 0xc0;
    case 0xed: return second >= 0x80 && second < 0xa0;
    case 0xf0: return second >= 0x90 && second < 0xc0;
    case 0xf4: return second >= 0x80 && second < 0x90;
    default: return second >= 0x80 && second < 0xc0;
  }
}

}  // namespace

std::size_t find_invalid_utf8(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = length_by_first(byte(at));
    if (length == 0 || text.size() - at < length) return at;
    if (length > 1 && !second_fits(byte(at), byte(at + 1))) return at;
    for (std::size_t i = 2; i < length; ++i)
      if ((byte(at + i) & 0xc0) != 0x80) return at;
    at += length;
  }
  return std::string_view::npos;
}

void append_utf8(std::string& text, unsigned character) {
  const auto add = [&](unsigned byte) { text += static_cast<char>(byte); };
  const auto add_rest = [&](int shift) { add(0x80 | ((character >> shift) & 0x3f)); };
  if (character < 0x80) return add(character);
  if (character < 0x800) {
    add(0xc0 | (character >> 6));
  } else if (character < 0x10000) {
    add(0xe0 | (character >> 12));
    add_rest(6);
  } else {
    add(0xf0 | (character >> 18));
    add_rest(12);
    add_rest(6);
  }
  add_rest(0);
}

}  // namespace loopscope::scenario
