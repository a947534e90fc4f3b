// SPDX-License-Identifier: MIT
#include <array>

#include <loopscope/app/demos/scripts.h>
#include <loopscope/app/demos/stage.h>

namespace loopscope::demos {
namespace {

Coro<int> innermost(Stage& stage, Future<int> signal) {
  try {
    co_return co_await signal;
  } catch (const CancelledError&) {
    stage.print("innermost sees the cancellation, in iteration " +
                std::to_string(stage.loop().core().iteration()));
    throw;
  }
}

Coro<int> level(Stage& stage, std::string name, Task<int> inner) {
  try {
    const int value = co_await inner;
    stage.print(name + " got " + std::to_string(value));
    co_return value + 1;
  } catch (const CancelledError&) {
    stage.print(name + " sees the cancellation, in iteration " +
                std::to_string(stage.loop().core().iteration()));
    throw;
  }
}

void play_chain(Stage& stage) {
  Loop& loop = stage.loop();
  const auto signal = stage.keep(loop.create_future<int>("signal"));
  Task<int> task = loop.create_task(innermost(stage, signal), {.name = "innermost"});
  for (const char* name : {"inner", "middle", "outer", "outermost"}) {
    stage.keep(task);
    task = loop.create_task(level(stage, name, task), {.name = name});
  }
  stage.keep(task);
}

constexpr std::string_view chain_happens =
    R"(Five tasks, each awaiting the next; the innermost awaits the future <i>signal</i>. The tree shows the
chain, the awaited below the awaiter. A cancellation passes down through all of them at once and
cancels the future; the error then travels back up, <b>one iteration a level</b>.)";

constexpr std::array<std::string_view, 3> chain_to_try{
    R"(<b>Pause</b>, select <i>outermost</i>, press <b>Cancel future</b>, and go on with <b>Step
iteration</b>: <i>innermost</i> sees the error first, <i>outermost</i> last.)",
    R"(Start again and cancel <i>middle</i>: the tasks around it see the error at their
<code>co_await</code>.)",
    R"(Start again and set the result of <i>signal</i>: a value travels the same way.)"};

}  // namespace

const Script chain{
    .name = "chain",
    .title = "Tasks awaiting tasks: a cancellation travels",
    .happens = chain_happens,
    .to_try = chain_to_try,
    .starts_paused = false,
    .debug = false,
    .play = &play_chain,
};

}  // namespace loopscope::demos
