// SPDX-License-Identifier: MIT
#include <loopscope/scenario/run.h>

#include <algorithm>
#include <source_location>
#include <utility>

#include <loopscope/scenario/errors.h>

namespace loopscope::scenario {

Value::Members operator+(Value::Members first, Value::Members second) {
  std::ranges::move(second, std::back_inserter(first));
  return first;
}

Value::Members result_outcome(const Value& value) {
  return {{"state", Value("result")}, {"value", plain(value)}};
}

Value::Members error_outcome(const std::exception_ptr& error) {
  return Value::Members{{"state", Value("error")}} + describe(error);
}

Value::Members outcome_of(const Future<Value>& future) {
  if (!future.done()) return {{"state", Value("pending")}};
  if (future.cancelled()) return {{"state", Value("cancelled")}};
  if (const std::exception_ptr error = future.exception()) return error_outcome(error);
  return result_outcome(future.result());
}

Run::Run(const Scenario& scenario, Loop& loop, TraceSink sink, const Limits& limits)
    : scenario_(scenario),
      loop_(loop),
      sink_(std::move(sink)),
      limits_(limits),
      began_(loop.time()),
      handler_before_(loop.exception_handler()),
      alive_(std::make_shared<Run*>(this)),
      threads_(loop) {
  loop.set_exception_handler([weak = std::weak_ptr(alive_)](const ExceptionContext& context) {
    if (const auto run = weak.lock()) (*run)->emit_unhandled(context);
  });
}

void Run::start() {
  spawn(scenario_.entry(), scenario_.entry(), false, nullptr);
  root_ = tasks_.front();
  root_.add_done_callback(named("the scenario ends", [this] { end(); }));
}

void Run::finish(bool stalled) {
  Value::List names;
  for (const Task<Value>& task : tasks_)
    if (!task.done()) names.emplace_back(task.name());
  try {
    if (stalled && !root_.done()) emit("loop", "stalled");
    emit("loop", "pending", {{"names", Value(std::move(names))}});
  } catch (const LimitReached&) {
    // limit_reached() says so.
  }
  over_ = true;
  names_.clear();  // while the loop is there to be told of errors that nobody fetched
  tasks_.clear();
}

void Run::end() {
  if (const auto callback = std::exchange(at_end, nullptr)) callback();
}

void Run::emit(Text who, const char* ev, Value::Members fields) {
  if (over_ || events_ >= limits_.events) overrun(std::to_string(limits_.events) + " events");
  ++events_;
  sink_({loop_.time() - began_, std::string(who), ev, std::move(fields)});
}

void Run::emit_unhandled(const ExceptionContext& context) {
  if (handler_before_) handler_before_(context);
  const std::string_view message = context.message;
  const bool for_the_log = message.find("never retrieved") != message.npos ||
                           message.find("was destroyed") != message.npos;
  if (!context.exception || is_limit(context.exception) || for_the_log) return;
  try {
    emit("loop", "unhandled", describe(context.exception));
  } catch (const LimitReached&) {
    // The run has been ended.
  }
}

void Run::count_step() {
  if (over_ || steps_ >= limits_.steps) overrun(std::to_string(limits_.steps) + " steps");
  ++steps_;
}

void Run::overrun(std::string limit) {
  if (!std::exchange(over_, true)) {
    limit_ = std::move(limit);
    end();
  }
  throw LimitReached("the run went past " + limit_);
}

void Run::spawn(Text coroutine, Text name, bool eager, const Object* group) {
  const Steps* list = scenario_.find(coroutine);
  if (!list) throw ScenarioError("NameError", std::string(coroutine));
  const std::size_t place =
      tasks_.size();  // an eager task is older than what its first step spawns
  const TaskOptions options{.name = name, .eager = eager, .site = nowhere};
  auto start_body = [this, name, list] { return body(name, *list); };
  Task<Value> task = group ? as<TaskGroup>(*group).create_task_with(options, std::move(start_body))
                           : loop_.create_task(body(name, *list), options, nowhere);
  tasks_.insert(tasks_.begin() + static_cast<std::ptrdiff_t>(place), task);
  names_.bind(name, std::move(task));
}

Coro<Value> Run::body(Text who, const Steps& list) {
  Frame frame{.who = who, .calls = 0, .returned = {}};
  std::exception_ptr error;
  Value value;
  try {
    const Flow flow = co_await steps(frame, list);
    if (flow == Flow::returned) value = frame.returned;
  } catch (...) {
    error = std::current_exception();
  }
  end_task(who, error, value);
  if (error) std::rethrow_exception(error);
  co_return value;
}

void Run::end_task(Text who, const std::exception_ptr& error, const Value& value) {
  if (!error) return emit(who, "end", result_outcome(value));
  if (is_limit(error)) return;
  if (!detail::is_cancelled_error(error)) return emit(who, "end", error_outcome(error));
  emit(who, "end", {{"state", Value("cancelled")}, describe(error).back()});
}

Coro<Run::Flow> Run::steps(Frame& frame, std::span<const Step> list) {
  for (const Step& step : list) {
    count_step();
    if (step.operation == Operation::return_) {
      frame.returned = step.value;
      co_return Flow::returned;
    }
    if (!may_wait(step.operation)) {
      do_now(frame.who, step);
      continue;
    }
    const Flow flow = co_await do_waiting(frame, step);
    if (flow == Flow::returned) co_return flow;
  }
  co_return Flow::next;
}

void Run::callback_steps(Text who, const Steps& list) {
  for (const Step& step : list) {
    count_step();
    if (step.operation == Operation::return_) return;
    if (may_wait(step.operation)) throw ScenarioError("SyntaxError", "a callback cannot wait");
    do_now(who, step);
  }
}

// --- the public side

Interpreter::Interpreter(const Scenario& scenario, Loop& loop, TraceSink sink, const Limits& limits)
    : run_(std::make_unique<Run>(scenario, loop, std::move(sink), limits)) {}

Interpreter::~Interpreter() = default;

void Interpreter::on_end(std::function<void()> callback) { run_->at_end = std::move(callback); }
void Interpreter::start() { run_->start(); }
const Task<Value>& Interpreter::root() const noexcept { return run_->root(); }
const std::string& Interpreter::limit_reached() const noexcept { return run_->limit_reached(); }
std::size_t Interpreter::threads_alive() const noexcept { return run_->threads_alive(); }
void Interpreter::finish(bool stalled) { run_->finish(stalled); }

}  // namespace loopscope::scenario
