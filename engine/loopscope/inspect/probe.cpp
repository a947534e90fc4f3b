// SPDX-License-Identifier: MIT
#include <loopscope/inspect/probe.h>

#include <string>
#include <utility>

#include <loopscope/detail/exhibit.h>
#include <loopscope/detail/task_state.h>
#include <loopscope/errors.h>
#include <loopscope/threads.h>

namespace loopscope::inspect {

using detail::CallInfo;
using detail::ExhibitState;
using detail::FutureState;
using detail::TaskState;

namespace {

ObjectKind kind_of(const FutureState& state) noexcept {
  if (!state.ops().value) return ObjectKind::primitive;
  return state.is_task() ? ObjectKind::task : ObjectKind::future;
}

std::string_view type_of(const FutureState& state) noexcept {
  if (!state.ops().value) return static_cast<const ExhibitState&>(state).type();
  return state.ops().value->type_name();
}

}  // namespace

void Probe::attach(detail::LoopCore& core, std::shared_ptr<Port> port) {
#ifdef LOOPSCOPE_WITHOUT_INSPECTION
  throw RuntimeError("this build has no inspection");
#endif
  if (core.observer()) throw RuntimeError("the loop is inspected already");
  auto probe = std::make_shared<Probe>(core, std::move(port));
  probe->self_ = probe;
  core.set_observer(probe.get());
  probe->port_->open(core, probe);
  probe->begin_snapshot();
}

Probe::Probe(detail::LoopCore& core, std::shared_ptr<Port> port)
    : core_(&core),
      port_(std::move(port)),
      writer_(port_->journal(), core),
      desk_(core, objects_, *port_),
      late_(core.has_history()) {}

void Probe::created(const FutureState& state, const std::source_location& site) noexcept {
  objects_.add(state.id(), const_cast<FutureState*>(&state));
  if (!writer_.begin()) return;
  const TextId type = writer_.literal(type_of(state));
  const TextId where = writer_.site(site);
  Record& record = writer_.record(RecordKind::created);
  record.object = state.id();
  record.other = core_->current_task ? core_->current_task->id() : 0;
  record.detail = static_cast<std::uint16_t>(kind_of(state));
  record.value = state.is_task() ? static_cast<const TaskState&>(state).number() : 0;
  record.text = type;
  record.text2 = where;
  writer_.end();
}

void Probe::named(const FutureState& state) noexcept {
  know(state);
  if (!writer_.begin()) return;
  const TextId name = writer_.text(state.name());
  Record& record = writer_.record(RecordKind::named);
  record.object = state.id();
  record.text = name;
  writer_.end();
}

void Probe::destroyed(const FutureState& state) noexcept {
  objects_.remove(state.id());
  if (!writer_.begin()) return;
  writer_.record(RecordKind::destroyed).object = state.id();
  writer_.end();
}

void Probe::callback_added(const FutureState& state, std::uint64_t number,
                           std::string_view what) noexcept {
  know(state);
  if (!writer_.begin()) return;
  const TextId text = writer_.literal(what);
  Record& record = writer_.record(RecordKind::callback_added);
  record.object = state.id();
  record.other = number;
  record.text = text;
  writer_.end();
}

void Probe::callback_removed(const FutureState& state, std::uint64_t number) noexcept {
  if (!writer_.begin()) return;
  Record& record = writer_.record(RecordKind::callback_removed);
  record.object = state.id();
  record.other = number;
  writer_.end();
}

void Probe::changed(const ExhibitState& exhibit, std::string_view standing) noexcept {
  know(exhibit);
  if (!writer_.begin()) return;
  const TextId text = writer_.text(standing);
  Record& record = writer_.record(RecordKind::changed);
  record.object = exhibit.id();
  record.text = text;
  writer_.end();
}

void Probe::scheduled(Ticket ticket, const CallInfo& call, ThreadId origin) noexcept {
  if (!writer_.begin(RecordWriter::Importance::call)) return;
  writer_.introduce(origin);
  const TextId what = writer_.literal(call.what);
  Record& record = writer_.record(RecordKind::scheduled);
  record.ticket = ticket;
  record.detail = static_cast<std::uint16_t>(call.kind);
  record.object = call.object;
  record.other = call.other;
  record.text = what;
  record.thread = origin;
  writer_.end();
}

void Probe::unscheduled(Ticket ticket) noexcept {
  if (!writer_.begin(RecordWriter::Importance::call)) return;
  writer_.record(RecordKind::unscheduled).ticket = ticket;
  writer_.end();
}

void Probe::begin(Ticket ticket, const CallInfo& call) noexcept {
  if (!writer_.begin_now(RecordWriter::Importance::call)) return;
  const bool step = call.kind == CallKind::step;
  const TextId what = writer_.literal(call.what);
  Record& record = writer_.record(step ? RecordKind::step_begin : RecordKind::callback_begin);
  record.ticket = ticket;
  record.detail = static_cast<std::uint16_t>(call.kind);
  record.object = call.object;
  record.other = call.other;
  record.text = what;
  writer_.end();
}

void Probe::end(Ticket ticket, const CallInfo& call, CallOutcome outcome, Duration took,
                const std::exception_ptr& error) noexcept {
  if (!writer_.begin_now(RecordWriter::Importance::call)) return;
  const bool step = call.kind == CallKind::step;
  TextId type = 0;
  TextId message = 0;
  if (error) [[unlikely]] {
    const ErrorText text = describe_error(error);
    type = writer_.text(text.type);
    message = writer_.text(text.message);
  }
  Record& record = writer_.record(step ? RecordKind::step_end : RecordKind::callback_end);
  record.ticket = ticket;
  record.object = call.object;
  record.value = static_cast<std::uint64_t>(took.count());
  record.detail = static_cast<std::uint16_t>(outcome);
  record.text = type;
  record.text2 = message;
  writer_.end();
}

void Probe::awaiting(const TaskState& task, const FutureState* future) noexcept {
  know(task);
  if (future) know(*future);
  if (!writer_.begin()) return;
  Record& record = writer_.record(RecordKind::awaiting);
  record.object = task.id();
  record.other = future ? future->id() : 0;
  writer_.end();
}

void Probe::resumed(const TaskState& task, const FutureState* future) noexcept {
  if (!writer_.begin()) return;
  Record& record = writer_.record(RecordKind::resumed);
  record.object = task.id();
  record.other = future ? future->id() : 0;
  writer_.end();
}

void Probe::settled(const FutureState& state) noexcept {
  know(state);
  tell_outcome(state);
  // Not here: the handle may be the last one.
  if (desk_.holds(state.id())) port_->post(Port::ReleaseDone{});
}

void Probe::cancel_requested(const FutureState& state, const FutureState* passed_on_by,
                             std::string_view message, bool accepted) noexcept {
  know(state);
  if (!writer_.begin()) return;
  const FutureState* const by = passed_on_by ? passed_on_by : core_->current_task;
  const auto origin = passed_on_by ? CancelOrigin::passed_on : CancelOrigin::asked;
  const TextId text = writer_.text(message);
  Record& record = writer_.record(RecordKind::cancel_requested);
  record.object = state.id();
  record.other = by ? by->id() : 0;
  record.detail = static_cast<std::uint16_t>(origin);
  record.value = accepted ? 1 : 0;
  record.text2 = text;
  writer_.end();
}

void Probe::cancel_withdrawn(const TaskState& task) noexcept {
  know(task);
  if (!writer_.begin()) return;
  writer_.record(RecordKind::cancel_withdrawn).object = task.id();
  writer_.end();
}

void Probe::timer_set(std::uint64_t number, Duration deadline, std::string_view what) noexcept {
  if (!writer_.begin(RecordWriter::Importance::call)) return;
  const TextId text = writer_.literal(what);
  Record& record = writer_.record(RecordKind::timer_set);
  record.other = number;
  record.value = static_cast<std::uint64_t>(deadline.count());
  record.text = text;
  writer_.end();
}

void Probe::timer_fired(std::uint64_t number) noexcept {
  write_number(RecordKind::timer_fired, number);
}

void Probe::timer_cancelled(std::uint64_t number) noexcept {
  write_number(RecordKind::timer_cancelled, number);
}

void Probe::write_number(RecordKind kind, std::uint64_t other) noexcept {
  if (!writer_.begin()) return;
  writer_.record(kind).other = other;
  writer_.end();
}

/// A loop that was inspected late has objects that were never told of.
void Probe::know(const FutureState& state) noexcept {
  if (late_ && !objects_.find(state.id())) [[unlikely]]
    tell_object(const_cast<FutureState&>(state), {});
}

}  // namespace loopscope::inspect
