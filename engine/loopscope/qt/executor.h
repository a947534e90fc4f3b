// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include <loopscope/executor.h>

class QThreadPool;

namespace loopscope::qt {

/// Runs jobs on a QThreadPool, beside what else uses it:
///
///     qt::QtExecutor pool;
///     const Future<Image> image = run_in_executor(pool, [path] { return load(path); });
///     show(co_await image);
///
/// A job that the pool drops (QThreadPool::clear) cancels its future. What a job throws is logged;
/// jobs made by submit() give it to their future instead. May go before its jobs have ended.
class QtExecutor final : public Executor {
 public:
  /// The pool, by default QThreadPool::globalInstance(), must outlive the executor.
  QtExecutor();
  explicit QtExecutor(QThreadPool& pool, int priority = 0);

  void execute(Job job) override;

  /// Refuses further jobs; the pool itself goes on. With `wait`, returns when the jobs of this
  /// executor have ended; throws RuntimeError when one of them does this.
  void shutdown(bool wait) override;

 private:
  class Runnable;
  struct Jobs;

  QThreadPool& pool_;
  int priority_;
  std::shared_ptr<Jobs> jobs_;  // shared with the jobs
};

}  // namespace loopscope::qt
