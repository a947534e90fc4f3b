// SPDX-License-Identifier: MIT
#include <array>

#include <loopscope/sleep.h>

#include <loopscope/app/demos/scripts.h>
#include <loopscope/app/demos/stage.h>

namespace loopscope::demos {
namespace {

using namespace std::chrono_literals;

Coro<void> waiter(Stage& stage, Future<int> future) {
  stage.print("task A: first step");
  const int value = co_await future;
  stage.print("task A: woken with " + std::to_string(value));
}

Coro<void> sleeper(Stage& stage) {
  stage.print("task B: first step, yields");
  co_await sleep(0s);
  stage.print("task B: after the yield, sleeps 10 ms");
  co_await sleep(10ms);
  stage.print("task B: slept");
}

void play_order(Stage& stage) {
  Loop& loop = stage.loop();
  const auto future = stage.keep(loop.create_future<int>("future"));

  loop.call_later(0ms, named("timer, 0 ms", [&stage] { stage.print("timer, 0 ms"); }));
  loop.call_soon(named("first call_soon", [&stage] { stage.print("first call_soon"); }));
  stage.keep(loop.create_task(waiter(stage, future), {.name = "A"}));
  future.add_done_callback(
      named("callback of future", [&stage] { stage.print("callback of future"); }));
  stage.keep(loop.create_task(sleeper(stage), {.name = "B"}));
  loop.call_soon(named("set_result", [&stage, &loop, future] {
    stage.print("set_result: schedules the callback and task A, runs neither");
    future.set_result(42);
    loop.call_soon(named("last call_soon", [&stage] { stage.print("last call_soon"); }));
  }));
  loop.call_later(5ms, named("timer, 5 ms", [&stage] { stage.print("timer, 5 ms"); }));
  loop.call_later(5ms, named("other timer, 5 ms", [&stage] { stage.print("other timer, 5 ms"); }));
}

constexpr std::string_view order_happens =
    R"(Callbacks, <code>call_soon</code>, timers and task steps compete; the loop is paused before the first.
<i>Due next</i> shows what is ready. There is one queue, first in, first out; a task's first step
stands where <code>create_task</code> was called. An iteration runs what was ready <b>at its
start</b>. Timers that are due join <b>behind</b> what is queued already, so the timer of 0 ms, set
first, runs last.)";

constexpr std::array<std::string_view, 3> order_to_try{
    R"(Go on with <b>Step callback</b> (one call) or <b>Step iteration</b> (all that are ready now), and
guess the next one before you press.)",
    R"(Watch <code>set_result</code>: it runs nobody. It schedules those who wait, in the order in which
they came: the callback was added before task A began to wait.)",
    R"(A bare yield costs one turn; a sleep ends one iteration after its timer; timers due at the same time
run in the order in which they were set.)"};

}  // namespace

const Script order{
    .name = "order",
    .title = "Why this one first? Callbacks, timers and steps compete",
    .happens = order_happens,
    .to_try = order_to_try,
    .starts_paused = true,
    .debug = false,
    .play = &play_order,
};

}  // namespace loopscope::demos
