// SPDX-License-Identifier: MIT
#include <cstdio>

#include <loopscope/detail/task_state.h>
#include <loopscope/inspect/record.h>
#include <loopscope/task.h>

#include "workloads.h"

namespace loopscope::bench {

/// What is there in large numbers, in bytes, as one JSON object.
void print_sizes() {
  std::printf("{\"Future<int>\": %zu, \"state of a Future<int>\": %zu, ", sizeof(Future<int>),
              sizeof(detail::FutureValue<int>));
  std::printf(
      "\"state of any task\": %zu, \"call\": %zu, \"timer\": %zu, \"place in the ready queue\": %zu, ",
      sizeof(detail::BlockHeader) + sizeof(detail::TaskState), sizeof(detail::Call),
      sizeof(detail::TimerCall), sizeof(detail::Ready));
  std::printf("\"record\": %zu}\n", sizeof(inspect::Record));
}

}  // namespace loopscope::bench
