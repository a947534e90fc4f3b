// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include <loopscope/scenario/step.h>

namespace loopscope::scenario {

/// Where the value of a key goes; its type says what the file must give.
using Slot =
    std::variant<std::monostate, Step::Text Step::*, std::optional<Step::Text> Step::*,
                 std::optional<Duration> Step::*, std::optional<std::int64_t> Step::*, bool Step::*,
                 Value Step::*, std::vector<Step::Text> Step::*, Steps Step::*,
                 std::optional<Steps> Step::*, std::vector<Step::Handler> Step::*,
                 std::vector<ThreadCall> Step::*, QueueKind Step::*, ReturnWhen Step::*>;

/// One key of a step. The first of an operation is its own and gives it its name.
struct Parameter {
  std::string_view key = {};
  Slot slot = {};
  bool required = false;
  bool not_negative = false;
};

/// The keys that a step of this operation may have.
struct OperationKeys {
  Operation operation;
  Parameter main;
  std::array<Parameter, 3> others = {};

  const Parameter* find(std::string_view key) const noexcept;
  bool has(std::string_view key) const noexcept { return find(key) != nullptr; }
};

/// All operations, in the order of the enumeration.
std::span<const OperationKeys> operations() noexcept;

/// The operation of that key, or null.
const OperationKeys* find_operation(std::string_view key) noexcept;

/// The word of the list that somebody may have meant by `word`, or "".
std::string_view nearest(std::string_view word, std::span<const std::string_view> words);
std::string_view nearest_operation(std::string_view word);

}  // namespace loopscope::scenario
