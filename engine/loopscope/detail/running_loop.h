// SPDX-License-Identifier: MIT
#pragma once

namespace loopscope::detail {

class LoopCore;

/// The loop whose slice runs on the calling thread, or null: user code runs only within a slice. What
/// counts references looks at it first, because a count that one thread alone changes needs no atomic
/// instruction. constinit, so that access needs no guard; initial-exec, so that position-independent code
/// needs no call.
[[gnu::tls_model("initial-exec")]] extern constinit thread_local LoopCore* running_loop;

/// The loops that something else than run_forever() drives on the calling thread, a QtBridge for example:
/// linked through LoopCore::next_driven.
extern constinit thread_local LoopCore* driven_loops;

/// `core`; if it runs here, as `running_loop` knows it. That the processor has at hand, while it may still be
/// fetching `core`: the coroutine's frame, the loop in it, the core in that, one after the other. What
/// follows, a place in the ready queue above all, need not wait.
inline LoopCore& at_hand(LoopCore& core) noexcept {
  LoopCore* here = running_loop;
  asm("" : "+r"(here));  // the compiler is not to know that both are the same
  if (running_loop != &core) [[unlikely]] {
    asm volatile("");  // nor to choose without a branch, which would wait for both
    return core;
  }
  return *here;
}

}  // namespace loopscope::detail
