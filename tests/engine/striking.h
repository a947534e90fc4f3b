// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tests/engine/random.h>
#include <tests/engine/support.h>

/// Small random programs in which cancellation strikes at every point in turn.
namespace loopscope::test {

/// One task is cancelled when the program has reached a point for the so manieth time.
struct Strike {
  int point;
  std::size_t task;
};

/// A program of several tasks, without any time but whole seconds. A subclass holds what they share,
/// spawns them in its constructor, and says what must be true.
class StruckProgram {
 public:
  explicit StruckProgram(unsigned seed) : random(seed + 1) {
    loop_.emplace();
    loop_->set_exception_handler([this](const ExceptionContext& context) {
      if (trouble_.empty()) trouble_ = context.message + " " + error_line(context.exception);
    });
  }
  StruckProgram(const StruckProgram&) = delete;
  StruckProgram& operator=(const StruckProgram&) = delete;
  virtual ~StruckProgram() = default;

  /// Runs until nothing more can happen, looks whether somebody sleeps who need not, cancels who is
  /// left, and looks again. Gives what was wrong, or "".
  std::string run(std::vector<Strike> strikes) {
    strikes_ = std::move(strikes);
    run_until_idle();
    check_idle();
    for (const Task<void>& task : tasks_) task.cancel();
    run_until_idle();
    for (const Task<void>& task : tasks_) expect(task.done(), "a cancelled task does not end");
    if (trouble_.empty()) check_end();
    for (const Task<void>& task : tasks_) report_error(task);
    for (Task<void>& task : tasks_) task = {};
    loop_.reset();  // before the things that tasks refer to
    return trouble_;
  }

  int points() const { return points_; }
  std::size_t tasks() const { return tasks_.size(); }

 protected:
  /// Every task that runs has ended, or waits for something: for what it cannot have?
  virtual void check_idle() {}
  /// All tasks have ended: is everything as it was at the beginning?
  virtual void check_end() {}

  Loop& loop() { return *loop_; }
  void spawn(Coro<void> body) { tasks_.push_back(loop_->create_task(std::move(body))); }
  bool is_done(std::size_t task) const { return tasks_[task].done(); }
  /// Somebody has cancelled the task; it may not know yet.
  bool is_cancelled(std::size_t task) const { return tasks_[task].cancelling() > 0; }

  /// How often a task may have been cancelled by now, from outside.
  int strikes() const { return static_cast<int>(strikes_.size()); }

  /// Tasks say so between their operations; it is one between iterations, too.
  void point() {
    ++points_;
    for (const Strike& strike : strikes_)
      if (strike.point == points_) tasks_[strike.task].cancel();
  }

  void expect(bool condition, const char* otherwise) {
    if (!condition && trouble_.empty()) trouble_ = otherwise;
  }

  Random random;

 private:
  void run_until_idle() {
    for (int i = 0; i < 10'000; ++i) {
      if (loop_->core().ready().empty()) {
        if (loop_->core().timers() == 0) return;
        loop_->clock().jump(loop_->time() + 1s);
      }
      point();
      run_iterations(*loop_);
    }
    expect(false, "the program does not end");
  }

  void report_error(const Task<void>& task) {
    if (!task.done() || task.cancelled() || !task.exception()) return;
    const std::string error = error_line(task.exception());
    if (trouble_.empty()) trouble_ = "a task failed with " + error;
  }

  std::optional<VirtualLoop> loop_;
  std::vector<Task<void>> tasks_;
  std::vector<Strike> strikes_;
  std::string trouble_;
  int points_ = 0;
};

/// Runs Program(seed, arguments...) for several seeds: undisturbed, then with each task cancelled at
/// each point, then with a second task cancelled a little later. Gives the first trouble, or "".
template <class Program, class... Args>
std::string strike_everywhere(unsigned seeds, const Args&... arguments) {
  const auto trouble = [&](unsigned seed, std::vector<Strike> strikes) {
    Program program(seed, arguments...);
    std::string text = program.run(strikes);
    if (text.empty()) return text;
    text += ": seed " + std::to_string(seed);
    for (const Strike& strike : strikes)
      text += ", task " + std::to_string(strike.task) + " at " + std::to_string(strike.point);
    return text;
  };
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  seeds = (seeds + 4) / 5;
#endif
  for (unsigned seed = 0; seed < seeds; ++seed) {
    Program undisturbed(seed, arguments...);
    if (std::string text = undisturbed.run({}); !text.empty())
      return text + ": seed " + std::to_string(seed);
    Random random(seed + 1);
    const auto tasks = static_cast<unsigned>(undisturbed.tasks());
    for (int point = 1; point <= undisturbed.points(); ++point) {
      for (std::size_t task = 0; task < tasks; ++task) {
        const Strike first{point, task};
        const Strike second{point + static_cast<int>(below(random, 4)), below(random, tasks)};
        if (std::string text = trouble(seed, {first}); !text.empty()) return text;
        if (std::string text = trouble(seed, {first, second}); !text.empty()) return text;
      }
    }
  }
  return {};
}

}  // namespace loopscope::test
