// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <loopscope/loop.h>
#include <loopscope/scenario/interpreter.h>
#include <loopscope/scenario/objects.h>
#include <loopscope/scenario/scenario.h>
#include <loopscope/scenario/thread_set.h>
#include <loopscope/scenario/trace.h>

namespace loopscope::scenario {

/// The state of one run, and what each step does: an Interpreter's inside. The order of checks and
/// effects within a step is that of tests/conformance/reference.py.
class Run {
 public:
  Run(const Scenario& scenario, Loop& loop, TraceSink sink, const Limits& limits);
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  void start();
  void finish(bool stalled);

  std::function<void()> at_end;
  const Task<Value>& root() const noexcept { return root_; }
  const std::string& limit_reached() const noexcept { return limit_; }
  std::size_t threads_alive() const noexcept { return threads_.alive(); }

 private:
  using Text = std::string_view;  // lies in the scenario

  /// What the steps of one task share.
  struct Frame {
    Text who;
    int calls = 0;   // that are nested just now
    Value returned;  // by the `return` that ended the steps
  };
  enum class Flow { next, returned };
  class Call;

  // --- trace and limits (run.cpp)
  void emit(Text who, const char* ev, Value::Members fields = {});
  void emit_unhandled(const ExceptionContext& context);
  void end_task(Text who, const std::exception_ptr& error, const Value& value);
  void count_step();
  [[noreturn]] void overrun(std::string limit);
  void end();

  // --- steps in general (run.cpp)
  void spawn(Text coroutine, Text name, bool eager, const Object* group);
  Coro<Value> body(Text who, const Steps& list);
  Coro<Flow> steps(Frame& frame, std::span<const Step> list);
  void callback_steps(Text who, const Steps& list);

  // --- steps that never wait (run_now.cpp)
  void do_now(Text who, const Step& step);
  void do_with_future(Text who, const Step& step);
  void do_with_call(const Step& step);
  void make_object(const Step& step);
  void do_with_object(Text who, const Step& step);
  void add_done_callback(const Step& step);
  void remove_done_callback(Text who, const Step& step);
  void cancel(Text who, const Step& step);
  void show_state(Text who, const Step& step);
  void gather(const Step& step);
  void shield(const Step& step);
  void start_thread(const Step& step);
  auto call_of(Text id, const Steps& list);
  Value gathered(Value::List items);

  // --- steps that may wait (run_waiting.cpp)
  Coro<Flow> do_waiting(Frame& frame, const Step& step);
  Coro<Flow> await_future(Frame& frame, const Step& step);
  Coro<Flow> sleep(Frame& frame, const Step& step);
  Coro<Flow> call(Frame& frame, const Step& step);
  Coro<Flow> try_steps(Frame& frame, const Step& step);
  Coro<Flow> handle(Frame& frame, const Steps& handler, std::exception_ptr error);
  Coro<Flow> repeat(Frame& frame, const Step& step);
  Coro<Flow> wait(Frame& frame, const Step& step);
  Coro<Flow> wait_for(Frame& frame, const Step& step);
  Coro<Flow> within(Frame& frame, const Step& step);
  Coro<Flow> task_group(Frame& frame, const Step& step);
  Coro<Flow> as_completed(Frame& frame, const Step& step);
  Coro<Flow> acquire(Frame& frame, const Step& step);
  Coro<Flow> wait_in_object(Frame& frame, const Step& step);
  Coro<Flow> put(Frame& frame, const Step& step);
  Coro<Flow> get(Frame& frame, const Step& step);
  Coro<Flow> join(Frame& frame, const Step& step);

  void check_await(const Future<Value>& future);
  std::vector<Object> look_all(const std::vector<Text>& names) const;
  std::vector<Future<Value>> awaitables(const std::vector<Text>& names) const;

  const Scenario& scenario_;
  Loop& loop_;
  TraceSink sink_;
  const Limits limits_;
  const Duration began_;
  ExceptionHandler handler_before_;

  Names names_;
  std::unordered_map<Text, CallbackToken> callbacks_;
  std::unordered_map<Text, Handle> calls_;
  std::vector<Task<Value>> tasks_;  // oldest first
  Task<Value> root_;
  std::unordered_set<inspect::ObjectId> self_awaited_;

  std::size_t events_ = 0;
  std::size_t steps_ = 0;
  bool over_ = false;
  std::string limit_;
  std::shared_ptr<Run*> alive_;  // for the exception handler, which the loop may call later
  ThreadSet threads_;            // ends first: the calls that threads post refer to all the rest
};

/// A future's state as the trace shows it; counts an error as seen.
Value::Members outcome_of(const Future<Value>& future);
Value::Members result_outcome(const Value& value);
Value::Members error_outcome(const std::exception_ptr& error);
/// The members of both.
Value::Members operator+(Value::Members first, Value::Members second);

}  // namespace loopscope::scenario
