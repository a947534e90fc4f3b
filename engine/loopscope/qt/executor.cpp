// SPDX-License-Identifier: MIT
#include <loopscope/qt/executor.h>

#include <QRunnable>
#include <QThreadPool>

#include <condition_variable>
#include <mutex>
#include <string>
#include <utility>

#include <loopscope/errors.h>
#include <loopscope/exception_context.h>
#include <loopscope/logging.h>

namespace loopscope::qt {

struct QtExecutor::Jobs {
  std::mutex lock;  // guards what follows
  std::condition_variable ended;
  int left = 0;
  bool shut_down = false;

  static constinit thread_local const Jobs* of_this_thread;  // while one of them runs
};

constinit thread_local const QtExecutor::Jobs* QtExecutor::Jobs::of_this_thread = nullptr;

/// Counted until it is destroyed, by the pool, whether it ran or not.
class QtExecutor::Runnable final : public QRunnable {
 public:
  Runnable(Job job, std::shared_ptr<Jobs> jobs) : job_(std::move(job)), jobs_(std::move(jobs)) {}
  ~Runnable() override {
    job_ = Job();
    // With the lock held: the counterpart may be gone as soon as it can see the count.
    const std::lock_guard guard(jobs_->lock);
    --jobs_->left;
    jobs_->ended.notify_all();
  }

  void run() override {
    const Jobs* outer = std::exchange(Jobs::of_this_thread, jobs_.get());
    const std::string name(job_.name());
    try {
      job_();
    } catch (...) {
      log(LogLevel::error,
          "Exception in executor job " + name + ": " + error_line(std::current_exception()));
    }
    Jobs::of_this_thread = outer;
  }

 private:
  Job job_;
  std::shared_ptr<Jobs> jobs_;
};

QtExecutor::QtExecutor() : QtExecutor(*QThreadPool::globalInstance()) {}

QtExecutor::QtExecutor(QThreadPool& pool, int priority)
    : pool_(pool), priority_(priority), jobs_(std::make_shared<Jobs>()) {}

void QtExecutor::execute(Job job) {
  auto runnable = std::make_unique<Runnable>(std::move(job), jobs_);
  {
    const std::lock_guard guard(jobs_->lock);
    ++jobs_->left;
    if (!jobs_->shut_down) {
      pool_.start(runnable.release(), priority_);
      return;
    }
  }
  throw RuntimeError("cannot schedule new futures after shutdown");
}

void QtExecutor::shutdown(bool wait) {
  if (wait && Jobs::of_this_thread == jobs_.get())
    throw RuntimeError("a job cannot wait for the end of its own executor");
  std::unique_lock guard(jobs_->lock);
  jobs_->shut_down = true;
  if (wait) jobs_->ended.wait(guard, [this] { return jobs_->left == 0; });
}

}  // namespace loopscope::qt
