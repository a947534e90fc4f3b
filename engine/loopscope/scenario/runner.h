// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <loopscope/scenario/interpreter.h>
#include <loopscope/scenario/scenario.h>
#include <loopscope/scenario/trace.h>

namespace loopscope::scenario {

/// In whose time a scenario runs, and what ends one that does not end by itself.
struct RunOptions {
  enum class Time { virtual_, steady };

  Time time = Time::virtual_;  ///< steady: sleeps take as long as they say
  Limits limits = {};
};

/// How a run ended.
struct RunResult {
  bool succeeded = false;  ///< the root task ended with a result
  bool stalled = false;    ///< it waits for what cannot come
  std::string limit;       ///< that the run went past, "20000 events"; or empty
};

/// Runs a scenario to its end on a loop of its own, on this thread, and gives each event to `sink`.
RunResult run(const Scenario& scenario, const TraceSink& sink, const RunOptions& options = {});

}  // namespace loopscope::scenario
