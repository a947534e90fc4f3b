// SPDX-License-Identifier: MIT
#pragma once

#include <random>
#include <string>
#include <string_view>

namespace loopscope::fuzz {

using Random = std::minstd_rand;

/// A text with one part of its JSON tree changed: replaced by another part, doubled, left out, renamed.
/// Bytes changed at random seldom give a scenario that runs; this mostly does. Empty when `text` is no
/// JSON.
std::string mutate_json(std::string_view text, Random& random);

/// `text` with one part replaced by a part of `other`. Empty when one of them is no JSON.
std::string cross_json(std::string_view text, std::string_view other, Random& random);

}  // namespace loopscope::fuzz
