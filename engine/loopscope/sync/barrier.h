// SPDX-License-Identifier: MIT
#pragma once

#include <source_location>
#include <stdexcept>
#include <string>

#include <loopscope/coroutine.h>
#include <loopscope/detail/exhibit.h>
#include <loopscope/sync/condition.h>

namespace loopscope {

/// Thrown in tasks that wait at a barrier that is reset or aborted.
class BrokenBarrierError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Lets so many tasks of one loop pass together, again and again (asyncio.Barrier).
class Barrier {
 public:
  /// Throws ValueError unless positive. The name is for the inspector: the barrier is shown under it, and
  /// who waits to wait for "name.wait".
  explicit Barrier(int parties, std::string name = {},
                   std::source_location site = std::source_location::current());
  Barrier(const Barrier&) = delete;
  Barrier& operator=(const Barrier&) = delete;

  const std::string& name() const noexcept { return exhibit_.name(); }
  int parties() const noexcept { return parties_; }

  /// How many wait for the others.
  int n_waiting() const noexcept { return state_ == State::filling ? count_ : 0; }
  bool broken() const noexcept { return state_ == State::broken; }

  /// Waits for the others; gives the place in the order of arrival, from 0. The last to arrive does not
  /// suspend (Y11). Cancelling a waiting task does not break the barrier (Y12).
  Coro<int> wait();

  /// Those who wait get BrokenBarrierError; then the barrier is as new.
  Coro<void> reset();

  /// Those who wait, and all who come, get BrokenBarrierError until reset().
  Coro<void> abort();

 private:
  enum class State { filling, draining, resetting, broken };

  friend detail::Exhibit;
  std::string standing() const;
  Coro<void> pass_or_wait(int index);
  void leave();

  Condition changed_;
  int parties_;
  int count_ = 0;
  State state_ = State::filling;
  detail::Exhibit exhibit_;
};

}  // namespace loopscope
