// SPDX-License-Identifier: MIT
#include <loopscope/run_in_executor.h>

#include <cstdio>

#include <loopscope/logging.h>
#include <loopscope/thread_pool.h>

namespace loopscope {
namespace {

void warn_of_timeout(Duration timeout) {
  char seconds[32];
  std::snprintf(seconds, sizeof seconds, "%.9g", std::chrono::duration<double>(timeout).count());
  log(LogLevel::warning, "The executor did not finishing joining its threads within " +
                             std::string(seconds) + " seconds.");
}

// Waits until `future` is done or the time is over, and tells whether it is done.
Coro<bool> done_within(Future<void> future, std::optional<Duration> timeout) {
  Loop& loop = get_running_loop();
  const Future<void> over = loop.create_future<void>();
  const auto end = [over] {
    if (!over.done()) over.set_result();
  };
  future.add_done_callback(named("executor_ended", end));
  struct Timer {
    TimerHandle handle;
    ~Timer() { handle.cancel(); }
  } timer;
  if (timeout) timer.handle = loop.call_later(*timeout, named("shutdown_timeout", end));
  co_await over;
  co_return future.done();
}

}  // namespace

Executor& detail::default_executor(LoopCore& core) {
  if (core.executor_shut_down) throw RuntimeError("Executor shutdown has been called");
  if (!core.default_executor) core.default_executor = std::make_shared<ThreadPool>();
  return *core.default_executor;
}

void set_default_executor(Loop& loop, std::shared_ptr<Executor> executor) {
  if (!executor) throw ValueError("executor must not be null");
  loop.core().default_executor = std::move(executor);
}

Coro<void> shutdown_default_executor(std::optional<AnyDuration> timeout) {
  detail::LoopCore& core = get_running_loop().core();
  core.executor_shut_down = true;
  const std::shared_ptr<Executor> executor = core.default_executor;
  if (!executor) co_return;
  ThreadPool joiner(1, "executor shutdown");
  const Future<void> joined = run_in_executor(joiner, [executor] { executor->shutdown(true); });
  joiner.shutdown(false);  // its thread may outlast this coroutine
  if (co_await done_within(joined, timeout)) {
    joined.result();
    co_return;
  }
  warn_of_timeout(*timeout);
  executor->shutdown(false);
}

}  // namespace loopscope
