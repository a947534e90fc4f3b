// SPDX-License-Identifier: MIT
#include <loopscope/detail/cancel_walk.h>

#include <utility>

#include <loopscope/detail/gathering.h>
#include <loopscope/detail/loop_core.h>
#include <loopscope/detail/task_state.h>
#include <loopscope/inspect/observer.h>

namespace loopscope::detail {

CancelWalk::~CancelWalk() {
  for (const Stop& stop : path_) stop.future->passing_cancel_ = false;  // after an exception
}

bool CancelWalk::cancel(FutureState& future, FutureState* from) {
  std::optional<bool> answer = enter(future, from);
  while (!path_.empty()) {
    Stop& stop = path_.back();
    if (answer) stop.accepted = stop.accepted || *answer;
    FutureState* next = next_to_ask(stop);
    answer = next ? enter(*next, stop.future.get()) : leave();
  }
  return *answer;
}

std::optional<bool> CancelWalk::enter(FutureState& future, FutureState* from) {
  future.mark_retrieved();
  if (future.done()) return false;
  if (future.is_task()) return enter_task(static_cast<TaskState&>(future), from);
  if (!future.ops().gathering) return enter_plain(future, from);
  if (future.passing_cancel_) {  // it came back through those whom it was passed on to
    tell(future, from, false);
    return false;
  }
  future.passing_cancel_ = true;
  path_.push_back({.future = Ref<FutureState>(&future), .from = Ref<FutureState>(from)});
  return std::nullopt;
}

std::optional<bool> CancelWalk::enter_task(TaskState& task, FutureState* from) {
  TaskState& last = task.pass_cancel_request(message_, from);
  FutureState* awaited = last.awaited();
  if (last.is_in_cancelled_ring()) {
    last.break_ring(message_);
  } else if (awaited && awaited->ops().gathering) {
    path_.push_back({.future = Ref<FutureState>(&last), .from = nullptr});
    return std::nullopt;
  } else if (!awaited ||
             !enter(*awaited, &last).value()) {  // no pending task, hence no further recursion
    last.cancel_next_step(message_);
  }
  return true;
}

bool CancelWalk::enter_plain(FutureState& future, FutureState* from) {
  tell(future, from, true);
  future.settle_cancelled(message_ ? std::make_exception_ptr(CancelledError(message_)) : nullptr);
  return true;
}

FutureState* CancelWalk::next_to_ask(Stop& stop) const {
  if (stop.future->is_task())
    return stop.asked++ == 0 ? static_cast<TaskState&>(*stop.future).awaited() : nullptr;
  const Gathering& gathering = stop.future->ops().gathering(*stop.future);
  while (stop.asked < gathering.size())
    if (FutureState* child = gathering.child(stop.asked++)) return child;
  return nullptr;
}

bool CancelWalk::leave() {
  const Stop stop = std::move(path_.back());
  path_.pop_back();
  if (stop.future->is_task()) {
    if (!stop.accepted) static_cast<TaskState&>(*stop.future).cancel_next_step(message_);
    return true;
  }
  stop.future->passing_cancel_ = false;
  if (stop.accepted) stop.future->ops().gathering(*stop.future).remember_cancel();
  tell(*stop.future, stop.from.get(), stop.accepted);
  return stop.accepted;
}

void CancelWalk::tell(FutureState& future, FutureState* from, bool accepted) const {
  if (inspect::Observer* observer = future.core().observer())
    observer->cancel_requested(future, from, message_.value_or(""), accepted);
}

}  // namespace loopscope::detail
