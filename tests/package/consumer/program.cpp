// SPDX-License-Identifier: MIT
#include <iostream>

#include <loopscope/run.h>
#include <loopscope/sleep.h>

using namespace loopscope;
using namespace std::chrono_literals;

Coro<int> answer() {
  co_await sleep(1ms);
  co_return 42;
}

Coro<void> program() {
  Task<int> task = get_running_loop().create_task(answer(), {.name = "answer"});
  std::cout << co_await task << "\n";
}

int main() { run(program()); }
