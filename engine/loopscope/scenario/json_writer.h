// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <loopscope/scenario/value.h>

namespace loopscope::scenario {

/// The value as Python's json.dumps writes it: on one line, in ASCII, floats as the shortest text that
/// gives the same number. Must not hold exceptions: see plain().
std::string to_json(const Value& value);

/// The same at the end of `out`.
void append_json(std::string& out, const Value& value);

}  // namespace loopscope::scenario
