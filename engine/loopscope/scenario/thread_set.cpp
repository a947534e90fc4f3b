// SPDX-License-Identifier: MIT
#include <loopscope/scenario/thread_set.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include <loopscope/errors.h>
#include <loopscope/threads.h>

namespace loopscope::scenario {
namespace {

/// False when the thread was asked to end before.
bool sleep_for(Duration delay, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  // The longest that wait_for() can add to now.
  constexpr Duration longest = std::chrono::hours(24 * 365);
  never.wait_for(lock, stop, std::min(delay, longest), [] { return false; });
  return !stop.stop_requested();
}

}  // namespace

void ThreadSet::start(std::string name, Duration delay, std::vector<Work> works) {
  const std::uint64_t number = ++last_;
  auto finished = [this, number] { threads_.erase(number); };
  auto work = [door = door_, name = std::move(name), delay, works = std::move(works),
               finished](const std::stop_token& stop) {
    name_this_thread(name);
    if (sleep_for(delay, stop)) {
      try {
        for (const Work& one : works) door.call_soon_threadsafe(one);
        door.call_soon_threadsafe(named("the thread has ended", finished));
      } catch (const RuntimeError&) {
        // The loop has been closed.
      }
    }
    door.core().outside_work_ends();
  };
  door_.core().outside_work_begins();
  threads_.emplace(number, std::jthread(std::move(work)));
}

}  // namespace loopscope::scenario
