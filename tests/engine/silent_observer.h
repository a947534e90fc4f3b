// SPDX-License-Identifier: MIT
#pragma once

#include <loopscope/inspect/observer.h>

namespace loopscope::test {

/// Takes no notice of anything; a test overrides what it asks for.
class SilentObserver : public inspect::Observer {
 public:
  void created(const detail::FutureState&, const std::source_location&) noexcept override {}
  void named(const detail::FutureState&) noexcept override {}
  void destroyed(const detail::FutureState&) noexcept override {}
  void callback_added(const detail::FutureState&, std::uint64_t,
                      std::string_view) noexcept override {}
  void callback_removed(const detail::FutureState&, std::uint64_t) noexcept override {}
  void changed(const detail::ExhibitState&, std::string_view) noexcept override {}
  void scheduled(inspect::Ticket, const detail::CallInfo&, inspect::ThreadId) noexcept override {}
  void unscheduled(inspect::Ticket) noexcept override {}
  void begin(inspect::Ticket, const detail::CallInfo&) noexcept override {}
  void end(inspect::Ticket, const detail::CallInfo&, inspect::CallOutcome, Duration,
           const std::exception_ptr&) noexcept override {}
  void awaiting(const detail::TaskState&, const detail::FutureState*) noexcept override {}
  void resumed(const detail::TaskState&, const detail::FutureState*) noexcept override {}
  void settled(const detail::FutureState&) noexcept override {}
  void cancel_requested(const detail::FutureState&, const detail::FutureState*, std::string_view,
                        bool) noexcept override {}
  void cancel_withdrawn(const detail::TaskState&) noexcept override {}
  void timer_set(std::uint64_t, Duration, std::string_view) noexcept override {}
  void timer_fired(std::uint64_t) noexcept override {}
  void timer_cancelled(std::uint64_t) noexcept override {}
  void unhandled_error(const ExceptionContext&) noexcept override {}
  void never_retrieved(const detail::FutureState&) noexcept override {}
  void destroyed_pending(const detail::TaskState&) noexcept override {}
  void slow_callback(inspect::Ticket, const detail::CallInfo&, Duration) noexcept override {}
  void misuse(std::string_view, inspect::ObjectId) noexcept override {}
  void iteration(std::uint64_t) noexcept override {}
  void paused() noexcept override {}
  void running(double) noexcept override {}
  void stepped(bool) noexcept override {}
  void loop_ends() noexcept override {}
};

}  // namespace loopscope::test
