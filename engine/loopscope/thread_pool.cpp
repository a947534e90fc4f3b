// SPDX-License-Identifier: MIT
#include <loopscope/thread_pool.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include <loopscope/errors.h>
#include <loopscope/exception_context.h>
#include <loopscope/logging.h>
#include <loopscope/threads.h>

namespace loopscope {
namespace {

// The ends of all workers. They are detached, so that a pool can go without waiting for them; who
// has to wait, waits here. Never destroyed: a worker may end after everything else.
struct Ends {
  std::mutex lock;  // guards `retiring` and Crew::alive, Crew::retiring
  std::condition_variable changed;
  unsigned retiring = 0;  // workers of pools that were shut down
};

Ends& ends() {
  static Ends& instance = *new Ends;
  return instance;
}

// Jobs that still run may use what the program destroys at its end (asyncio joins them, too).
struct WaitAtExit {
  ~WaitAtExit() {
    std::unique_lock guard(ends().lock);
    ends().changed.wait(guard, [] { return ends().retiring == 0; });
  }
};

}  // namespace

/// What a pool shares with its threads.
class ThreadPool::Crew : public std::enable_shared_from_this<Crew> {
 public:
  Crew(unsigned limit, std::string name) : limit_(limit), name_(std::move(name)) {}

  void add(Job job) {
    const std::lock_guard guard(lock_);
    if (shut_down_) throw RuntimeError("cannot schedule new futures after shutdown");
    jobs_.push_back(std::move(job));
    if (jobs_.size() <= idle_)
      posted_.notify_one();
    else if (started_ < limit_)
      start_worker();
  }

  void shut_down() {
    {
      const std::lock_guard guard(lock_);
      shut_down_ = true;
    }
    posted_.notify_all();
    const std::lock_guard guard(ends().lock);
    if (!std::exchange(retiring_, true)) ends().retiring += alive_;
  }

  void wait_for_end() {
    std::unique_lock guard(ends().lock);
    ends().changed.wait(guard, [this] { return alive_ == 0; });
  }

  bool is_shut_down() const {
    const std::lock_guard guard(lock_);
    return shut_down_;
  }
  bool is_of_this_thread() const noexcept { return of_this_thread == this; }

 private:
  static constinit thread_local const Crew* of_this_thread;

  // With the lock held. When no thread can be had, those that exist have to do.
  void start_worker() {
    static const WaitAtExit wait_at_exit;
    {
      const std::lock_guard guard(ends().lock);
      ++alive_;
    }
    try {
      std::thread([crew = shared_from_this(), number = started_] { work(crew, number); }).detach();
      ++started_;
    } catch (...) {
      {
        const std::lock_guard guard(ends().lock);
        --alive_;
      }
      if (started_ > 0) return;
      jobs_.pop_back();
      throw;
    }
  }

  // Counts the thread out when its other thread-local variables are gone, too: made before them.
  struct Membership {
    std::shared_ptr<Crew> crew;
    ~Membership() {
      {
        const std::lock_guard guard(ends().lock);
        --crew->alive_;
        if (crew->retiring_) --ends().retiring;
      }
      ends().changed.notify_all();
    }
  };

  static void work(const std::shared_ptr<Crew>& crew, unsigned number) {
    static thread_local const Membership membership{crew};
    of_this_thread = crew.get();
    name_this_thread(crew->name_ + "_" + std::to_string(number));
    while (Job job = crew->next_job()) run(job);
  }

  // An empty job: the pool is shut down and nothing is left.
  Job next_job() {
    std::unique_lock guard(lock_);
    ++idle_;
    posted_.wait(guard, [this] { return shut_down_ || !jobs_.empty(); });
    --idle_;
    if (jobs_.empty()) return {};
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    return job;
  }

  static void run(Job& job) noexcept {
    const std::string name(job.name());
    try {
      job();
    } catch (...) {
      log(LogLevel::error,
          "Exception in executor job " + name + ": " + error_line(std::current_exception()));
    }
  }

  mutable std::mutex lock_;  // guards what follows
  std::condition_variable posted_;
  std::deque<Job> jobs_;
  unsigned idle_ = 0;
  unsigned started_ = 0;
  bool shut_down_ = false;

  // Under the lock of Ends.
  unsigned alive_ = 0;
  bool retiring_ = false;

  const unsigned limit_;
  const std::string name_;
};

constinit thread_local const ThreadPool::Crew* ThreadPool::Crew::of_this_thread = nullptr;

ThreadPool::ThreadPool(unsigned workers, std::string name)
    : crew_(std::make_shared<Crew>(workers, std::move(name))) {
  if (workers == 0) throw ValueError("max_workers must be greater than 0");
}

ThreadPool::~ThreadPool() {
  if (crew_->is_shut_down()) return;
  crew_->shut_down();
  if (!crew_->is_of_this_thread()) crew_->wait_for_end();
}

void ThreadPool::execute(Job job) { crew_->add(std::move(job)); }

void ThreadPool::shutdown(bool wait) {
  crew_->shut_down();
  if (!wait) return;
  if (crew_->is_of_this_thread()) throw RuntimeError("cannot join current thread");
  crew_->wait_for_end();
}

unsigned ThreadPool::default_workers() noexcept {
  return std::min(32U, std::thread::hardware_concurrency() + 4);
}

}  // namespace loopscope
