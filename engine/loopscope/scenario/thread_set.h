// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include <loopscope/door.h>
#include <loopscope/loop.h>
#include <loopscope/named.h>
#include <loopscope/time.h>

namespace loopscope::scenario {

/// Threads that sleep and then post calls to a loop. A virtual clock stands still while one is alive.
/// For the loop's thread. Ending the set wakes and joins them; those that slept post nothing then.
class ThreadSet {
 public:
  using Work = Named<std::function<void()>>;

  explicit ThreadSet(Loop& loop) : door_(loop.door()) {}
  ThreadSet(const ThreadSet&) = delete;
  ThreadSet& operator=(const ThreadSet&) = delete;

  /// A thread of that name that sleeps for `delay` of real time and posts each work, in order.
  void start(std::string name, Duration delay, std::vector<Work> works);

  std::size_t alive() const noexcept { return threads_.size(); }

 private:
  LoopDoor door_;
  std::uint64_t last_ = 0;
  std::map<std::uint64_t, std::jthread> threads_;
};

}  // namespace loopscope::scenario
