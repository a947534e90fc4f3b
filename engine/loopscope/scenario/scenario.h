// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <loopscope/scenario/json_node.h>
#include <loopscope/scenario/step.h>

namespace loopscope::scenario {

/// Largest file that is read, in bytes.
inline constexpr std::size_t largest_file = 4 * 1024 * 1024;

/// A small asynchronous program that was read from a file and checked as a whole: everything but the
/// names of coroutines and objects, which are looked up when a step runs. Immutable, move-only.
class Scenario {
 public:
  /// Throws Refusal, which names the file, the place and the reason.
  static Scenario load(const std::string& file);
  /// The same of a text; `file` is its name in messages.
  static Scenario parse(std::string_view text, const std::string& file = {});

  const std::string& file() const noexcept { return file_; }
  const std::string& title() const noexcept { return title_; }
  const std::string& description() const noexcept { return description_; }
  /// What a viewer may try by hand, a sentence or two each.
  const std::vector<std::string_view>& to_try() const noexcept { return to_try_; }

  /// Name of the coroutine that the root task runs, and of that task.
  std::string_view entry() const noexcept { return entry_; }

  /// The steps of a coroutine, or null.
  const Steps* find(std::string_view coroutine) const noexcept;

 private:
  friend class Compiler;
  Scenario() = default;

  std::string file_;
  std::string title_;
  std::string description_;
  std::vector<std::string_view> to_try_;
  std::unique_ptr<const JsonNode> document_;  // holds the texts of the steps
  std::string_view entry_ = "main";
  std::map<std::string_view, Steps> coroutines_;
};

}  // namespace loopscope::scenario
