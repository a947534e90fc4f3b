// SPDX-License-Identifier: MIT
#include <loopscope/scenario/refusal.h>

#include <algorithm>

#include <loopscope/scenario/json_writer.h>
#include <loopscope/scenario/value.h>

namespace loopscope::scenario {
namespace {

std::string place_text(const Place& place, const std::string& path) {
  std::string text;
  if (place.line > 0)
    text = "line " + std::to_string(place.line) + ", column " + std::to_string(place.column);
  if (!text.empty() && !path.empty()) text += ", ";
  return text + path;
}

/// A message is one line, whatever the name of the file.
std::string one_line(std::string text) {
  std::ranges::replace_if(
      text, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
  return text;
}

std::string joined(const std::string& first, const std::string& rest) {
  return first.empty() ? rest : first + ": " + rest;
}

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

}  // namespace

Place place_in(std::string_view text, std::size_t offset) {
  text = text.substr(0, offset);
  const std::size_t last_break = text.rfind('\n');
  const std::size_t line_start = last_break == text.npos ? 0 : last_break + 1;
  const std::string_view before = text.substr(line_start);
  return {static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1,
          before.size() -
              static_cast<std::size_t>(std::ranges::count_if(before, continues_character)) + 1};
}

Refusal::Refusal(std::string file, Place place, std::string path, std::string reason)
    : std::runtime_error(one_line(joined(file, joined(place_text(place, path), reason)))),
      file_(std::move(file)),
      place_(place),
      path_(std::move(path)),
      reason_(std::move(reason)) {}

std::string Refusal::place_and_reason() const { return joined(place_text(place_, path_), reason_); }

std::string quoted(std::string_view text) {
  constexpr std::size_t longest = 60;
  if (text.size() <= longest) return to_json(Value(text));
  std::size_t end = longest;
  while (end > 0 && continues_character(text[end])) --end;
  return to_json(Value(text.substr(0, end))) + "…";
}

}  // namespace loopscope::scenario
