// SPDX-License-Identifier: MIT
#include <array>

#include <loopscope/app/demos/fetch.h>
#include <loopscope/app/demos/legacy_operation.h>
#include <loopscope/app/demos/scripts.h>
#include <loopscope/app/demos/stage.h>

namespace loopscope::demos {
namespace {

using namespace std::chrono_literals;

void play_bridge_wrong(Stage& stage) {
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

constexpr std::string_view bridge_wrong_happens =
    R"(The same program with the classic mistake: the callback sets the future's result <b>directly</b>, in
the legacy thread. A future belongs to its loop's thread; without a check the task might be woken in
the middle of something else, or never. The loop's debug mode is on, so <code>set_result</code>
compares the threads first, throws <code>WrongThreadError</code> in the legacy thread and leaves
<i>answer</i> pending.)";

constexpr std::array<std::string_view, 2> bridge_wrong_to_try{
    R"(Read the banner: what is wrong, and the one line that would be right.)",
    R"(Rescue the program: select <i>answer</i> and set its result by hand.)"};

}  // namespace

const Script bridge_wrong{
    .name = "bridge-wrong",
    .title = "The same without call_soon_threadsafe: what goes wrong",
    .happens = bridge_wrong_happens,
    .to_try = bridge_wrong_to_try,
    .starts_paused = false,
    .debug = true,
    .play = &play_bridge_wrong,
};

}  // namespace loopscope::demos
