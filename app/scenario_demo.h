// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <loopscope/app/demo.h>

namespace loopscope::app {

/// A scenario file as something to look into, paused before its first step. Throws scenario::Refusal
/// when it cannot be read or is no scenario.
Demo loadScenario(const QString& file);

/// Those of resources/scenarios, which are part of the program.
std::vector<Demo> builtInScenarios();

}  // namespace loopscope::app
