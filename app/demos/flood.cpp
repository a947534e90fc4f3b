// SPDX-License-Identifier: MIT
#include <array>

#include <loopscope/sleep.h>
#include <loopscope/threads.h>

#include <atomic>
#include <thread>

#include <loopscope/app/demos/scripts.h>
#include <loopscope/app/demos/stage.h>

namespace loopscope::demos {
namespace {

using namespace std::chrono_literals;

/// Posts as fast as it can, with at most so many of its calls under way.
class Producer {
 public:
  Producer(LoopDoor door, std::atomic<std::uint64_t>& received, std::string name)
      : thread_([this, door = std::move(door), &received, name = std::move(name)](
                    const std::stop_token& stop) { post(door, received, name, stop); }) {}

 private:
  static constexpr std::uint64_t most_under_way = 2000;

  void post(const LoopDoor& door, std::atomic<std::uint64_t>& received, const std::string& name,
            const std::stop_token& stop) {
    name_this_thread(name);
    for (std::uint64_t posted = 0; !stop.stop_requested();) {
      // Relaxed: a count to slow down by, it orders nothing.
      if (posted - ran_.load(std::memory_order_relaxed) >= most_under_way) {
        std::this_thread::sleep_for(1ms);
        continue;
      }
      door.call_soon_threadsafe(named("posted", [this, &received] {
        ran_.fetch_add(1, std::memory_order_relaxed);
        received.fetch_add(1, std::memory_order_relaxed);
      }));
      ++posted;
    }
  }

  std::atomic<std::uint64_t> ran_{0};
  std::jthread thread_;  // last: it uses the count
};

Coro<void> report(Stage& stage, std::atomic<std::uint64_t>& received) {
  for (std::uint64_t before = 0;;) {
    co_await sleep(1s);
    const std::uint64_t now = received.load(std::memory_order_relaxed);
    stage.print(std::to_string(now - before) + " callbacks in the last second");
    before = now;
  }
}

void play_flood(Stage& stage) {
  auto& received = stage.make<std::atomic<std::uint64_t>>(0U);
  stage.keep(stage.loop().create_task(report(stage, received), {.name = "report"}));
  for (const char* name : {"producer 1", "producer 2", "producer 3", "producer 4"})
    stage.make<Producer>(stage.loop().door(), received, name);
}

constexpr std::string_view flood_happens =
    R"(Four threads post callbacks to the loop as fast as they can. The loop runs in this window's own
thread, in slices of bounded time, so the window goes on painting and listening; <i>report</i> counts
once a second. What is too much for the inspector is dropped, never waited for: a row in the firing
order says how many records are missing.)";

constexpr std::array<std::string_view, 3> flood_to_try{
    R"(Scroll, select, filter by <code>thread:"producer 2"</code>: the window stays usable.)",
    R"(<b>Pause</b>: the threads fill the queue up to their limit and stop. <b>Step callback</b> takes one.)",
    R"(Move <b>Speed</b>: the clock follows it, not the threads.)"};

}  // namespace

const Script flood{
    .name = "flood",
    .title = "Four threads posting as fast as they can",
    .happens = flood_happens,
    .to_try = flood_to_try,
    .starts_paused = false,
    .debug = false,
    .play = &play_flood,
};

}  // namespace loopscope::demos
