// SPDX-License-Identifier: MIT
#include <loopscope/scenario/json_reader.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include <loopscope/scenario/refusal.h>
#include <loopscope/scenario/utf8.h>

namespace loopscope::scenario {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  JsonNode read_all() {
    if (text_.empty()) fail("the file is empty");
    if (text_.starts_with("\xef\xbb\xbf")) fail("the file begins with a byte order mark");
    if (const std::size_t bad = find_invalid_utf8(text_); bad != text_.npos)
      fail_at(bad, "the file is not UTF-8");
    skip_space();
    if (at_end()) fail("there is nothing in the file but space");
    JsonNode node = value();
    skip_space();
    if (!at_end()) fail("the JSON ends here, but the file goes on with " + found());
    return node;
  }

 private:
  /// A list or object that is being read, for messages.
  struct Opened {
    const char* what;
    std::size_t offset;
  };

  JsonNode value() {
    JsonNode node;
    node.offset = static_cast<std::uint32_t>(at_);
    switch (peek()) {
      case '{': node.data = members(); break;
      case '[': node.data = items(); break;
      case '"': node.data = string(); break;
      case 't': literal("true"), node.data = true; break;
      case 'f': literal("false"), node.data = false; break;
      case 'n': literal("null"); break;
      default: number(node); break;
    }
    return node;
  }

  JsonNode::Members members() {
    const Opened opened = open("object");
    JsonNode::Members members;
    if (!closes_at_once('}')) do {
        skip_space();
        if (peek() != '"') fail("a key in double quotes is wanted, not " + found());
        const auto offset = static_cast<std::uint32_t>(at_);
        std::string key = string();
        skip_space();
        if (peek() != ':') fail("`:` is wanted after the key, not " + found());
        ++at_;
        skip_space();
        members.push_back({std::move(key), value(), offset});
      } while (continues(opened, '}'));
    refuse_double_keys(members);
    return members;
  }

  JsonNode::Items items() {
    const Opened opened = open("list");
    JsonNode::Items items;
    if (!closes_at_once(']')) do {
        skip_space();
        items.push_back(value());
      } while (continues(opened, ']'));
    return items;
  }

  Opened open(const char* what) {
    if (++depth_ > deepest_json) fail("nested deeper than " + std::to_string(deepest_json));
    return {what, at_++};
  }

  bool closes_at_once(char closing) {
    skip_space();
    if (peek() != closing) return false;
    ++at_;
    --depth_;
    return true;
  }

  /// After an item: whether another one follows.
  bool continues(const Opened& opened, char closing) {
    skip_space();
    if (at_end()) fail_unclosed(opened, "the JSON ends early: ", "");
    const char c = text_[at_];
    if (c != ',' && c != closing)
      fail_unclosed(opened, "", ": " + found() + " where `,` or `" + closing + "` is wanted");
    ++at_;
    if (c == ',') return true;
    --depth_;
    return false;
  }

  std::string string() {
    const std::size_t start = at_++;
    std::string text;
    for (;;) {
      if (at_end())
        fail("the JSON ends early: the string that begins " + where(start) + " is not closed");
      const char c = text_[at_++];
      if (c == '"') return text;
      if (static_cast<unsigned char>(c) < 0x20)
        fail_at(at_ - 1, "a control character in a string: write it as an escape");
      if (c == '\\')
        escape(text);
      else
        text += c;
    }
  }

  void escape(std::string& text) {
    if (at_end()) fail("the JSON ends early, within an escape");
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    const char c = text_[at_++];
    if (const std::size_t known = letters.find(c); known != letters.npos)
      text += meanings[known];
    else if (c == 'u')
      append_utf8(text, escaped_character());
    else
      fail_at(at_ - 2, "an escape that JSON does not have");
  }

  /// After "\u": one unit, or the two of a surrogate pair.
  unsigned escaped_character() {
    const unsigned unit = four_digits();
    if (unit < 0xd800 || unit > 0xdbff || !text_.substr(at_).starts_with("\\u")) return unit;
    const std::size_t back = at_;
    at_ += 2;
    const unsigned low = four_digits();
    if (low >= 0xdc00 && low <= 0xdfff) return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    at_ = back;
    return unit;
  }

  unsigned four_digits() {
    unsigned unit = 0;
    const char* begin = text_.data() + at_;
    const std::size_t left = std::min<std::size_t>(4, text_.size() - at_);
    const auto [end, error] = std::from_chars(begin, begin + left, unit, 16);
    if (error != std::errc() || end != begin + 4)
      fail("four hexadecimal digits are wanted after \\u");
    at_ += 4;
    return unit;
  }

