// SPDX-License-Identifier: MIT
#include <loopscope/detail/loop_core.h>
#include <loopscope/detail/task_state.h>
#include <loopscope/errors.h>
#include <loopscope/logging.h>
#include <loopscope/threads.h>

#include <algorithm>
#include <utility>

namespace loopscope::detail {
namespace {

// A task that goes on after as many cancellations, or for as many iterations, refuses to end.
constexpr int most_cancellations = 8;
constexpr int most_iterations = 1000;

}  // namespace

/// Drives the loop, whatever its gate says, while it exists.
class LoopCore::RunDown {
 public:
  RunDown(LoopCore& core, std::span<const Ref<TaskState>> tasks)
      : core_(core), tasks_(tasks), enters_(!core.is_running()), gate_(core.gate_) {
    if (enters_) core.enter();
    core.awake();
    core.set_gate_now(Gate::open);
  }
  RunDown(const RunDown&) = delete;
  RunDown& operator=(const RunDown&) = delete;
  ~RunDown() {
    core_.set_gate_now(gate_);
    if (enters_)
      core_.leave();
    else
      core_.look_anew();
  }

  void cancel_and_run(const CancelMessage& why) {
    for (int round = 0; round < most_cancellations; ++round) {
      for (const Ref<TaskState>& task : tasks_) task->cancel(why);
      if (!any_can_go_on()) return;
      for (int i = 0; i < most_iterations && any_can_go_on() && !core_.ready_.empty(); ++i)
        core_.advance(std::nullopt);
    }
  }

  void destroy_what_is_left(const CancelMessage& why) {
    for (const Ref<TaskState>& task : tasks_) {
      if (task->done() || is_busy(*task)) continue;
      log(LogLevel::error, task->describe() + " goes on after " +
                               std::to_string(most_cancellations) +
                               " cancellations: its coroutine is destroyed with its owner");
      if (const inspect::Ticket ticket = ticket_of_step(*task)) core_.cancel_soon(ticket);
      core_.task_ends(*task);
      task->destroy_frames();
      if (!task->done()) task->settle_cancelled(std::make_exception_ptr(CancelledError(why)));
    }
  }

 private:
  bool any_can_go_on() const {
    return std::ranges::any_of(
        tasks_, [this](const Ref<TaskState>& task) { return !task->done() && !is_busy(*task); });
  }
  /// Its step has not ended, further down on the native stack: it neither waits nor is it scheduled.
  bool is_busy(TaskState& task) const {
    return task.started() && !task.awaited() && ticket_of_step(task) == 0;
  }
  /// 0: no step of it is in the ready queue. O(queue).
  inspect::Ticket ticket_of_step(TaskState& task) const {
    const ReadyQueue& ready = core_.ready_;
    for (std::uint64_t ahead = 0; ahead < ready.size(); ++ahead) {
      const Ready& call = ready.peek(ahead);
      if (call.kind == &step_kind && call.word.object == static_cast<Waiter*>(&task))
        return ready.popped() + ahead + 1;
    }
    return 0;
  }

  LoopCore& core_;
  std::span<const Ref<TaskState>> tasks_;
  bool enters_;
  Gate gate_;
};

void LoopCore::run_down(std::span<const Ref<TaskState>> tasks, const CancelMessage& why) noexcept {
  if (is_closed() || tasks.empty()) return;
  if (is_running() && owner() != this_thread_id())
    return log(
        LogLevel::error,
        "tasks go on without their owner, which was destroyed on another thread than their loop's");
  try {
    RunDown run(*this, tasks);
    run.cancel_and_run(why);
    run.destroy_what_is_left(why);
  } catch (...) {
    log(LogLevel::error,
        "while the tasks of an owner were ended: " + error_line(std::current_exception()));
  }
}

}  // namespace loopscope::detail
