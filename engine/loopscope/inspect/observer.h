// SPDX-License-Identifier: MIT
#pragma once

#include <source_location>
#include <string_view>

#include <loopscope/detail/ready_queue.h>
#include <loopscope/exception_context.h>
#include <loopscope/time.h>

namespace loopscope::detail {
class ExhibitState;
class FutureState;
class TaskState;
}  // namespace loopscope::detail

namespace loopscope::inspect {

/// What a loop tells whoever watches it: one call for each event, in order, on the loop's thread.
/// Implementations must not throw, nor call back into the loop. One observer a loop; without one an
/// event costs the engine one predictable branch.
class Observer {
 public:
  virtual ~Observer() = default;

  /// The steady clock, as cheaply as the observer can read it. begin() and end() happen at the time that
  /// it gave last: it is asked before each end(), and before a begin() that does not just follow one.
  virtual Duration now() noexcept { return std::chrono::steady_clock::now().time_since_epoch(); }

  // A future or task is made, named, gone. `destroyed` may come for one that was made before the
  // observer.
  virtual void created(const detail::FutureState& state,
                       const std::source_location& site) noexcept = 0;
  virtual void named(const detail::FutureState& state) noexcept = 0;
  virtual void destroyed(const detail::FutureState& state) noexcept = 0;
  virtual void callback_added(const detail::FutureState& state, std::uint64_t number,
                              std::string_view what) noexcept = 0;
  virtual void callback_removed(const detail::FutureState& state,
                                std::uint64_t number) noexcept = 0;

  /// A named primitive, which is created, named and destroyed too, stands otherwise than before.
  virtual void changed(const detail::ExhibitState& exhibit, std::string_view standing) noexcept = 0;

  /// `origin` is the thread that handed the call over.
  virtual void scheduled(Ticket ticket, const detail::CallInfo& call, ThreadId origin) noexcept = 0;
  virtual void unscheduled(Ticket ticket) noexcept = 0;

  /// The call of that ticket runs. `took` is real time; `error` is what it threw, or null.
  virtual void begin(Ticket ticket, const detail::CallInfo& call) noexcept = 0;
  virtual void end(Ticket ticket, const detail::CallInfo& call, CallOutcome outcome, Duration took,
                   const std::exception_ptr& error) noexcept = 0;

  /// `future` is null for a bare yield.
  virtual void awaiting(const detail::TaskState& task,
                        const detail::FutureState* future) noexcept = 0;
  virtual void resumed(const detail::TaskState& task,
                       const detail::FutureState* future) noexcept = 0;

  /// The future or task is done; its state says how.
  virtual void settled(const detail::FutureState& state) noexcept = 0;
  /// `passed_on_by` is what was cancelled before this one, null: the call of cancel() named it.
  virtual void cancel_requested(const detail::FutureState& state,
                                const detail::FutureState* passed_on_by, std::string_view message,
                                bool accepted) noexcept = 0;
  /// uncancel() took one of the task's requests back.
  virtual void cancel_withdrawn(const detail::TaskState& task) noexcept = 0;

  /// Timers are numbered in the loop; the deadline is loop time.
  virtual void timer_set(std::uint64_t number, Duration deadline,
                         std::string_view what) noexcept = 0;
  virtual void timer_fired(std::uint64_t number) noexcept = 0;
  virtual void timer_cancelled(std::uint64_t number) noexcept = 0;

  /// What the loop's exception handler is told; the more particular one comes besides.
  virtual void unhandled_error(const ExceptionContext& context) noexcept = 0;
  virtual void never_retrieved(const detail::FutureState& state) noexcept = 0;
  virtual void destroyed_pending(const detail::TaskState& task) noexcept = 0;
  virtual void slow_callback(Ticket ticket, const detail::CallInfo& call,
                             Duration took) noexcept = 0;

  /// A debug check failed; the one notification that may come from any thread: under a lock that
  /// keeps the observer attached meanwhile. `object` may be 0.
  virtual void misuse(std::string_view what, ObjectId object) noexcept = 0;

  /// An iteration begins that will run so many calls.
  virtual void iteration(std::uint64_t calls) noexcept = 0;
  virtual void paused() noexcept = 0;
  /// The loop runs, again or at another speed: loop seconds for each real second.
  virtual void running(double speed) noexcept = 0;
  virtual void stepped(bool whole_iteration) noexcept = 0;

  /// The loop is being destroyed; the last notification. close() alone ends nothing that is observed.
  virtual void loop_ends() noexcept = 0;
};

}  // namespace loopscope::inspect
