// SPDX-License-Identifier: MIT
#include <loopscope/inspect/probe.h>

#include <cmath>
#include <string>
#include <utility>

#include <loopscope/detail/task_state.h>
#include <loopscope/errors.h>
#include <loopscope/threads.h>

namespace loopscope::inspect {

using detail::CallInfo;
using detail::FutureState;
using detail::Status;
using detail::TaskState;

namespace {

/// Forms of the user's own types may throw.
std::string value_text(const FutureState& state) noexcept {
  try {
    return state.ops().value->to_text(state).value_or(std::string());
  } catch (...) {
    return "(its text form failed: " + error_line(std::current_exception()) + ")";
  }
}

}  // namespace

void Probe::tell_outcome(const FutureState& state) noexcept {
  if (state.status() == Status::error)
    return write_error(RecordKind::error, state.id(), state.stored_error());
  if (!writer_.begin()) return;
  if (state.status() == Status::cancelled) {
    const std::exception_ptr error = state.stored_error();
    const CancelledError* cancelled = detail::as_cancelled_error(error);
    const bool says_why = cancelled && cancelled->message();
    const TextId message = says_why ? writer_.text(*cancelled->message()) : 0;
    Record& record = writer_.record(RecordKind::cancelled);
    record.object = state.id();
    record.text2 = message;
  } else {
    const TextId value = writer_.text(value_text(state));
    Record& record = writer_.record(RecordKind::result);
    record.object = state.id();
    record.text = value;
  }
  writer_.end();
}

void Probe::write_error(RecordKind kind, ObjectId object,
                        const std::exception_ptr& error) noexcept {
  if (!writer_.begin()) return;
  const ErrorText text = describe_error(error);
  const TextId type = writer_.text(text.type);
  const TextId message = writer_.text(text.message);
  Record& record = writer_.record(kind);
  record.object = object;
  record.text = type;
  record.text2 = message;
  writer_.end();
}

void Probe::unhandled_error(const ExceptionContext& context) noexcept {
  if (!writer_.begin()) return;
  const ErrorText error = describe_error(context.exception);
  const TextId type = writer_.text(error.type);
  const TextId message = writer_.text(error.message);
  const TextId sentence = writer_.text(context.message);
  Record& record = writer_.record(RecordKind::unhandled_error);
  record.object = context.object;
  record.ticket = context.ticket;
  record.value = sentence;
  record.text = type;
  record.text2 = message;
  writer_.end();
}

void Probe::never_retrieved(const FutureState& state) noexcept {
  know(state);
  write_error(RecordKind::never_retrieved, state.id(), state.stored_error());
}

void Probe::destroyed_pending(const TaskState& task) noexcept {
  know(task);
  if (!writer_.begin()) return;
  writer_.record(RecordKind::destroyed_pending).object = task.id();
  writer_.end();
}

void Probe::slow_callback(Ticket ticket, const CallInfo& call, Duration took) noexcept {
  if (!writer_.begin()) return;
  const TextId what = writer_.literal(call.kind == CallKind::step ? "step" : call.what);
  Record& record = writer_.record(RecordKind::slow_callback);
  record.ticket = ticket;
  record.object = call.object;
  record.value = static_cast<std::uint64_t>(took.count());
  record.text = what;
  writer_.end();
}

/// On any thread: the loop's thread writes it down.
void Probe::misuse(std::string_view what, ObjectId object) noexcept {
  try {
    port_->post(Port::Note{RecordKind::misuse, std::string(what), object, this_thread_id()});
  } catch (const std::bad_alloc&) {  // one note less
  }
}

void Probe::write_note(const Port::Note& note) noexcept {
  if (!writer_.begin()) return;
  writer_.introduce(note.thread);
  const TextId text = writer_.text(note.text);
  Record& record = writer_.record(note.kind);
  record.object = note.object;
  if (note.kind == RecordKind::printed && core_->current_task)
    record.object = core_->current_task->id();
  record.text2 = text;
  record.thread = note.thread;
  writer_.end();
}

void Probe::iteration(std::uint64_t calls) noexcept {
  writer_.take_time();
  writer_.refresh(core_->gate() != detail::LoopCore::Gate::open);
  if (snapshot_) [[unlikely]]
    continue_snapshot();
  if (!writer_.begin_now(RecordWriter::Importance::call)) return;
  writer_.introduce(writer_.thread());
  Record& record = writer_.record(RecordKind::iteration);
  record.value = calls;
  record.other = core_->timers();
  writer_.end();
}

void Probe::paused() noexcept { tell_gate(); }

// The loop also says so when it is started while its gate is closed.
void Probe::running(double) noexcept { tell_gate(); }

void Probe::stepped(bool whole_iteration) noexcept {
  if (!writer_.begin()) return;
  writer_.record(RecordKind::stepped).value = whole_iteration ? 1 : 0;
  writer_.end();
}

void Probe::tell_gate() noexcept {
  const bool open = core_->gate() == detail::LoopCore::Gate::open;
  writer_.take_time();
  writer_.refresh(!open);
  if (!writer_.begin_now()) return;
  writer_.introduce(writer_.thread());
  Record& record = writer_.record(open ? RecordKind::running : RecordKind::paused);
  record.other = core_->timers();
  if (open) record.value = static_cast<std::uint64_t>(std::llround(writer_.time().speed() * 1000));
  writer_.end();
}

void Probe::loop_ends() noexcept { detach(); }

void Probe::detach() noexcept {
  const std::shared_ptr<Probe> keep = std::exchange(self_, nullptr);
  if (!keep) return;
  desk_.release_all();
  port_->close();
  for (Port::Request& request : port_->take())
    if (const auto* command = std::get_if<Command>(&request))
      answer({command->number, OutcomeKind::gone, command->object, "the loop is gone"});
  core_->set_observer(nullptr);
  objects_.clear();
}

void Probe::serve() {
  const std::shared_ptr<Probe> keep = self_;
  std::deque<Port::Request> requests = port_->take();
  while (!requests.empty()) {
    Port::Request request = std::move(requests.front());
    requests.pop_front();
    if (auto* command = std::get_if<Command>(&request)) {
      answer(self_ ? desk_.carry_out(*command)
                   : Answer{command->number, OutcomeKind::gone, command->object,
                            "the inspector is gone"});
      continue;
    }
    if (!self_) continue;
    if (auto* note = std::get_if<Port::Note>(&request))
      write_note(*note);
    else if (std::holds_alternative<Port::Snapshot>(request))
      begin_snapshot();
    else if (std::holds_alternative<Port::ContinueSnapshot>(request))
      continue_snapshot();
    else if (std::holds_alternative<Port::ReleaseFutures>(request))
      desk_.release_all();
    else if (std::holds_alternative<Port::ReleaseDone>(request))
      desk_.release_done();
    else
      detach();
  }
}

void Probe::answer(const Answer& answer) noexcept {
  if (!writer_.begin(RecordWriter::Importance::answer)) return;
  const TextId reason = writer_.text(answer.reason);
  Record& record = writer_.record(RecordKind::outcome);
  record.object = answer.object;
  record.other = answer.number;
  record.detail = static_cast<std::uint16_t>(answer.kind);
  record.text2 = reason;
  writer_.end();
}

}  // namespace loopscope::inspect
