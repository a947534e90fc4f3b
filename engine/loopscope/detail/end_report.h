// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <exception>
#include <type_traits>
#include <utility>

#include <loopscope/concurrent_future.h>
#include <loopscope/detail/source_link.h>
#include <loopscope/loop.h>

/// The parts of run_coroutine_threadsafe and to_concurrent: the way from a loop to other threads
/// (X10, X12, X13).
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
          RuntimeError("Event loop was closed before the future was done")));
  }

  const ConcurrentFuture<T>& outcome() const noexcept { return outcome_; }
  ConcurrentFuture<T> fulfil() noexcept { return std::move(outcome_); }

 private:
  ConcurrentFuture<T> outcome_;
};

/// On the loop's thread, `source` being done. The value is moved when nobody else holds the source.
template <class T>
void set_value(const ConcurrentFuture<T>& outcome, const Future<T>& source) {
  if constexpr (std::is_void_v<T>) {
    outcome.set_result();
  } else if constexpr (std::is_reference_v<T>) {
    outcome.set_result(source.result());
  } else if constexpr (std::copy_constructible<T>) {
    // Two: the callback's and the handle that it is called with.
    if (source.state().held_by(2))
      outcome.set_result(source.take());
    else
      outcome.set_result(source.result());
  } else {
    outcome.set_result(source.take());
  }
}

template <class T>
void pass_end(const Future<T>& source, const ConcurrentFuture<T>& outcome) {
  if (source.cancelled()) outcome.cancel();
  // When the outcome was cancelled, the exception of its source stays unretrieved, as in asyncio.
  if (!outcome.set_running_or_notify_cancel()) return;
  if (std::exception_ptr error = source.exception()) return outcome.set_exception(std::move(error));
  try {
    set_value(outcome, source);
  } catch (...) {
    // A copy that failed. Without effect, and thus silent, for an outcome that was set meanwhile.
    outcome.state().fail(std::current_exception());
  }
}

/// On the loop's thread. Neither side keeps the other from going.
template <class T>
void report_end(const Future<T>& source, Duty<T> duty) {
  SourceLink link(source.state());
  const auto forward_cancel =
      [link, door = LoopDoor(Ref(&source.state().core()))](const ConcurrentFuture<T>& outcome) {
        if (!outcome.cancelled() || door.is_closed()) return;
        try {
          door.call_soon_threadsafe(named("cancel_source", [link] { link.cancel(); }));
        } catch (const RuntimeError&) {
          // closed meanwhile
        }
      };
  duty.outcome().add_done_callback(named("forward_cancel", forward_cancel));
  source.add_done_callback(named(
      "report_outcome", [duty = std::move(duty), anchor = SourceLink::Anchor(link)](
                            const Future<T>& ended) mutable { pass_end(ended, duty.fulfil()); }));
}

/// `make(loop)` gives the task; called on the loop's thread, or dropped with a closed loop.
template <class T, class Make>
ConcurrentFuture<T> post_coroutine(const LoopDoor& door, Make make) {
  ConcurrentFuture<T> outcome;
  outcome.state().set_home(Ref(&door.core()));
  door.call_soon_threadsafe(named(
      "run_coroutine_threadsafe", [duty = Duty<T>(outcome), make = std::move(make)]() mutable {
        try {
          const Task<T> task = make(get_running_loop());
          report_end<T>(task, std::move(duty));
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
