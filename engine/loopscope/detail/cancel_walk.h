// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include <loopscope/detail/future_state.h>
#include <loopscope/detail/ref.h>

namespace loopscope::detail {

class TaskState;

/// Cancels a future and those that it passes the cancellation on to: a task to what it awaits, a
/// gather to its children. asyncio recurses there; this keeps the path in a list, so that the native
/// stack stays flat at any depth. On the loop's thread.
class CancelWalk {
 public:
  explicit CancelWalk(const CancelMessage& message) noexcept : message_(message) {}
  CancelWalk(const CancelWalk&) = delete;
  CancelWalk& operator=(const CancelWalk&) = delete;
  ~CancelWalk();

  /// What cancel() returns for it. Throws what settling throws: RuntimeError on a closed loop (L25).
  /// `from` is the task that passes its own cancellation on, null: the caller asks.
  bool cancel(FutureState& future, FutureState* from = nullptr);

 private:
  /// A task that waits for the answer of what it awaits, or a gather for those of its children.
  struct Stop {
    Ref<FutureState> future;
    Ref<FutureState> from;  // null: the caller of cancel()
    std::size_t asked = 0;
    bool accepted = false;  // by one that was asked
  };

  // Each gives the answer, or nothing when the future went on the path. `from` passed the request on,
  // null: the caller of cancel() asked.
  std::optional<bool> enter(FutureState& future, FutureState* from);
  std::optional<bool> enter_task(TaskState& task, FutureState* from);
  bool enter_plain(FutureState& future, FutureState* from);

  FutureState* next_to_ask(Stop& stop) const;
  bool leave();
  void tell(FutureState& future, FutureState* from, bool accepted) const;

  const CancelMessage& message_;
  std::vector<Stop> path_;
};

}  // namespace loopscope::detail
