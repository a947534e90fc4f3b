// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

#include <loopscope/scenario/json_node.h>

namespace loopscope::scenario {

/// How deep a text may nest lists and objects.
inline constexpr std::size_t deepest_json = 500;

/// Reads one JSON value and nothing else: RFC 8259 to the letter, in UTF-8. Throws Refusal with line
/// and column: also for a byte order mark, a key given twice in one object, a number beyond a double's
/// range, and nesting deeper than deepest_json. A lone surrogate in an escape is kept, as Python does.
/// O(size), but for the search for double keys: O(n log n).
JsonNode read_json(std::string_view text);

}  // namespace loopscope::scenario
