// SPDX-License-Identifier: MIT
#include <loopscope/detail/loop_core.h>
#include <loopscope/detail/loop_dropping.h>
#include <loopscope/detail/task_state.h>
#include <loopscope/errors.h>
#include <loopscope/executor.h>
#include <loopscope/inspect/observer.h>
#include <loopscope/logging.h>

#include <utility>

namespace loopscope::detail {

void LoopCore::close() {
  if (is_running()) throw RuntimeError("Cannot close a running event loop");
  if (is_closed()) return;
  claim();
  const Dropping dropping(*this);
  shut();
  // The loop no longer holds its tasks: those without handles go now, newest first.
  for (Ref<TaskState>& task : pending_tasks()) {
    task->release_itself();
    task = nullptr;
  }
}

/// From now on nothing can be scheduled, and what was is gone.
void LoopCore::shut() noexcept {
  unusual_.fetch_or(closed, std::memory_order_seq_cst);  // see DoorQueue::drop_all
  executor_shut_down = true;
  if (const auto executor = std::exchange(default_executor, nullptr)) executor->shutdown(false);
  drop_queued();
  const std::lock_guard guard(lock_);
  reactor_ = nullptr;
  own_reactor_ = nullptr;  // with its descriptors
}

void LoopCore::drop_queued() noexcept {
  last_run_ = ready_.popped();
  while (!ready_.empty()) {
    Ready call;
    ready_.pop().move_to(call);
    if (observer_ && !call.kind->info(call.word).cancelled) observer_->unscheduled(ready_.popped());
    call.kind->drop(call.word);
  }
  end_iteration();
  while (TimerCall* timer = timers_.next()) {
    const auto owned = Ref<Call>::adopt(timers_.extract());
    if (observer_) observer_->timer_cancelled(timer->number);
    timer->cancel();
  }
  door_.drop_all();
  urgent_.drop_all();
  drop_watches();
}

void LoopCore::drop_watches() noexcept {
  const auto watches = std::exchange(watches_, {});
  set(listening, false);
  for (const auto& [fd, watch] : watches) {
    reactor_->watch(fd, {});
    if (watch.reader) watch.reader->cancel();
    if (watch.writer) watch.writer->cancel();
  }
}

/// The Loop is destroyed by a call that it runs. std::exit() does so to one with static storage, and never
/// comes back: what is left stays as it is, and the process ends with its status.
void LoopCore::abandon() noexcept {
  add_ref();
  abandoned_ = true;
  set(gated, true);  // if the call does come back: see passes_gate()
}

void LoopCore::destroyed_while_running() noexcept {
  log(LogLevel::error, "a running event loop was destroyed");
  std::terminate();
}

void LoopCore::end() noexcept {
  if (running_here() == this) return abandon();
  if (reactor_) reactor_->loop_ends();
  if (is_running()) destroyed_while_running();
  claim();
  {
    const Dropping dropping(*this);
    if (!is_closed()) {
      if (debug()) log(LogLevel::warning, "unclosed event loop");  // D9
      shut();
    }
    destroy_pending_tasks();
    bury();
  }
  if (observer_) observer_->loop_ends();
  set_observer(nullptr);
  exception_handler = nullptr;
  callback_indexes.close();
  std::vector<FutureState*> dead;
  {
    const std::lock_guard guard(lock_);
    orphaned_ = true;
    loop_ = nullptr;
    dead.swap(graveyard_);            // released by other threads meanwhile
    if (live_states_ > 0) add_ref();  // the survivors' reference, see destroy_orphan
  }
  for (FutureState* state : dead) drop_orphan(state);
}

/// The pending tasks, and the pending futures that have a name.
std::vector<Ref<FutureState>> LoopCore::known_pending() const {
  std::vector<Ref<FutureState>> pending;
  for (const Ref<TaskState>& task : pending_tasks()) pending.emplace_back(task.get());
  for (const auto& [id, named] : names_) {
    const bool future = named.state->ops().value && !named.state->is_task();
    if (future && !named.state->done() && named.state->try_add_ref())
      pending.push_back(Ref<FutureState>::adopt(named.state));
  }
  return pending;
}

void LoopCore::destroy_pending_tasks() noexcept {
  // Newest first, without references: the last handle of a task may be on its way to the graveyard.
  // A task that dies meanwhile is freed at the end.
  destroying_ = true;
  {
    const std::vector<Ref<FutureState>> pending = known_pending();
    while (newest_task_) destroy_pending_task(*newest_task_);
    // Their callbacks cannot run any more, and may hold them.
    for (const Ref<FutureState>& state : pending) state->drop_waiters();
  }
  destroy_doomed();
}

}  // namespace loopscope::detail
