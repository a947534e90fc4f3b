// SPDX-License-Identifier: MIT
#pragma once

#include <loopscope/app/demos/stage.h>
#include <loopscope/coroutine.h>
#include <loopscope/future.h>

namespace loopscope::demos {

/// Waits for the answer and prints it: the coroutine at the end of both bridges.
Coro<void> fetch(Stage& stage, Future<int> answer);

}  // namespace loopscope::demos
