// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>

#include <loopscope/scenario/value.h>
#include <loopscope/time.h>

namespace loopscope::scenario {

/// One event of a run.
struct TraceEvent {
  Duration time;  ///< loop time since the run began
  std::string who;
  std::string ev;
  Value::Members fields;  ///< the event's own, without exceptions

  /// One line of a trace, without the line break: `{"t": 0.25, "who": "main", "ev": "log", …}`; the
  /// time in seconds, rounded to microseconds.
  std::string to_json() const;
};

using TraceSink = std::function<void(const TraceEvent&)>;

}  // namespace loopscope::scenario
