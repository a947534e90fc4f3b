// SPDX-License-Identifier: MIT
#include <array>

#include <loopscope/app/demos/fetch.h>
#include <loopscope/app/demos/legacy_operation.h>
#include <loopscope/app/demos/scripts.h>
#include <loopscope/app/demos/stage.h>

namespace loopscope::demos {
namespace {

using namespace std::chrono_literals;

void play_bridge(Stage& stage) {
  Loop& loop = stage.loop();
  const auto answer = stage.keep(loop.create_future<int>("answer"));
  stage.keep(loop.create_task(fetch(stage, answer), {.name = "fetch"}));

  const auto on_done = [door = loop.door(), answer](int value) {
    // Here we are in the legacy thread: only the door may be touched.
    door.call_soon_threadsafe(named("set_result", [answer, value] { answer.set_result(value); }));
  };
  loop.call_soon(named("start legacy operation",
                       [&stage, on_done] { stage.make<LegacyOperation>(1000ms, on_done); }));
}

constexpr std::string_view bridge_happens =
    R"(Press <b>Run</b>. A library of the old kind works for one second in a thread of its own and then calls back with 42.
Its callback may not touch the loop, so it hands a small function over with
<code>call_soon_threadsafe</code>. The loop runs that, which sets the result of the future
<i>answer</i>; one iteration later the task <i>fetch</i>, which awaits it, goes on and prints
<code>Got result: 42</code>. In the firing order, <code>set_result</code> comes <b>from thread
legacy</b>.)";

constexpr std::array<std::string_view, 3> bridge_to_try{
    R"(Start again, and before you press <b>Run</b> be faster than the thread: select <i>answer</i>, type a number, press <b>Set
result</b>. <i>fetch</i> prints yours; the late <code>set_result</code> is refused and shows up as an
unhandled callback error, and the program goes on.)",
    R"(Or <b>Throw exception</b>: it is thrown inside <i>fetch</i>, at its <code>co_await</code>.)",
    R"(Or <b>Cancel future</b>: <i>fetch</i> ends as cancelled.)"};

}  // namespace

const Script bridge{
    .name = "bridge",
    .title = "A callback from another thread reaches a coroutine",
    .happens = bridge_happens,
    .to_try = bridge_to_try,
    .starts_paused = true,
    .debug = false,
    .play = &play_bridge,
};

}  // namespace loopscope::demos
