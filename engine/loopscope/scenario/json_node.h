// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <loopscope/scenario/value.h>

namespace loopscope::scenario {

/// A value of a JSON text, with its place.
struct JsonNode {
  using Items = std::vector<JsonNode>;
  struct Member;
  using Members = std::vector<Member>;

  std::variant<std::monostate, bool, std::int64_t, double, BigInteger, std::string, Items, Members>
      data;
  std::uint32_t offset = 0;  // of its first byte

  template <class T>
  const T* as() const noexcept {
    return std::get_if<T>(&data);
  }

  /// "a string", "a list": for messages.
  std::string_view kind() const noexcept;

  Value to_value() const;
};

struct JsonNode::Member {
  std::string key;
  JsonNode value;
  std::uint32_t offset = 0;  // of the key
};

}  // namespace loopscope::scenario
