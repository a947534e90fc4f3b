// SPDX-License-Identifier: MIT
#pragma once

#include <loopscope/app/demos/script.h>

namespace loopscope::demos {

extern const Script bridge;
extern const Script bridge_wrong;
extern const Script manual;
extern const Script chain;
extern const Script future_vs_task;
extern const Script order;
extern const Script flood;

}  // namespace loopscope::demos
