// SPDX-License-Identifier: MIT
#include <loopscope/task.h>

#include <atomic>

#include <loopscope/detail/loop_core.h>
#include <loopscope/inspect/observer.h>
#include <loopscope/logging.h>

namespace loopscope {

AnyTask current_task() {
  const detail::LoopCore* core = detail::LoopCore::running_here();
  if (!core) throw RuntimeError("no running event loop");
  return core->current_task ? AnyTask::share(*core->current_task) : AnyTask();
}

namespace detail {

void throw_reused() { throw RuntimeError("cannot reuse already awaited coroutine"); }

void discard(CoroutineFrame& frame) noexcept {
  log(LogLevel::warning,
      std::string("coroutine '") + frame.where.function_name() + "' was never awaited");
  frame.handle.destroy();
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

void begin_task(TaskState& task, TaskOptions& options, const std::source_location& site) {
  LoopCore& core = task.core();
  if (core.observer()) core.observer()->created(task, site);
  if (!options.name.empty()) task.set_name(std::move(options.name));
  if (options.eager && LoopCore::running_here() == &core)
    task.step();
  else
    task.schedule_step();
}

}  // namespace detail
}  // namespace loopscope
