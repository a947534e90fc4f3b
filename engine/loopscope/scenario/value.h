// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <loopscope/inspect/text_form.h>

namespace loopscope::scenario {

/// An integer that 64 bits cannot hold, in decimal: "-" and digits without leading zeros.
struct BigInteger {
  std::string digits;
};

/// Any JSON value, with Python's numbers: 1 and 1.0 are two values that are equal, and integers have
/// no limit. Immutable; a copy shares what is inside. What gather gives with return_exceptions may
/// also hold exceptions.
class Value {
 public:
  using List = std::vector<Value>;
  using Member = std::pair<std::string, Value>;
  using Members = std::vector<Member>;  // of an object, in the order of the file

  Value() = default;
  template <std::same_as<bool> Bool>
  explicit Value(Bool value) : data_(value) {}
  explicit Value(std::int64_t value) : data_(value) {}
  explicit Value(double value) : data_(value) {}
  explicit Value(BigInteger value) : data_(share(std::move(value))) {}
  explicit Value(std::string value) : data_(share(std::move(value))) {}
  explicit Value(std::string_view value) : Value(std::string(value)) {}
  explicit Value(const char* value) : Value(std::string(value)) {}
  explicit Value(List items);
  explicit Value(Members members);
  explicit Value(std::exception_ptr error) : data_(std::move(error)) {}

  bool is_null() const noexcept { return std::holds_alternative<std::monostate>(data_); }
  bool is_number() const noexcept;
  const bool* boolean() const noexcept { return std::get_if<bool>(&data_); }
  const std::int64_t* integer() const noexcept { return std::get_if<std::int64_t>(&data_); }
  const double* real() const noexcept { return std::get_if<double>(&data_); }
  const BigInteger* big_integer() const noexcept { return shared<BigInteger>(); }
  const std::string* text() const noexcept { return shared<std::string>(); }
  const List* list() const noexcept;
  const Members* members() const noexcept;
  const std::exception_ptr* error() const noexcept {
    return std::get_if<std::exception_ptr>(&data_);
  }

  /// Of an object: the member of that name, or null.
  const Value* find(std::string_view key) const noexcept;

  /// How deep lists and objects nest: 0 for a plain value. O(1).
  std::size_t depth() const noexcept;
  /// How many values there are in it and below, itself included; a shared part counts each time.
  std::size_t weight() const noexcept;

  /// Python's ==.
  bool operator==(const Value& other) const;

 private:
  template <class T>
  struct Nested {
    T content;
    std::size_t depth;
    std::size_t weight;
  };
  template <class T>
  using Shared = std::shared_ptr<const T>;

  template <class T>
  static Shared<T> share(T value) {
    return std::make_shared<const T>(std::move(value));
  }
  template <class T>
  const T* shared() const noexcept {
    const auto* pointer = std::get_if<Shared<T>>(&data_);
    return pointer ? pointer->get() : nullptr;
  }

  std::variant<std::monostate, bool, std::int64_t, double, Shared<BigInteger>, Shared<std::string>,
               Shared<Nested<List>>, Shared<Nested<Members>>, std::exception_ptr>
      data_;
};

/// Python's `<` for values of a file: numbers, also true and false, by amount; texts by code point;
/// lists item by item. Throws PythonError("TypeError") for everything else.
bool python_less(const Value& left, const Value& right);

}  // namespace loopscope::scenario

/// Shown and read as JSON.
template <>
struct loopscope::TextForm<loopscope::scenario::Value> {
  static std::string type_name() { return "JSON"; }
  static std::string to_text(const scenario::Value& value);
  static scenario::Value from_text(std::string_view text);
};
