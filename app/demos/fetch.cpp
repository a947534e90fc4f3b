// SPDX-License-Identifier: MIT
#include <loopscope/app/demos/fetch.h>

#include <string>

namespace loopscope::demos {

Coro<void> fetch(Stage& stage, Future<int> answer) {
  const int value = co_await answer;
  stage.print("Got result: " + std::to_string(value));
}

}  // namespace loopscope::demos
