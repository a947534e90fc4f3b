// SPDX-License-Identifier: MIT
#include <app/demos/legacy_operation.h>
#include <app/demos/scripts.h>
#include <app/demos/stage.h>
#include <array>

namespace loopscope::demos {
namespace {

using namespace std::chrono_literals;

Coro<void> fetch(Stage& stage, Future<int> answer) {
  const int value = co_await answer;
  stage.print("Got result: " + std::to_string(value));
}

void play(Stage& stage) {
  Loop& loop = stage.loop();
  const auto answer = stage.keep(loop.create_future<int>("answer"));
  stage.keep(loop.create_task(fetch(stage, answer), {.name = "fetch"}));

  const auto on_done = [&stage, door = loop.door(), answer](int value) {
    try {
      answer.set_result(value);  // wrong: this is the legacy thread, not the loop's
    } catch (const WrongThreadError& error) {
      door.call_soon_threadsafe(
          named("report the mistake", [&stage, what = std::string(error.what())] {
            stage.print("WrongThreadError: " + what);
          }));
    }
  };
  stage.make<LegacyOperation>(1000ms, on_done);
}

constexpr std::string_view happens = R"(
<p>The same program as <i>bridge</i>, with the classic mistake: the callback of the legacy thread
sets the future's result <b>directly</b>. A future belongs to its loop's thread. Without a check
the task would be woken in the middle of whatever the loop does, or not at all, once in a thousand
runs.</p>
<p>The loop's debug mode is on, so <code>set_result</code> compares threads first: it throws
<code>WrongThreadError</code> in the legacy thread, names both threads, and leaves the future as
it was. <i>answer</i> stays pending and <i>fetch</i> keeps waiting.</p>
<p><b>The cure</b> is one line: hand it over.</p>
<pre>door.call_soon_threadsafe([=] { answer.set_result(value); });</pre>
)";

constexpr std::array<std::string_view, 1> to_try{
    R"(Rescue the program: select <i>answer</i> and set its result by hand.)"};

}  // namespace

const Script bridge_wrong{
    .name = "bridge-wrong",
    .title = "The same without call_soon_threadsafe: what goes wrong",
    .happens = happens,
    .to_try = to_try,
    .starts_paused = false,
    .debug = true,
    .play = &play,
};

}  // namespace loopscope::demos
