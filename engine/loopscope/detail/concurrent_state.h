// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include <loopscope/detail/ref.h>
#include <loopscope/time.h>

namespace loopscope::detail {

class ConcurrentState;
class LoopCore;

[[noreturn]] void throw_empty_handle();

/// A done-callback of a ConcurrentFuture.
class ConcurrentCallback {
 public:
  ConcurrentCallback() = default;
  ConcurrentCallback(const ConcurrentCallback&) = delete;
  ConcurrentCallback& operator=(const ConcurrentCallback&) = delete;
  virtual ~ConcurrentCallback() = default;

  virtual void invoke(ConcurrentState& state) = 0;
  virtual std::string_view name() const noexcept = 0;
};

/// What the handles of one ConcurrentFuture share, without its value. Everything may be called on
/// any thread. User code runs outside the lock, but for the moves and copies of values.
class ConcurrentState : public std::enable_shared_from_this<ConcurrentState> {
 public:
  /// `noticed`: cancelled, and the worker knows.
  enum class Status : std::uint8_t { pending, running, cancelled, noticed, finished };

  ConcurrentState();
  ConcurrentState(const ConcurrentState&) = delete;
  ConcurrentState& operator=(const ConcurrentState&) = delete;

  bool done() const;
  bool cancelled() const;
  bool running() const;
  bool cancel();
  bool begin();

  /// Throws unless there is a result now, or within the limit.
  void wait_for_result(std::optional<Duration> limit);
  std::exception_ptr exception(std::optional<Duration> limit);
  /// Of a future that is done and not cancelled: moves the exception out, if there is one.
  std::exception_ptr take_exception();

  void set_exception(std::exception_ptr error);
  /// Like set_exception, but without effect when done.
  void fail(std::exception_ptr error);

  void add_callback(std::unique_ptr<ConcurrentCallback> callback);

  // --- where it is completed; said before another thread can see the future

  /// By a task of this loop: waiting on the loop's thread is an error.
  void set_home(Ref<LoopCore> home);
  /// By a worker of an executor.
  void set_elsewhere() noexcept { elsewhere_ = true; }
  /// Whether `core` is not the one that has to complete it, and somebody is known who will.
  bool completed_outside(const LoopCore& core) const noexcept {
    return elsewhere_ || (home_ && home_.get() != &core);
  }

 protected:
  ~ConcurrentState();

  std::unique_lock<std::mutex> lock() const { return std::unique_lock(lock_); }
  /// With the lock held.
  void require_not_done() const;
  /// Ends the future: wakes who waits, then runs the callbacks, without the lock.
  void finish(std::unique_lock<std::mutex> guard, Status status);

 private:
  bool done_locked() const noexcept { return status_ > Status::running; }
  bool cancelled_locked() const noexcept {
    return status_ == Status::cancelled || status_ == Status::noticed;
  }
  void wait(std::unique_lock<std::mutex>& guard, std::optional<Duration> limit);
  void wait_here(std::unique_lock<std::mutex>& guard, std::optional<Duration> limit);
  void wait_outside_loop(std::unique_lock<std::mutex>& guard, std::optional<Duration> limit);
  void require_foreign_thread() const;
  void invoke(ConcurrentCallback& callback) noexcept;

  mutable std::mutex lock_;  // guards what follows
  std::condition_variable ended_;
  Status status_ = Status::pending;
  std::exception_ptr error_;
  std::vector<std::unique_ptr<ConcurrentCallback>> callbacks_;
  int jobs_waiting_ = 0;  // jobs of home_ that stand in wait_outside_loop

  Ref<LoopCore> home_;
  bool elsewhere_ = false;
};

}  // namespace loopscope::detail
