// SPDX-License-Identifier: MIT
#include <loopscope/inspect/command_desk.h>

#include <iterator>
#include <utility>

#include <loopscope/detail/loop_core.h>
#include <loopscope/inspect/port.h>
#include <loopscope/logging.h>
#include <loopscope/loop.h>

namespace loopscope::inspect {
namespace {

constexpr const char* already_done = "already done";

bool is_task(const AnyFuture& future) { return future.state().is_task(); }

void log_outcome(const AnyFuture& future) { log(LogLevel::info, future.state().describe()); }

}  // namespace

Answer CommandDesk::carry_out(const Command& command) noexcept {
  Answer answer{.kind = OutcomeKind::refused, .object = command.object};
  try {
    switch (command.kind) {
      case CommandKind::set_result:
      case CommandKind::throw_error:
      case CommandKind::cancel:
      case CommandKind::add_callback: answer = act_on_object(command); break;
      default: answer = act_on_loop(command); break;
    }
  } catch (const std::exception& error) {
    answer.reason = error.what();
  } catch (...) {
    answer.reason = error_line(std::current_exception());
  }
  answer.number = command.number;
  return answer;
}

Answer CommandDesk::act_on_object(const Command& command) {
  Answer answer{.object = command.object};
  detail::FutureState* state = objects_.find(command.object);
  if (!state) {
    answer.kind = OutcomeKind::gone;
    answer.reason = "there is no such object any more";
    return answer;
  }
  if (!state->ops().value) {
    answer.kind = OutcomeKind::refused;
    answer.reason = "a primitive is only to look at: act on the tasks that use it";
    return answer;
  }
  AnyFuture future = AnyFuture::share(*state);
  switch (command.kind) {
    case CommandKind::set_result: answer.reason = set_result(future, command); break;
    case CommandKind::throw_error: answer.reason = throw_error(future, command); break;
    case CommandKind::cancel: answer.reason = cancel(future, command); break;
    default: answer.reason = add_callback(future); break;
  }
  if (!answer.reason.empty()) answer.kind = OutcomeKind::refused;
  return answer;
}

Answer CommandDesk::act_on_loop(const Command& command) {
  using Gate = detail::LoopCore::Gate;
  Answer answer;
  switch (command.kind) {
    case CommandKind::create_future: answer.object = create_future(command); break;
    case CommandKind::start_task: answer.object = start_task(command); break;
    case CommandKind::run: core_.set_gate(Gate::open); break;
    case CommandKind::pause: core_.set_gate(Gate::closed); break;
    case CommandKind::step_callback: core_.set_gate(Gate::one_call); break;
    case CommandKind::step_iteration: core_.set_gate(Gate::one_iteration); break;
    case CommandKind::set_speed: core_.set_speed(static_cast<double>(command.value) / 1000); break;
    default: throw ValueError("an unknown command");
  }
  return answer;
}

/// Each of these gives the reason why not, or "".
std::string CommandDesk::set_result(AnyFuture& future, const Command& command) {
  if (is_task(future)) return "a task takes no result: its coroutine gives one";
  if (future.done()) return already_done;
  future.state().ops().value->set_from_text(future.state(), command.text);
  return {};
}

std::string CommandDesk::throw_error(AnyFuture& future, const Command& command) {
  if (is_task(future)) return "a task takes no exception from outside: it can be cancelled";
  if (future.done()) return already_done;
  future.set_exception(port_.errors().make(command.text, command.message));
  return {};
}

std::string CommandDesk::cancel(AnyFuture& future, const Command& command) {
  if (future.done()) return already_done;
  const bool accepted =
      future.cancel(command.has_message ? std::optional(command.message) : std::nullopt);
  return accepted ? "" : "it did not take the cancellation";
}

std::string CommandDesk::add_callback(AnyFuture& future) {
  future.add_done_callback(
      named("log the outcome", [](const AnyFuture& done) { log_outcome(done); }));
  return {};
}

ObjectId CommandDesk::create_future(const Command& command) {
  const auto maker = port_.catalogue().type(command.text);
  if (!maker) throw ValueError("no future type '" + command.text + "' is in the catalogue");
  const AnyFuture future = (*maker)(*core_.loop(), command.message);
  held_.emplace(future.id(), future);
  return future.id();
}

ObjectId CommandDesk::start_task(const Command& command) {
  const auto starter = port_.catalogue().task(command.text);
  if (!starter) throw ValueError("no task '" + command.text + "' is in the catalogue");
  const AnyTask task = (*starter)(*core_.loop(), command.message);
  return task ? task.id() : 0;
}

void CommandDesk::release_done() {
  std::unordered_map<ObjectId, AnyFuture> done;  // dropped last: their end may come back here
  for (auto one = held_.begin(); one != held_.end();)
    if (auto next = std::next(one); one->second.done()) {
      done.insert(held_.extract(one));
      one = next;
    } else {
      one = next;
    }
}

void CommandDesk::release_all() { std::exchange(held_, {}); }

}  // namespace loopscope::inspect
