// SPDX-License-Identifier: MIT
#include <loopscope/scenario/value.h>

#include <algorithm>
#include <cmath>
#include <compare>
#include <limits>

#include <loopscope/errors.h>
#include <loopscope/scenario/errors.h>
#include <loopscope/scenario/json_reader.h>
#include <loopscope/scenario/json_writer.h>
#include <loopscope/scenario/refusal.h>

namespace loopscope::scenario {
namespace {

constexpr std::size_t most = std::numeric_limits<std::size_t>::max() / 2;

std::size_t sum(std::size_t a, std::size_t b) { return std::min(most, std::min(most, a) + b); }

const Value& value_of(const Value& item) { return item; }
const Value& value_of(const Value::Member& member) { return member.second; }

template <class Items>
std::size_t depth_of(const Items& items) {
  std::size_t depth = 0;
  for (const auto& item : items) depth = std::max(depth, value_of(item).depth());
  return depth + 1;
}

template <class Items>
std::size_t weight_of(const Items& items) {
  std::size_t weight = 1;
  for (const auto& item : items) weight = sum(weight, value_of(item).weight());
  return weight;
}

/// Decimal integers of any length.
std::strong_ordering compare_digits(std::string_view a, std::string_view b) {
  const bool a_negative = a.starts_with('-');
  const bool b_negative = b.starts_with('-');
  if (a_negative != b_negative)
    return a_negative ? std::strong_ordering::less : std::strong_ordering::greater;
  if (a_negative) return compare_digits(b.substr(1), a.substr(1));
  if (a.size() != b.size()) return a.size() <=> b.size();
  return a.compare(b) <=> 0;
}

std::string digits_of(const Value& value) {
  if (const auto* big = value.big_integer()) return big->digits;
  return std::to_string(*value.integer());
}

/// Exact, as Python compares an integer with a float.
std::partial_ordering compare_with_real(const Value& integer, double real) {
  const double whole = std::trunc(real);
  char digits[330];  // the largest double has 309 digits
  std::snprintf(digits, sizeof digits, "%.0f", whole == 0 ? 0.0 : whole);
  const auto order = compare_digits(digits_of(integer), digits);
  if (order != std::strong_ordering::equal) return order;
  return whole <=> real;
}

std::partial_ordering compare_numbers(const Value& left, const Value& right) {
  const double* left_real = left.real();
  const double* right_real = right.real();
  if (left_real && right_real) return *left_real <=> *right_real;
  if (right_real) return compare_with_real(left, *right_real);
  if (left_real) return 0 <=> compare_with_real(right, *left_real);
  if (left.integer() && right.integer()) return *left.integer() <=> *right.integer();
  return compare_digits(digits_of(left), digits_of(right));
}

/// True and false are the numbers 1 and 0 to Python.
Value as_number(const Value& value) {
  return value.boolean() ? Value(std::int64_t{*value.boolean()}) : value;
}

bool equal_members(const Value::Members& left, const Value& right) {
  if (left.size() != right.members()->size()) return false;
  return std::ranges::all_of(left, [&](const Value::Member& member) {
    const Value* other = right.find(member.first);
    return other && member.second == *other;
  });
}

bool list_less(const Value::List& left, const Value::List& right) {
  const auto [a, b] = std::ranges::mismatch(left, right);
  if (a == left.end() || b == right.end()) return left.size() < right.size();
  return python_less(*a, *b);
}

}  // namespace

Value::Value(List items) {
  const std::size_t depth = depth_of(items);
  const std::size_t weight = weight_of(items);
  data_ = share(Nested<List>{std::move(items), depth, weight});
}

Value::Value(Members members) {
  const std::size_t depth = depth_of(members);
  const std::size_t weight = weight_of(members);
  data_ = share(Nested<Members>{std::move(members), depth, weight});
}

bool Value::is_number() const noexcept { return boolean() || integer() || real() || big_integer(); }

const Value::List* Value::list() const noexcept {
  const auto* nested = shared<Nested<List>>();
  return nested ? &nested->content : nullptr;
}

const Value::Members* Value::members() const noexcept {
  const auto* nested = shared<Nested<Members>>();
  return nested ? &nested->content : nullptr;
}

const Value* Value::find(std::string_view key) const noexcept {
  if (!members()) return nullptr;
  const auto found = std::ranges::find(*members(), key, &Member::first);
  return found == members()->end() ? nullptr : &found->second;
}

std::size_t Value::depth() const noexcept {
  if (const auto* nested = shared<Nested<List>>()) return nested->depth;
  if (const auto* nested = shared<Nested<Members>>()) return nested->depth;
  return 0;
}

std::size_t Value::weight() const noexcept {
  if (const auto* nested = shared<Nested<List>>()) return nested->weight;
  if (const auto* nested = shared<Nested<Members>>()) return nested->weight;
  return 1;
}

bool Value::operator==(const Value& other) const {
  if (is_number() && other.is_number())
    return compare_numbers(as_number(*this), as_number(other)) == 0;
  if (text() && other.text()) return *text() == *other.text();
  if (list() && other.list()) return *list() == *other.list();
  if (members() && other.members()) return equal_members(*members(), other);
  if (error() && other.error()) return *error() == *other.error();
  return is_null() && other.is_null();
}

bool python_less(const Value& left, const Value& right) {
  if (left.is_number() && right.is_number())
    return compare_numbers(as_number(left), as_number(right)) < 0;
  if (left.text() && right.text()) return *left.text() < *right.text();
  if (left.list() && right.list()) return list_less(*left.list(), *right.list());
  throw PythonError("TypeError", "'<' not supported between these values");
}

}  // namespace loopscope::scenario

namespace loopscope {

std::string TextForm<scenario::Value>::to_text(const scenario::Value& value) {
  return scenario::to_json(scenario::plain(value));
}

scenario::Value TextForm<scenario::Value>::from_text(std::string_view text) {
  try {
    return scenario::read_json(text).to_value();
  } catch (const scenario::Refusal& refusal) {
    throw ValueError("not JSON: " + refusal.place_and_reason());
  }
}

}  // namespace loopscope
