// SPDX-License-Identifier: MIT
#include <algorithm>
#include <map>
#include <utility>

#include <loopscope/combine/as_completed.h>
#include <loopscope/combine/timeout.h>
#include <loopscope/combine/wait.h>
#include <loopscope/scenario/errors.h>
#include <loopscope/scenario/run.h>
#include <loopscope/sleep.h>

/// Steps that may wait. Each holds what it waits in: the name may come to stand for something else.
namespace loopscope::scenario {
namespace {

const Steps* handler_for(const Step& step, const std::exception_ptr& error) {
  const auto find = [&](std::string_view name) -> const Steps* {
    const auto found = std::ranges::find(step.handlers, name, &Step::Handler::first);
    return found == step.handlers.end() ? nullptr : &found->second;
  };
  if (const Steps* own = find(error_name(error))) return own;
  return detail::is_cancelled_error(error) ? nullptr : find("*");
}

}  // namespace

Coro<Run::Flow> Run::do_waiting(Frame& frame, const Step& step) {
  using O = Operation;
  switch (step.operation) {
    case O::sleep: return sleep(frame, step);
    case O::call: return call(frame, step);
    case O::try_: return try_steps(frame, step);
    case O::repeat: return repeat(frame, step);
    case O::wait: return wait(frame, step);
    case O::wait_for: return wait_for(frame, step);
    case O::within: return within(frame, step);
    case O::task_group: return task_group(frame, step);
    case O::as_completed: return as_completed(frame, step);
    case O::acquire: return acquire(frame, step);
    case O::wait_event:
    case O::wait_condition:
    case O::wait_barrier: return wait_in_object(frame, step);
    case O::put: return put(frame, step);
    case O::get: return get(frame, step);
    case O::join: return join(frame, step);
    default: return await_future(frame, step);
  }
}

Coro<Run::Flow> Run::await_future(Frame& frame, const Step& step) {
  const Future<Value> future = as_awaitable(names_.look(step.subject));
  check_await(future);
  const Value value = co_await future;
  emit(frame.who, "got", {{"of", Value(step.subject)}, {"value", plain(value)}});
  co_return Flow::next;
}

Coro<Run::Flow> Run::sleep(Frame&, const Step& step) {
  co_await loopscope::sleep(*step.time);
  co_return Flow::next;
}

/// A coroutine within a task: one level deeper, and with a returned value of its own.
class Run::Call {
 public:
  explicit Call(Frame& frame) : frame_(frame), outer_(std::exchange(frame.returned, {})) {
    ++frame_.calls;
  }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  ~Call() {
    --frame_.calls;
    frame_.returned = std::move(outer_);
  }