  void literal(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) fail("a value is wanted, not " + found());
    at_ += word.size();
  }

  void digits(const char* what) {
    if (!is_digit(peek())) fail(std::string(what) + ", not " + found());
    while (is_digit(peek())) ++at_;
  }

  void number(JsonNode& node) {
    const std::size_t start = at_;
    if (at_end()) fail("the JSON ends early: a value is wanted");
    if (peek() == '-') ++at_;
    if (peek() == '0')
      ++at_;
    else
      digits(at_ == start ? "a value is wanted" : "a digit is wanted after `-`");
    if (is_digit(peek())) fail_at(start, "a number that begins with 0");
    bool whole = true;
    if (peek() == '.') {
      whole = false;
      ++at_;
      digits("a digit is wanted after the point");
    }
    if (peek() == 'e' || peek() == 'E') {
      whole = false;
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      digits("a digit is wanted in the exponent");
    }
    set_number(node, text_.substr(start, at_ - start), whole);
  }

  void set_number(JsonNode& node, std::string_view digits, bool whole) {
    const char* end = digits.data() + digits.size();
    if (whole) {
      std::int64_t integer = 0;
      if (std::from_chars(digits.data(), end, integer).ec == std::errc())
        node.data = integer;
      else
        node.data = BigInteger{std::string(digits)};
      return;
    }
    double real = 0;
    // Too small a number is 0, as in Python; from_chars calls it out of range, like too large a one.
    if (std::from_chars(digits.data(), end, real).ec != std::errc())
      real = std::strtod(std::string(digits).c_str(), nullptr);
    if (!std::isfinite(real)) fail_at(node.offset, "a number that is not finite");
    node.data = real;
  }

  void refuse_double_keys(const JsonNode::Members& members) const {
    std::vector<const JsonNode::Member*> sorted;
    sorted.reserve(members.size());
    for (const auto& member : members) sorted.push_back(&member);
    const auto key = [](const JsonNode::Member* member) -> const std::string& {
      return member->key;
    };
    std::ranges::stable_sort(sorted, {}, key);
    const auto twice = std::ranges::adjacent_find(sorted, {}, key);
    if (twice != sorted.end())
      fail_at(twice[1]->offset,
              "the key " + quoted((*twice)->key) + " is given twice in one object");
  }

  void skip_space() {
    while (!at_end() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
      ++at_;
  }

  bool at_end() const { return at_ == text_.size(); }
  /// The next character; of none, NUL, which no JSON text has here.
  char peek() const { return at_end() ? '\0' : text_[at_]; }

  /// The next character, for messages.
  std::string found() const {
    if (at_end()) return "the end of the file";
    std::size_t size = 1;
    while (at_ + size < text_.size() &&
           (static_cast<unsigned char>(text_[at_ + size]) & 0xc0) == 0x80)
      ++size;
    const std::string_view character = text_.substr(at_, size);
    if (static_cast<unsigned char>(character[0]) < 0x20) return "a control character";
    return "`" + std::string(character) + "`";
  }

  std::string where(std::size_t offset) const {
    const auto [line, column] = place_in(text_, offset);
    return "in line " + std::to_string(line) + ", column " + std::to_string(column);
  }

  [[noreturn]] void fail_unclosed(const Opened& opened, const char* before,
                                  const std::string& after) const {
    fail(std::string(before) + "the " + opened.what + " opened " + where(opened.offset) +
         " is not closed" + after);
  }
  [[noreturn]] void fail(std::string reason) const { fail_at(at_, std::move(reason)); }
  [[noreturn]] void fail_at(std::size_t offset, std::string reason) const {
    throw Refusal({}, place_in(text_, offset), {}, std::move(reason));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
};

}  // namespace

JsonNode read_json(std::string_view text) { return Reader(text).read_all(); }

std::string_view JsonNode::kind() const noexcept {
  constexpr std::string_view kinds[] = {"null",       "true or false", "an integer", "a float",
                                        "an integer", "a string",      "a list",     "an object"};
  return kinds[data.index()];
}

Value JsonNode::to_value() const {
  if (const auto* list = as<Items>()) {
    Value::List items;
    items.reserve(list->size());
    for (const JsonNode& item : *list) items.push_back(item.to_value());
    return Value(std::move(items));
  }
  if (const auto* object = as<Members>()) {
    Value::Members members;
    members.reserve(object->size());
    for (const Member& member : *object) members.emplace_back(member.key, member.value.to_value());
    return Value(std::move(members));
  }
  return std::visit(
      [](const auto& scalar) {
        if constexpr (std::constructible_from<Value, decltype(scalar)>)
          return Value(scalar);
        else
          return Value();
      },
      data);
}

}  // namespace loopscope::scenario
