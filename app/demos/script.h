// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

namespace loopscope::demos {

class Stage;

/// A small program to look into, and its story (rich text, the HTML that Qt knows).
struct Script {
  std::string_view name;   ///< for the command line
  std::string_view title;  ///< a few words
  std::string_view happens;
  std::span<const std::string_view> to_try;
  bool starts_paused = false;  ///< so that the first thing seen is the first step
  bool debug = false;          ///< with the loop's debug checks on
  void (*play)(Stage& stage) =
      nullptr;  ///< called once, on the loop's thread, before the loop turns
};

}  // namespace loopscope::demos
