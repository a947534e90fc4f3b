// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include <loopscope/scenario/step.h>
#include <loopscope/scenario/value.h>
#include <loopscope/sync/queue.h>

namespace loopscope::scenario {

/// A queue of values, of whichever kind.
class AnyQueue {
 public:
  virtual ~AnyQueue() = default;

  virtual Coro<void> put(Value item) = 0;
  virtual Coro<Value> get() = 0;
  virtual void put_nowait(Value item) = 0;
  virtual Value get_nowait() = 0;
  virtual QueueBase& base() noexcept = 0;
};

/// A priority queue compares as Python does, and throws where it does.
std::shared_ptr<AnyQueue> make_queue(QueueKind kind, long maxsize, std::string name);

}  // namespace loopscope::scenario
