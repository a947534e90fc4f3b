// SPDX-License-Identifier: MIT
#include <app/demos/scripts.h>
#include <app/demos/stage.h>
#include <array>

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

void play(Stage& stage) {
  Loop& loop = stage.loop();
  const auto signal = stage.keep(loop.create_future<int>("signal"));
  Task<int> task = loop.create_task(innermost(stage, signal), {.name = "innermost"});
  for (const char* name : {"inner", "middle", "outer", "outermost"}) {
    stage.keep(task);
    task = loop.create_task(level(stage, name, task), {.name = name});
  }
  stage.keep(task);
}

constexpr std::string_view happens = R"(
<p>Five tasks, each awaiting the next; the innermost awaits the future <i>signal</i>. The tree shows
the chain, the awaited below the awaiter.</p>
)";

constexpr std::array<std::string_view, 3> to_try{
    R"(Press <i>Pause</i>, select <i>outermost</i>, press <i>Cancel future</i>, and go on with <i>Step
iteration</i>. The request passes through all tasks at once and cancels the future at the end; the
error then travels back <b>one iteration a level</b>: <i>innermost</i> first, <i>outermost</i>
five iterations after your click.)",
    R"(Start again, cancel <i>middle</i> instead: the levels outside of it see the same error, thrown at
their <code>co_await</code>.)",
    R"(Start again and set the result of <i>signal</i>: the value travels the same way.)"};

}  // namespace

const Script chain{
    .name = "chain",
    .title = "Tasks awaiting tasks: a cancellation travels",
    .happens = happens,
    .to_try = to_try,
    .starts_paused = false,
    .debug = false,
    .play = &play,
};

}  // namespace loopscope::demos
