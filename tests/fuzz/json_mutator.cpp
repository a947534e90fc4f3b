// SPDX-License-Identifier: MIT
#include "json_mutator.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <loopscope/scenario/json_reader.h>
#include <loopscope/scenario/json_writer.h>
#include <loopscope/scenario/refusal.h>

namespace loopscope::fuzz {
namespace {

using scenario::JsonNode;

std::size_t below(std::size_t end, Random& random) {
  return std::uniform_int_distribution<std::size_t>(0, end - 1)(random);
}

template <class Container>
auto& one_of(Container& container, Random& random) {
  return container[below(container.size(), random)];
}

std::optional<JsonNode> read(std::string_view text) {
  try {
    return scenario::read_json(text);
  } catch (const scenario::Refusal&) {
    return std::nullopt;
  }
}

std::string write(const JsonNode& document) { return scenario::to_json(document.to_value()); }

/// Every node of a document, and every key.
struct Parts {
  std::vector<JsonNode*> nodes;
  std::vector<std::string*> keys;

  explicit Parts(JsonNode& document) { add(document); }

 private:
  void add(JsonNode& node) {
    nodes.push_back(&node);
    if (auto* items = std::get_if<JsonNode::Items>(&node.data)) {
      for (JsonNode& item : *items) add(item);
    } else if (auto* members = std::get_if<JsonNode::Members>(&node.data)) {
      for (auto& [key, value, offset] : *members) {
        keys.push_back(&key);
        add(value);
      }
    }
  }
};

void mutate_items(JsonNode::Items& items, const JsonNode& other, Random& random) {
  const auto at = static_cast<std::ptrdiff_t>(below(items.size() + 1, random));
  switch (items.empty() ? 0 : below(4, random)) {
    case 0: items.insert(items.begin() + at, other); break;
    case 1:
      items.erase(items.begin() + static_cast<std::ptrdiff_t>(below(items.size(), random)));
      break;
    case 2: std::swap(one_of(items, random), one_of(items, random)); break;
    default: {
      JsonNode copy = one_of(items, random);
      items.insert(items.begin() + at, std::move(copy));
    }
  }
}

void mutate_members(JsonNode::Members& members, const std::string& key, const JsonNode& other,
                    Random& random) {
  switch (members.empty() ? 0 : below(4, random)) {
    case 0: members.push_back({key, other, 0}); break;
    case 1:
      members.erase(members.begin() + static_cast<std::ptrdiff_t>(below(members.size(), random)));
      break;
    case 2: one_of(members, random).key = key; break;
    default: one_of(members, random).value = other;
  }
}

void mutate_plain(JsonNode& node, Random& random) {
  static constexpr std::array<double, 8> numbers{-1, 0, 0.001, 0.5, 1, 2, 1e300, 3.5};
  switch (below(5, random)) {
    case 0: node.data = below(2, random) == 0; break;
    case 1: node.data = std::monostate(); break;
    case 2: node.data = one_of(numbers, random); break;
    case 3: node.data = static_cast<std::int64_t>(below(6, random)) - 1; break;
    default: node.data = std::int64_t{1} << below(63, random);
  }
}

}  // namespace

std::string mutate_json(std::string_view text, Random& random) {
  std::optional<JsonNode> document = read(text);
  if (!document) return {};
  const Parts parts(*document);
  JsonNode& target = *one_of(parts.nodes, random);
  const JsonNode other = *one_of(parts.nodes, random);  // a copy: target may be above or below it
  if (below(4, random) == 0) {
    target = other;
  } else if (auto* items = std::get_if<JsonNode::Items>(&target.data)) {
    mutate_items(*items, other, random);
  } else if (auto* members = std::get_if<JsonNode::Members>(&target.data)) {
    const std::string key = parts.keys.empty() ? "log" : *one_of(parts.keys, random);
    mutate_members(*members, key, other, random);
  } else if (target.as<std::string>() && other.as<std::string>()) {
    target = other;
  } else {
    mutate_plain(target, random);
  }
  return write(*document);
}

std::string cross_json(std::string_view text, std::string_view other, Random& random) {
  std::optional<JsonNode> document = read(text);
  std::optional<JsonNode> donor = read(other);
  if (!document || !donor) return {};
  const Parts parts(*document);
  const Parts offered(*donor);
  const JsonNode& given = *one_of(offered.nodes, random);
  JsonNode& target = *one_of(parts.nodes, random);
  if (auto* items = std::get_if<JsonNode::Items>(&target.data))
    mutate_items(*items, given, random);
  else
    target = given;
  return write(*document);
}

}  // namespace loopscope::fuzz
