// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include <loopscope/loop.h>

namespace loopscope {

/// How a loop is made for a program that runs in it.
struct RunOptions {
  bool debug = false;
  std::unique_ptr<Clock> clock = nullptr;  ///< null: a SteadyClock
};

/// Runs several coroutines in one loop, and ends it cleanly (asyncio.Runner). The loop is made when
/// first needed; tasks that are left go on in the next run (N1). For one thread.
class Runner {
 public:
  explicit Runner(RunOptions options = {}) : options_(std::move(options)) {}
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  /// Closes; what that throws is logged.
  ~Runner();

  /// Throws RuntimeError once closed.
  Loop& loop();

  /// Runs until the coroutine ends and gives its result, or throws its exception. RuntimeError when
  /// a loop runs on this thread, or the runner is closed.
  template <class T>
  T run(Coro<T> coroutine) {
    const Task<T> task = run_task(std::move(coroutine), "Runner.run()");
    return task.take();
  }

  /// Makes a task of the coroutine and runs until it is done; throws what ended it. `operation` is
  /// the name of the caller, for a RuntimeError.
  template <class T>
  Task<T> run_task(Coro<T> coroutine, const char* operation) {
    require_no_loop(operation);
    const std::source_location site = coroutine.site();
    const Task<T> task = loop().create_task(std::move(coroutine), {}, site);
    // Only the part that knows no value type is used.
    loop().run_until_complete(Future<void>::share(task.state()));
    return task;
  }

  /// Cancels all tasks, once, runs until they have ended, reports what they throw besides
  /// CancelledError; shuts the default executor down, 300 s at most; closes the loop (N2). Without
  /// effect when closed or never used.
  void close();

 private:
  static void require_no_loop(const char* operation);
  void end_tasks();

  RunOptions options_;
  std::unique_ptr<Loop> loop_;
  bool closed_ = false;
};

}  // namespace loopscope
