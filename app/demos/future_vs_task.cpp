// SPDX-License-Identifier: MIT
#include <array>

#include <loopscope/sleep.h>

#include <loopscope/app/demos/scripts.h>
#include <loopscope/app/demos/stage.h>

namespace loopscope::demos {
namespace {

using namespace std::chrono_literals;

Coro<int> count(Stage& stage) {
  int counted = 0;
  while (counted < 5) {
    co_await sleep(400ms);
    stage.print("the task counts: " + std::to_string(++counted));
  }
  co_return counted;
}

Coro<void> compare(Stage& stage, Future<int> future, Task<int> task) {
  const int of_task = co_await task;
  stage.print("the task drove itself to its result: " + std::to_string(of_task));
  stage.print("the future is still waiting for somebody to set it");
  const int of_future = co_await future;
  stage.print("somebody did: " + std::to_string(of_future));
}

void play_future_vs_task(Stage& stage) {
  Loop& loop = stage.loop();
  const auto future = stage.keep(loop.create_future<int>("passive future"));
  const auto task = stage.keep(loop.create_task(count(stage), {.name = "counting task"}));
  stage.keep(loop.create_task(compare(stage, future, task), {.name = "compare"}));
}

constexpr std::string_view future_vs_task_happens =
    R"(Two containers for an int. <i>passive future</i> has no code and stays pending until somebody calls
<code>set_result</code>. <i>counting task</i> is a future too (it can be awaited, cancelled, given
callbacks), but it <b>drives a coroutine</b>: the loop runs it step by step, and its result is what
the coroutine returns. <i>compare</i> awaits the one, then the other.)";

constexpr std::array<std::string_view, 3> future_vs_task_to_try{
    R"(Select <i>counting task</i>: <b>Set result</b> is disabled, and says why.)",
    R"(Cancel it while it counts: the cancellation is thrown inside, at its <code>co_await</code>.)",
    R"(Select <i>passive future</i> and set its result. That is the only way it will ever be done.)"};

}  // namespace

const Script future_vs_task{
    .name = "future-vs-task",
    .title = "A passive container next to a task that drives itself",
    .happens = future_vs_task_happens,
    .to_try = future_vs_task_to_try,
    .starts_paused = false,
    .debug = false,
    .play = &play_future_vs_task,
};

}  // namespace loopscope::demos
