// SPDX-License-Identifier: MIT
#include <loopscope/detail/loop_core.h>
#include <loopscope/detail/steady_now.h>
#include <loopscope/detail/task_state.h>
#include <loopscope/detail/type_name.h>
#include <loopscope/errors.h>
#include <loopscope/inspect/observer.h>
#include <loopscope/logging.h>
#include <loopscope/threads.h>

#include <cstdio>
#include <utility>

namespace loopscope::detail {
namespace {

// asyncio's default handler: the message, then the other entries by name, then the exception (L27).
void log_context(const ExceptionContext& context) {
  std::string text =
      context.message.empty() ? "Unhandled exception in event loop" : context.message;
  const auto add = [&text](const char* key, const std::string& value) {
    if (!value.empty()) text.append("\n").append(key).append(": ").append(value);
  };
  add("context", context.context_message);
  add("future", context.future);
  add("handle", context.handle);
  add("task", context.task);
  if (context.exception) text += "\n" + error_line(context.exception);
  log(LogLevel::error, text);
}

std::string where(const TaskState& task) {
  std::string text;
  for (const std::source_location& site : task.stack()) text += "\n  at " + place_name(site);
  for (const FutureState* future = task.awaited(); future;) {
    text.append("\n  awaiting ").append(future->describe());
    if (!future->is_task() || future == &task) break;
    future = static_cast<const TaskState*>(future)->awaited();
    if (text.size() > 4000) break;  // a long chain, or a ring
  }
  return text;
}

}  // namespace

void LoopCore::call_exception_handler(const ExceptionContext& context) {
  if (observer_) observer_->unhandled_error(context);
  if (!exception_handler) return log_context(context);
  try {
    // A copy: the handler may replace itself.
    const ExceptionHandler handler = exception_handler;
    handler(context);
  } catch (const FatalExit&) {
    throw;
  } catch (...) {
    log_context({.message = "Unhandled error in exception handler",
                 .exception = std::current_exception(),
                 .context_message = context.message});
  }
}

/// From where something is destroyed: nobody could catch what the handler throws.
void LoopCore::report_quietly(const ExceptionContext& context) noexcept {
  try {
    call_exception_handler(context);
  } catch (...) {
    log_context({.message = "Exit asked for while something was destroyed was ignored",
                 .exception = std::current_exception(),
                 .context_message = context.message});
  }
}

void LoopCore::callback_failed(std::string_view what, std::exception_ptr error) {
  callback_error_ = error;
  call_exception_handler({.message = "Exception in callback " + std::string(what),
                          .exception = std::move(error),
                          .handle = std::string(what),
                          .ticket = ready_.popped()});
}

void LoopCore::set_observer([[maybe_unused]] inspect::Observer* observer) noexcept {
#ifndef LOOPSCOPE_WITHOUT_INSPECTION
  const std::lock_guard guard(observer_lock_);
  observer_ = observer;
  set(observing, observer != nullptr);
  ready_.take_room_away();
  watched_until_ = Duration::zero();
#endif
}

void LoopCore::run_watched(Ready& place) {
  Ready call;
  place.move_to(call);
  const inspect::Ticket ticket = ready_.popped();
  const CallInfo info = call.kind->info(call.word);
  if (info.cancelled) return call.kind->drop(call.word);
  const bool is_step = info.kind == inspect::CallKind::step;
  // A step may end the task and drop its last reference.
  const Ref<TaskState> task(
      is_step ? static_cast<TaskState*>(static_cast<Waiter*>(call.word.object)) : nullptr);
  const auto look = [this] { return observer_ ? observer_->now() : steady_now(); };
  const Duration start = watched_until_ != Duration::zero() ? watched_until_ : look();
  if (observer_) observer_->begin(ticket, info);
  callback_error_ = nullptr;
  std::exception_ptr fatal;
  try {
    call.kind->run(call.word);
  } catch (...) {
    fatal = std::current_exception();
  }
  watched_until_ = look();
  const Duration took = watched_until_ - start;
  const std::exception_ptr error = fatal ? fatal : std::exchange(callback_error_, nullptr);
  const inspect::CallOutcome outcome = error     ? inspect::CallOutcome::raised
                                       : is_step ? task->step_outcome()
                                                 : inspect::CallOutcome::ok;
  if (observer_) observer_->end(ticket, info, outcome, took, error);
  if (debug() && took >= slow_callback_duration) report_slow(info, ticket, task.get(), took);
  if (!fatal) return;
  end_iteration();
  std::rethrow_exception(fatal);
}

void LoopCore::report_slow(const CallInfo& info, inspect::Ticket ticket, const TaskState* task,
                           Duration took) {
  watched_until_ = Duration::zero();
  if (observer_) observer_->slow_callback(ticket, info, took);
  char seconds[32];
  std::snprintf(seconds, sizeof seconds, "%.3f", std::chrono::duration<double>(took).count());
  const std::string what = task ? task->describe() : "callback " + std::string(info.what);
  log(LogLevel::warning, "Executing " + what + " took " + seconds + " seconds" +
                             (task ? where(*task) : std::string()));
}

void LoopCore::check_thread_now(const char* operation, inspect::ObjectId object) const {
  if (!is_running()) return;
  const inspect::ThreadId here = this_thread_id();
  const inspect::ThreadId theirs = owner();
  if (here == theirs) return;
  const std::string message =
      "Non-thread-safe operation invoked on an event loop other than the current one: " +
      std::string(operation) + " on thread '" + thread_name(here) +
      "', but the loop runs on thread '" + thread_name(theirs) +
      "'; hand it over with call_soon_threadsafe()";
  {
    const std::lock_guard guard(observer_lock_);
    if (observer_) observer_->misuse(message, object);
  }
  throw WrongThreadError(message);
}

}  // namespace loopscope::detail