 private:
  Frame& frame_;
  Value outer_;
};

Coro<Run::Flow> Run::call(Frame& frame, const Step& step) {
  const Steps* coroutine = scenario_.find(step.subject);
  if (!coroutine) throw ScenarioError("NameError", std::string(step.subject));
  const Call level(frame);
  if (frame.calls > limits_.calls)
    overrun(std::to_string(limits_.calls) + " calls nested in one task");
  const Flow flow = co_await steps(frame, *coroutine);
  if (flow == Flow::returned)
    emit(frame.who, "got", {{"of", Value(step.subject)}, {"value", frame.returned}});
  co_return Flow::next;
}

Coro<Run::Flow> Run::try_steps(Frame& frame, const Step& step) {
  Flow flow = Flow::next;
  std::exception_ptr error;
  try {
    flow = co_await steps(frame, step.steps);
  } catch (...) {
    error = std::current_exception();
  }
  const Steps* handler = error && !is_limit(error) ? handler_for(step, error) : nullptr;
  if (handler) {
    const std::exception_ptr handled = std::exchange(error, nullptr);
    try {
      flow = co_await handle(frame, *handler, handled);
    } catch (...) {
      error = std::current_exception();
    }
  }
  if (step.finally && !(error && is_limit(error))) {
    const Flow last = co_await steps(frame, *step.finally);
    // A return from here forgets the error, as in Python.
    if (last == Flow::returned) co_return last;
  }
  if (error) std::rethrow_exception(error);
  co_return flow;
}

Coro<Run::Flow> Run::handle(Frame& frame, const Steps& handler, std::exception_ptr error) {
  emit(frame.who, "caught", describe(error));
  const auto reraise = std::ranges::find(handler, Operation::reraise, &Step::operation);
  const std::span<const Step> before(handler.begin(), reraise);
  const Flow flow = co_await steps(frame, before);
  if (flow == Flow::next && reraise != handler.end()) std::rethrow_exception(error);
  co_return flow;
}

Coro<Run::Flow> Run::repeat(Frame& frame, const Step& step) {
  for (std::int64_t round = 0; round < *step.number; ++round) {
    count_step();
    const Flow flow = co_await steps(frame, step.steps);
    if (flow == Flow::returned) co_return flow;
  }
  co_return Flow::next;
}

Coro<Run::Flow> Run::wait(Frame& frame, const Step& step) {
  const std::vector<Object> objects = look_all(step.subjects);
  // asyncio sets the timer before it looks at the members.
  const bool wrong =
      std::ranges::any_of(objects, [](const Object& one) { return !is_future(one); });
  if (wrong && step.time) loop_.call_later(*step.time, named("wait: timeout", [] {}));
  std::vector<Future<Value>> members;
  for (const Object& object : objects) members.push_back(as_future(object));
  const WaitOptions options{.timeout = step.time, .return_when = step.until};
  co_await loopscope::wait(members, options);
  std::map<Text, Future<Value>> by_name;
  for (std::size_t i = 0; i < members.size(); ++i) by_name.emplace(step.subjects[i], members[i]);
  Value::List done;
  Value::List pending;
  for (const auto& [name, member] : by_name) (member.done() ? done : pending).emplace_back(name);
  emit(frame.who, "waited",
       {{"done", Value(std::move(done))}, {"pending", Value(std::move(pending))}});
  co_return Flow::next;
}

Coro<Run::Flow> Run::wait_for(Frame& frame, const Step& step) {
  const Future<Value> future = as_awaitable(names_.look(step.subject));
  if (*step.time > Duration::zero()) check_await(future);
  const Value value = co_await loopscope::wait_for(future, step.time);
  emit(frame.who, "got", {{"of", Value(step.subject)}, {"value", plain(value)}});
  co_return Flow::next;
}

Coro<Run::Flow> Run::within(Frame& frame, const Step& step) {
  auto body = [this, &frame, &step] { return steps(frame, step.steps); };
  const Flow flow = co_await with_timeout(step.time, std::move(body));
  co_return flow;
}

Coro<Run::Flow> Run::task_group(Frame& frame, const Step& step) {
  auto body = [this, &frame, &step](TaskGroup& group) {
    names_.bind(step.subject, group);
    return steps(frame, step.steps);
  };
  const Flow flow = co_await loopscope::task_group(std::move(body), step.subject);
  co_return flow;
}

Coro<Run::Flow> Run::as_completed(Frame& frame, const Step& step) {
  const std::vector<Future<Value>> members = awaitables(step.subjects);
  const auto ending = loopscope::as_completed(members, step.time);
  while (!ending.done()) {
    Value::Members outcome;
    try {
      const Value value = co_await ending.next_result();
      outcome = result_outcome(value);
    } catch (const ScenarioError&) {
      outcome = error_outcome(std::current_exception());
    }
    emit(frame.who, "completed", std::move(outcome));
  }
  co_return Flow::next;
}

Coro<Run::Flow> Run::acquire(Frame& frame, const Step& step) {
  const Lockable lock(names_.look(step.subject));
  co_await lock.acquire();
  emit(frame.who, "acquired", {{"of", Value(step.subject)}});
  co_return Flow::next;
}

Coro<Run::Flow> Run::wait_in_object(Frame& frame, const Step& step) {
  const Object object = names_.look(step.subject);
  const Value index = co_await wait_in(object);
  if (step.operation == Operation::wait_barrier)
    emit(frame.who, "passed", {{"of", Value(step.subject)}, {"index", index}});
  else
    emit(frame.who, "woken", {{"of", Value(step.subject)}});
  co_return Flow::next;
}

Coro<Run::Flow> Run::put(Frame& frame, const Step& step) {
  const auto queue = as<std::shared_ptr<AnyQueue>>(names_.look(step.subject));
  co_await queue->put(step.value);
  emit(frame.who, "put", {{"of", Value(step.subject)}});
  co_return Flow::next;
}

Coro<Run::Flow> Run::get(Frame& frame, const Step& step) {
  const auto queue = as<std::shared_ptr<AnyQueue>>(names_.look(step.subject));
  const Value item = co_await queue->get();
  emit(frame.who, "got", {{"of", Value(step.subject)}, {"value", item}});
  co_return Flow::next;
}

Coro<Run::Flow> Run::join(Frame& frame, const Step& step) {
  const auto queue = as<std::shared_ptr<AnyQueue>>(names_.look(step.subject));
  co_await queue->base().join();
  emit(frame.who, "joined", {{"of", Value(step.subject)}});
  co_return Flow::next;
}

/// A task that has awaited itself bears a mark in CPython by which every later await of it fails at
/// once, as long as it is pending.
void Run::check_await(const Future<Value>& future) {
  if (future.done()) return;
  if (self_awaited_.contains(future.id())) throw RuntimeError("await wasn't used with future");
  if (future == current_task()) self_awaited_.insert(future.id());
}

std::vector<Object> Run::look_all(const std::vector<Text>& names) const {
  std::vector<Object> objects;
  for (const Text name : names) objects.push_back(names_.look(name));
  return objects;
}

std::vector<Future<Value>> Run::awaitables(const std::vector<Text>& names) const {
  std::vector<Future<Value>> futures;
  for (const Object& object : look_all(names)) futures.push_back(as_awaitable(object));
  return futures;
}

}  // namespace loopscope::scenario
