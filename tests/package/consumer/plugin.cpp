// SPDX-License-Identifier: MIT
// Uses the loop of its host, where there is one, else a loop of its own.
#include <cstdint>

#include <loopscope/run.h>
#include <loopscope/sleep.h>

using namespace loopscope;
using namespace std::chrono_literals;

Coro<int> seven() {
  co_await sleep(1ms);
  co_return 7;
}

/// The number of a future of the loop that runs, 0: none runs.
extern "C" [[gnu::visibility("default")]] std::uint64_t number_in_running_loop() {
  try {
    return get_running_loop().create_future<int>("of the plugin").id();
  } catch (const RuntimeError&) {
    return 0;
  }
}

extern "C" [[gnu::visibility("default")]] int run_a_loop() { return run(seven()); }
