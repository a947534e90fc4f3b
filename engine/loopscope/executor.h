// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <type_traits>
#include <utility>

#include <loopscope/concurrent_future.h>
#include <loopscope/detail/submitted_job.h>
#include <loopscope/job.h>

namespace loopscope {

/// Runs jobs on other threads (concurrent.futures.Executor): ThreadPool, or one of your own. Every
/// member may be called on any thread.
class Executor {
 public:
  Executor() = default;
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;
  virtual ~Executor() = default;

  /// Runs the job some time, on some thread, or destroys it. Does not wait for it. Throws
  /// RuntimeError after shutdown().
  virtual void execute(Job job) = 0;

  /// Refuses further jobs; those that are queued still run. With `wait`, returns when all have
  /// ended. May be called again.
  virtual void shutdown(bool wait) = 0;

  /// Runs `function(arguments...)` and gives its outcome. Cancelled before it begins, or destroyed
  /// unrun, it never runs. What the function owns is destroyed before the outcome is there.
  template <class F, class... Args>
    requires std::invocable<std::decay_t<F>, std::decay_t<Args>...>
  auto submit(F&& function, Args&&... arguments) {
    auto job = detail::submitted_job(std::forward<F>(function), std::forward<Args>(arguments)...);
    auto outcome = job.outcome();
    execute(Job(std::move(job)));
    return outcome;
  }
};

}  // namespace loopscope
