// SPDX-License-Identifier: MIT
#pragma once

namespace loopscope::detail {

class LoopCore;

/// The loop whose slice runs on the calling thread, or null: user code runs only within a slice. What
/// counts references looks at it first, because a count that one thread alone changes needs no atomic
/// instruction. constinit, so that access needs no guard; initial-exec, so that position-independent code
/// needs no call.
[[gnu::tls_model("initial-exec")]] extern constinit thread_local LoopCore* running_loop;

}  // namespace loopscope::detail
