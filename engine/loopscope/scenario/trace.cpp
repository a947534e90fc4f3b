// SPDX-License-Identifier: MIT
#include <loopscope/scenario/trace.h>

#include <chrono>

#include <loopscope/scenario/json_writer.h>

namespace loopscope::scenario {
namespace {

double in_seconds(Duration time) {
  const auto microseconds = std::chrono::round<std::chrono::microseconds>(time).count();
  return static_cast<double>(microseconds) / 1e6;
}

}  // namespace

std::string TraceEvent::to_json() const {
  Value::Members members{{"t", Value(in_seconds(time))}, {"who", Value(who)}, {"ev", Value(ev)}};
  members.insert(members.end(), fields.begin(), fields.end());
  return scenario::to_json(Value(std::move(members)));
}

}  // namespace loopscope::scenario
