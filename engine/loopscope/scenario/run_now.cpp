// SPDX-License-Identifier: MIT
#include <algorithm>
#include <limits>

#include <loopscope/combine/gather.h>
#include <loopscope/combine/shield.h>
#include <loopscope/scenario/errors.h>
#include <loopscope/scenario/run.h>

/// Steps that never wait.
namespace loopscope::scenario {
namespace {

std::optional<std::string> owned(const std::optional<std::string_view>& text) {
  return text ? std::optional<std::string>(*text) : std::nullopt;
}

std::exception_ptr error_of(const Step& step, std::string_view name) {
  return std::make_exception_ptr(
      ScenarioError(std::string(name), std::string(step.message.value_or(""))));
}

template <class Integer>
Integer limited(std::int64_t number) {
  using Limits = std::numeric_limits<Integer>;
  return static_cast<Integer>(std::clamp<std::int64_t>(number, Limits::min(), Limits::max()));
}

std::shared_ptr<Semaphore> make_semaphore(const Step& step) {
  std::string name(step.subject);
  if (step.flag) return std::make_shared<BoundedSemaphore>(*step.number, std::move(name), nowhere);
  return std::make_shared<Semaphore>(*step.number, std::move(name), nowhere);
}

void notify(const Step& step, const Object& object) {
  auto& condition = as<std::shared_ptr<ConditionWithLock>>(object)->condition;
  const std::int64_t number = std::max<std::int64_t>(0, step.number.value_or(1));
  step.flag ? condition.notify_all() : condition.notify(static_cast<std::size_t>(number));
}

template <class F>
ThreadSet::Work named_work(Named<F> call) {
  return {call.name, std::move(call.callable)};
}

}  // namespace

void Run::do_now(Text who, const Step& step) {
  using O = Operation;
  switch (step.operation) {
    case O::log: return emit(who, "log", {{"text", Value(step.subject)}});
    case O::raise: std::rethrow_exception(error_of(step, step.subject));
    case O::spawn: {
      if (!step.group) return spawn(step.subject, step.name, step.flag, nullptr);
      const Object group = names_.look(*step.group);
      return spawn(step.subject, step.name, false, &group);
    }
    case O::thread: return start_thread(step);
    case O::call_soon:
    case O::call_later:
    case O::cancel_call: return do_with_call(step);
    default: break;
  }
  if (step.operation < O::raise) return do_with_future(who, step);
  if (step.operation < O::event_set) return make_object(step);
  do_with_object(who, step);
}

void Run::do_with_future(Text who, const Step& step) {
  using O = Operation;
  switch (step.operation) {
    case O::future:
      return names_.bind(step.subject, loop_.create_future<Value>(std::string(step.subject), {}));
    case O::set_result: return as_future(names_.look(step.subject)).set_result(step.value);
    case O::set_exception:
      return as_future(names_.look(step.subject)).set_exception(error_of(step, step.name));
    case O::cancel: return cancel(who, step);
    case O::uncancel: {
      const std::int64_t left = as<Task<Value>>(names_.look(step.subject)).uncancel();
      return emit(who, "uncancel", {{"of", Value(step.subject)}, {"returned", Value(left)}});
    }
    case O::done_callback: return add_done_callback(step);
    case O::remove_done_callback: return remove_done_callback(who, step);
    case O::gather: return gather(step);
    case O::shield: return shield(step);
    default: return show_state(who, step);
  }
}

void Run::cancel(Text who, const Step& step) {
  const bool accepted = as_future(names_.look(step.subject)).cancel(owned(step.message));
  emit(who, "cancel", {{"of", Value(step.subject)}, {"returned", Value(accepted)}});
}

void Run::add_done_callback(const Step& step) {
  auto callback = [this, &step](const Future<Value>& future) {
    emit(step.name, "callback", Value::Members{{"of", Value(step.subject)}} + outcome_of(future));
    callback_steps(step.name, step.steps);
  };
  CallbackToken& token = callbacks_[step.name];
  token =
      {};  // an earlier callback of that id can no longer be removed, even if there is no future
  token = as_future(names_.look(step.subject))
              .add_done_callback(named(step.name.data(), std::move(callback)));
}

void Run::remove_done_callback(Text who, const Step& step) {
  const auto known = callbacks_.find(step.name);
  const CallbackToken token = known == callbacks_.end() ? CallbackToken{} : known->second;
  const auto count =
      static_cast<std::int64_t>(as_future(names_.look(step.subject)).remove_done_callback(token));
  emit(who, "removed",
       {{"of", Value(step.subject)}, {"id", Value(step.name)}, {"count", Value(count)}});
}

void Run::show_state(Text who, const Step& step) {
  const Object& object = names_.look(step.subject);
  Value::Members fields =
      Value::Members{{"of", Value(step.subject)}} + outcome_of(as_future(object));
  if (const auto* task = std::get_if<Task<Value>>(&object))
    fields.emplace_back("cancelling", Value(std::int64_t{task->cancelling()}));
  emit(who, "state", std::move(fields));
}

void Run::gather(const Step& step) {
  const std::vector<Future<Value>> members = awaitables(step.subjects);
  auto of_values = [this](std::vector<Value> values) { return gathered(std::move(values)); };
  auto of_outcomes = [this](std::vector<Outcome<Value>> outcomes) {
    Value::List items;
    for (auto& outcome : outcomes)
      std::visit([&](auto& one) { items.emplace_back(std::move(one)); }, outcome);
    return gathered(std::move(items));
  };
  Future<Value> all = step.flag ? gather_as(return_exceptions, members, std::move(of_outcomes))
                                : gather_as(members, std::move(of_values));
  all.set_name(std::string(step.name));
  names_.bind(step.name, std::move(all));
}

Value Run::gathered(Value::List items) {
  Value value(std::move(items));
  if (value.depth() > limits_.depth)
    overrun(std::to_string(limits_.depth) + " levels in a gathered value");
  if (value.weight() > limits_.parts)
    overrun(std::to_string(limits_.parts) + " parts in a gathered value");
  return value;
}

void Run::shield(const Step& step) {
  const Object inner = names_.look(step.subject);
  Future<Value> outer = loopscope::shield(as_awaitable(inner));
  if (outer == as_awaitable(inner)) return names_.bind(step.name, inner);
  outer.set_name(std::string(step.name));
  names_.bind(step.name, std::move(outer));
}

auto Run::call_of(Text id, const Steps& list) {
  return named(id.data(), [this, id, &list] {
    emit(id, "called");
    callback_steps(id, list);
  });
}

void Run::do_with_call(const Step& step) {
  if (step.operation == Operation::call_soon) {
    calls_[step.subject] = loop_.call_soon(call_of(step.subject, step.steps));
  } else if (step.operation == Operation::call_later) {
    calls_[step.subject] = loop_.call_later(*step.time, call_of(step.subject, step.steps));
  } else {
    const auto known = calls_.find(step.subject);
    if (known == calls_.end()) throw ScenarioError("NameError", std::string(step.subject));
    known->second.cancel();
  }
}

void Run::make_object(const Step& step) {
  using O = Operation;
  const std::string name(step.subject);
  switch (step.operation) {
    case O::event: return names_.bind(step.subject, std::make_shared<Event>(name, nowhere));
    case O::lock: return names_.bind(step.subject, std::make_shared<Lock>(name, nowhere));
    case O::semaphore: return names_.bind(step.subject, make_semaphore(step));
    case O::condition: {
      if (!step.group) return names_.bind(step.subject, std::make_shared<ConditionWithLock>(name));
      Lockable lock(names_.look(*step.group));
      return names_.bind(step.subject, std::make_shared<ConditionWithLock>(std::move(lock), name));
    }
    case O::barrier:
      return names_.bind(step.subject,
                         std::make_shared<Barrier>(limited<int>(*step.number), name, nowhere));
    default:
      return names_.bind(step.subject,
                         make_queue(step.kind, limited<long>(step.number.value_or(0)), name));
  }
}

void Run::do_with_object(Text who, const Step& step) {
  using O = Operation;
  const Object& object = names_.look(step.subject);
  const auto queue = [&]() -> AnyQueue& { return *as<std::shared_ptr<AnyQueue>>(object); };
  switch (step.operation) {
    case O::event_set: return as<std::shared_ptr<Event>>(object)->set();
    case O::event_clear: return as<std::shared_ptr<Event>>(object)->clear();
    case O::release: return Lockable(object).release();
    case O::notify: return notify(step, object);
    case O::put_nowait: return queue().put_nowait(step.value);
    case O::get_nowait: {
      const Value item = queue().get_nowait();
      return emit(who, "got", {{"of", Value(step.subject)}, {"value", item}});
    }
    case O::task_done: return queue().base().task_done();
    default: return queue().base().shutdown(step.flag);
  }
}

void Run::start_thread(const Step& step) {
  if (threads_.alive() >= limits_.threads)
    overrun(std::to_string(limits_.threads) + " threads at once");
  std::vector<ThreadSet::Work> works;
  for (const ThreadCall& call : step.calls)
    works.push_back(named_work(call_of(call.id, call.steps)));
  threads_.start(std::string(step.subject), step.time.value_or(Duration::zero()), std::move(works));
}

}  // namespace loopscope::scenario
