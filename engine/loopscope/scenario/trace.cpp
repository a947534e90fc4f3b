// SPDX-License-Identifier: MIT
#include <loopscope/scenario/trace.h>

#include <cstdint>

#include <loopscope/scenario/json_writer.h>

namespace loopscope::scenario {
namespace {

/// Rounded to microseconds, half to even. By hand: std::chrono::round overflows at the end of time.
double in_seconds(Duration time) {
  std::int64_t microseconds = time.count() / 1000;
  const std::int64_t rest = time.count() % 1000;
  if (rest > 500 || (rest == 500 && microseconds % 2 != 0)) ++microseconds;
  return static_cast<double>(microseconds) / 1e6;
}

}  // namespace

std::string TraceEvent::to_json() const {
  Value::Members members{{"t", Value(in_seconds(time))}, {"who", Value(who)}, {"ev", Value(ev)}};
  members.insert(members.end(), fields.begin(), fields.end());
  return scenario::to_json(Value(std::move(members)));
}

}  // namespace loopscope::scenario
