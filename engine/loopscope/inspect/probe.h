// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <source_location>
#include <string_view>
#include <utility>
#include <vector>

#include <loopscope/detail/ref.h>
#include <loopscope/inspect/command_desk.h>
#include <loopscope/inspect/object_table.h>
#include <loopscope/inspect/observer.h>
#include <loopscope/inspect/port.h>
#include <loopscope/inspect/record_writer.h>

namespace loopscope::inspect {

/// Turns what a loop tells its observer into records, and carries out the commands that come back.
/// Belongs to the loop's thread, and to itself while it is attached: an Inspector may be dropped on
/// another thread, before or after the loop.
class Probe final : public Observer {
 public:
  /// Throws RuntimeError when the loop has an observer.
  static void attach(detail::LoopCore& core, std::shared_ptr<Port> port);

  Probe(detail::LoopCore& core, std::shared_ptr<Port> port);

  /// Answers what waits at the port, and leaves the loop.
  void detach() noexcept;

  /// Carries out what came in at the port. Between two calls of the loop.
  void serve();

  // --- Observer

  Duration now() noexcept override { return writer_.take_time(); }
  void created(const detail::FutureState& state,
               const std::source_location& site) noexcept override;
  void named(const detail::FutureState& state) noexcept override;
  void destroyed(const detail::FutureState& state) noexcept override;
  void callback_added(const detail::FutureState& state, std::uint64_t number,
                      std::string_view what) noexcept override;
  void callback_removed(const detail::FutureState& state, std::uint64_t number) noexcept override;
  void changed(const detail::ExhibitState& exhibit, std::string_view standing) noexcept override;
  void scheduled(Ticket ticket, const detail::CallInfo& call, ThreadId origin) noexcept override;
  void unscheduled(Ticket ticket) noexcept override;
  void begin(Ticket ticket, const detail::CallInfo& call) noexcept override;
  void end(Ticket ticket, const detail::CallInfo& call, CallOutcome outcome, Duration took,
           const std::exception_ptr& error) noexcept override;
  void awaiting(const detail::TaskState& task, const detail::FutureState* future) noexcept override;
  void resumed(const detail::TaskState& task, const detail::FutureState* future) noexcept override;
  void settled(const detail::FutureState& state) noexcept override;
  void cancel_requested(const detail::FutureState& state, const detail::FutureState* passed_on_by,
                        std::string_view message, bool accepted) noexcept override;
  void cancel_withdrawn(const detail::TaskState& task) noexcept override;
  void timer_set(std::uint64_t number, Duration deadline, std::string_view what) noexcept override;
  void timer_fired(std::uint64_t number) noexcept override;
  void timer_cancelled(std::uint64_t number) noexcept override;
  void unhandled_error(const ExceptionContext& context) noexcept override;
  void never_retrieved(const detail::FutureState& state) noexcept override;
  void destroyed_pending(const detail::TaskState& task) noexcept override;
  void slow_callback(Ticket ticket, const detail::CallInfo& call, Duration took) noexcept override;
  void misuse(std::string_view what, ObjectId object) noexcept override;
  void iteration(std::uint64_t calls) noexcept override;
  void paused() noexcept override;
  void running(double speed) noexcept override;
  void stepped(bool whole_iteration) noexcept override;
  void loop_ends() noexcept override;

  /// Loop's thread.
  void write_note(const Port::Note& note) noexcept;

 private:
  // probe_snapshot.cpp
  void begin_snapshot();
  void continue_snapshot();
  bool tell_page();
  void collect_objects();
  void tell_mark(bool end);
  void tell_beginning();
  void tell_object(detail::FutureState& state, const std::source_location& site);
  void tell_state(detail::FutureState& state);
  void tell_queue();
  void meet_awaited(detail::FutureState& state);

  void know(const detail::FutureState& state) noexcept;
  void tell_gate() noexcept;
  void tell_outcome(const detail::FutureState& state) noexcept;
  void write_error(RecordKind kind, ObjectId object, const std::exception_ptr& error) noexcept;
  void write_number(RecordKind kind, std::uint64_t other) noexcept;
  void answer(const Answer& answer) noexcept;

  detail::Ref<detail::LoopCore> core_;
  std::shared_ptr<Port> port_;
  std::shared_ptr<Probe> self_;  // while attached
  ObjectTable objects_;
  RecordWriter writer_;
  CommandDesk desk_;
  /// What lives, to be told in pages that leave half of the ring to what happens meanwhile.
  struct Snapshot {
    explicit Snapshot(std::vector<ObjectId> all) : ids(std::move(all)) {}

    std::vector<ObjectId> ids;    // by age; those that are gone meanwhile are passed over
    std::size_t told = 0;         // of the objects
    std::size_t states_told = 0;  // of what they stand at, once all objects have been told
  };
  std::optional<Snapshot> snapshot_;
  bool late_;  // the loop had objects before: they are met when something happens to them
};

}  // namespace loopscope::inspect
