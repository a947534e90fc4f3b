// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <loopscope/logging.h>
#include <loopscope/loop.h>

namespace loopscope::test {

/// Opens once; any thread may wait for it.
class Gate {
 public:
  void open() {
    // Told under the lock: who waits may destroy the gate at once.
    const std::lock_guard guard(lock_);
    open_ = true;
    changed_.notify_all();
  }
  void wait() {
    std::unique_lock guard(lock_);
    changed_.wait(guard, [this] { return open_; });
  }

 private:
  std::mutex lock_;  // guards `open_`
  std::condition_variable changed_;
  bool open_ = false;
};

/// A thread that ends before the scope does, however that is left.
class ScopedThread {
 public:
  template <class F>
  explicit ScopedThread(F&& body) : thread_(std::forward<F>(body)) {}
  ScopedThread(const ScopedThread&) = delete;
  ScopedThread& operator=(const ScopedThread&) = delete;
  ~ScopedThread() { join(); }

  void join() {
    if (thread_.joinable()) thread_.join();
  }

 private:
  std::thread thread_;
};

/// Collects the engine's diagnostics while it exists.
class LogCapture {
 public:
  LogCapture() {
    set_log_sink([this](LogLevel, std::string_view message) { lines_.emplace_back(message); });
  }
  LogCapture(const LogCapture&) = delete;
  LogCapture& operator=(const LogCapture&) = delete;
  ~LogCapture() { set_log_sink({}); }

  /// Call when no other thread logs.
  const std::vector<std::string>& lines() const { return lines_; }
  bool has(std::string_view part) const {
    for (const std::string& line : lines_)
      if (line.find(part) != std::string::npos) return true;
    return false;
  }

 private:
  std::vector<std::string> lines_;  // under the lock of the sink
};

inline std::unique_ptr<Clock> virtual_clock() { return std::make_unique<VirtualClock>(); }

/// Runs exactly one iteration.
inline void run_once(Loop& loop) {
  loop.stop();
  loop.run_forever();
}

/// Appends "message; error" of all that the loop's exception handler gets.
inline void collect_errors(Loop& loop, std::vector<std::string>& errors) {
  loop.set_exception_handler([&errors](const ExceptionContext& context) {
    errors.push_back(context.message + "; " + error_line(context.exception));
  });
}

/// Text of the Error that `action` throws; "(nothing)" without one. Others pass.
template <class Error, class F>
std::string thrown(F&& action) {
  try {
    std::forward<F>(action)();
  } catch (const Error& error) {
    return error.what();
  }
  return "(nothing)";
}

/// Whether `action` throws an Error.
template <class Error, class F>
bool throws(F&& action) {
  try {
    std::forward<F>(action)();
  } catch (const Error&) {
    return true;
  }
  return false;
}

}  // namespace loopscope::test
