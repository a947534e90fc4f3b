// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include <loopscope/executor.h>

namespace loopscope {

/// Runs jobs first in, first out, on threads of its own (concurrent.futures.ThreadPoolExecutor). A
/// thread is started when a job finds none idle, up to the limit. What a job throws is logged; jobs
/// made by submit() give it to their future instead.
class ThreadPool final : public Executor {
 public:
  /// The threads are named "NAME_0", "NAME_1", …. Throws ValueError for no workers.
  explicit ThreadPool(unsigned workers = default_workers(), std::string name = "worker");

  /// Waits until all jobs have ended, unless shutdown() was called before, or a job does this.
  ~ThreadPool() override;

  void execute(Job job) override;

  /// Without `wait`, the process waits at its end for the jobs that are left. With it, throws
  /// RuntimeError on a thread of the pool.
  void shutdown(bool wait) override;

  /// min(32, processors + 4)
  static unsigned default_workers() noexcept;

 private:
  class Crew;

  std::shared_ptr<Crew> crew_;  // shared with the threads
};

}  // namespace loopscope
