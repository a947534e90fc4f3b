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
  bool cancel(FutureState& future);

 private:
  /// A task that waits for the answer of what it awaits, or a gather for those of its children.
  struct Stop {
    Ref<FutureState> future;
    std::size_t asked = 0;
    bool accepted = false;  // by one that was asked
  };

  // Each gives the answer, or nothing when the future went on the path.
  std::optional<bool> enter(FutureState& future);
  std::optional<bool> enter_task(TaskState& task);
  bool enter_plain(FutureState& future);

  FutureState* next_to_ask(Stop& stop) const;
  bool leave();
  void tell(FutureState& future, bool accepted) const;

  const CancelMessage& message_;
  std::vector<Stop> path_;
};

}  // namespace loopscope::detail
