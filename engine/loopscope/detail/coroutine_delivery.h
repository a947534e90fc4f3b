// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <memory>
#include <type_traits>
#include <utility>

#include <loopscope/concurrent_future.h>
#include <loopscope/loop.h>

/// The parts of run_coroutine_threadsafe.
namespace loopscope::detail {

/// Owns the duty to complete a future. Dropped before, it fails the future: nobody waits for ever
/// for a loop that was closed.
template <class T>
class Duty {
 public:
  explicit Duty(ConcurrentFuture<T> outcome) : outcome_(std::move(outcome)) {}
  Duty(Duty&&) noexcept = default;
  Duty& operator=(Duty&&) = delete;
  Duty(const Duty&) = delete;
  Duty& operator=(const Duty&) = delete;
  ~Duty() {
    if (outcome_)
      outcome_.state().fail(std::make_exception_ptr(
          RuntimeError("Event loop was closed before the coroutine ended")));
  }

  const ConcurrentFuture<T>& outcome() const noexcept { return outcome_; }
  ConcurrentFuture<T> fulfil() noexcept { return std::move(outcome_); }

 private:
  ConcurrentFuture<T> outcome_;
};

/// Lets the cancellation of an outcome find its task. For the loop's thread, or for whoever
/// destroys the task when the loop is gone.
struct TaskLink {
  FutureState* task = nullptr;  // null once the task has reported its end, or is gone
};

/// Done-callback of the task: passes its end on.
template <class T>
class TaskReport {
 public:
  TaskReport(Duty<T> duty, std::shared_ptr<TaskLink> link)
      : duty_(std::move(duty)), link_(std::move(link)) {}
  TaskReport(TaskReport&&) noexcept = default;
  TaskReport& operator=(TaskReport&&) = delete;
  TaskReport(const TaskReport&) = delete;
  TaskReport& operator=(const TaskReport&) = delete;
  ~TaskReport() {
    if (link_) link_->task = nullptr;
  }

  void operator()(const Task<T>& task) {
    const ConcurrentFuture<T> outcome = duty_.fulfil();
    if (task.cancelled()) outcome.cancel();
    // Of a task whose outcome was cancelled, an exception stays unretrieved, as in asyncio.
    if (!outcome.set_running_or_notify_cancel()) return;
    if (std::exception_ptr error = task.exception())
      outcome.set_exception(std::move(error));
    else
      set_value(outcome, task);
  }

 private:
  static void set_value(const ConcurrentFuture<T>& outcome, const Task<T>& task) {
    if constexpr (std::is_void_v<T>) {
      outcome.set_result();
    } else if constexpr (std::is_reference_v<T>) {
      outcome.set_result(task.result());
    } else if constexpr (std::copy_constructible<T>) {
      // Two: the callback's and the handle that it is called with.
      if (task.state().held_by(2))
        outcome.set_result(task.take());
      else
        outcome.set_result(task.result());
    } else {
      outcome.set_result(task.take());
    }
  }

  Duty<T> duty_;
  std::shared_ptr<TaskLink> link_;
};

/// On the loop's thread. Neither side keeps the other from going.
template <class T>
void connect_task(const Task<T>& task, Duty<T> duty) {
  auto link = std::make_shared<TaskLink>();
  link->task = &task.state();
  duty.outcome().add_done_callback(
      [link, door = task.loop().door()](const ConcurrentFuture<T>& outcome) {
        if (!outcome.cancelled() || door.is_closed()) return;
        try {
          door.call_soon_threadsafe(named("cancel_task", [link] {
            if (link->task) link->task->cancel(std::nullopt);
          }));
        } catch (const RuntimeError&) {
          // closed meanwhile
        }
      });
  task.add_done_callback(named("report_outcome", TaskReport<T>(std::move(duty), std::move(link))));
}

/// `make(loop)` gives the task; called on the loop's thread, or dropped with a closed loop.
template <class T, class Make>
ConcurrentFuture<T> post_coroutine(const LoopDoor& door, Make make) {
  ConcurrentFuture<T> outcome;
  outcome.state().set_home(Ref(&door.core()));
  door.call_soon_threadsafe(named(
      "run_coroutine_threadsafe", [duty = Duty<T>(outcome), make = std::move(make)]() mutable {
        try {
          connect_task<T>(make(get_running_loop()), std::move(duty));
        } catch (const FatalExit&) {
          throw;
        } catch (...) {
          // To the caller, and to the exception handler (X12).
          if (duty.outcome() && duty.outcome().set_running_or_notify_cancel())
            duty.fulfil().set_exception(std::current_exception());
          throw;
        }
      }));
  return outcome;
}

}  // namespace loopscope::detail
