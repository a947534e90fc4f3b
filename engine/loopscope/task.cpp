// SPDX-License-Identifier: MIT
#include <loopscope/task.h>

#include <atomic>

#include <loopscope/detail/loop_core.h>
#include <loopscope/detail/type_name.h>
#include <loopscope/inspect/observer.h>
#include <loopscope/logging.h>

namespace loopscope {

AnyTask current_task() {
  const detail::LoopCore& core = detail::LoopCore::current();
  return core.current_task ? AnyTask::share(*core.current_task) : AnyTask();
}

namespace detail {

void throw_reused() { throw RuntimeError("cannot reuse already awaited coroutine"); }

void discard(CoroutineFrame& frame) noexcept {
  log(LogLevel::warning, never_awaited(frame));
  close(frame);
}

void discard_yield() noexcept { log(LogLevel::warning, "coroutine 'sleep' was never awaited"); }

CoroutinePromise<void>& yield_in_a_frame() {
  const auto yield = []() -> Coro<void> { co_await YieldAwaiter(); };
  return yield().release();
}

void close(CoroutineFrame& frame) noexcept {
  // Its parameters may be coroutines that never began, and so on: a list, not recursion. The
  // link is free as long as a coroutine has not begun.
  constinit static thread_local CoroutineFrame* discarded = nullptr;
  constinit static thread_local bool busy = false;
  frame.link() = std::exchange(discarded, &frame);
  if (std::exchange(busy, true)) return;
  while (discarded) {
    CoroutineFrame* next = std::exchange(discarded, discarded->link());
    next->handle().destroy();
  }
  busy = false;
}

std::string never_awaited(const CoroutineFrame& frame) {
  return "coroutine '" + function_name(frame.where) + "' (" + file_and_line(frame.where) +
         ") was never awaited";
}

std::uint64_t next_task_number() noexcept {
  // Relaxed: only uniqueness matters.
  static std::atomic<std::uint64_t> last{0};
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

void prepare_task(LoopCore& core, TaskOptions& options) {
  core.require_open();
  core.check_thread("create_task()");
  if (core.task_factory) core.task_factory(options);
}

namespace {

/// The first step, within the call that runs now, which may be a step of another task; the observer gets
/// it with the ticket of that call.
void step_eagerly(TaskState& task) {
  LoopCore& core = task.core();
  const struct Nested {
    LoopCore& core;
    TaskState* outer = std::exchange(core.current_task, nullptr);
    ~Nested() { core.current_task = outer; }
  } nested{core};
  if (!core.observer()) return task.step();
  const Ref<TaskState> keep(&task);
  const CallInfo info{.kind = inspect::CallKind::step, .object = task.id(), .what = {}};
  const inspect::Ticket ticket = core.ready().popped();
  const Duration start = core.observer()->now();
  core.observer()->begin(ticket, info);
  std::exception_ptr fatal;
  try {
    task.step();
  } catch (...) {
    fatal = std::current_exception();
  }
  if (inspect::Observer* observer = core.observer())
    observer->end(ticket, info, task.step_outcome(), observer->now() - start, fatal);
  if (fatal) std::rethrow_exception(fatal);
}

}  // namespace

void begin_task(TaskState& task, TaskOptions& options, const std::source_location& site) {
  LoopCore& core = task.core();
  if (core.observer()) core.observer()->created(task, site);
  if (!options.name.empty()) task.set_name(options.name.string());
  if (!options.eager || LoopCore::running_here() != &core)
    task.schedule_step();
  else
    step_eagerly(task);
}

}  // namespace detail
}  // namespace loopscope
