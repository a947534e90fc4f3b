// SPDX-License-Identifier: MIT
#pragma once

#include <QtTest/QTest>

#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <loopscope/logging.h>
#include <loopscope/loop.h>
#include <loopscope/sleep.h>

/// As QVERIFY, QCOMPARE and QFAIL, but without a return, which coroutines and most lambdas forbid.
#define EXPECT(condition) \
  static_cast<void>(      \
      QTest::qVerify(static_cast<bool>(condition), #condition, "", __FILE__, __LINE__))
#define EXPECT_EQ(actual, expected) \
  static_cast<void>(QTest::qCompare(actual, expected, #actual, #expected, __FILE__, __LINE__))
#define NEVER(message) QTest::qFail(message, __FILE__, __LINE__)

/// What the engine's tests share. Time is virtual, so that no test waits; iterations are exact, so
/// that a test can say "one iteration later", as the rules do.
namespace loopscope::test {

using namespace std::chrono_literals;
using Events = std::vector<std::string>;

struct VirtualLoop : Loop {
  VirtualLoop() : Loop(std::make_unique<VirtualClock>()) {}
};

/// Events with the iteration in which they happened: "resumed@3".
class Trace {
 public:
  explicit Trace(Loop& loop) : loop_(loop) {}

  void operator()(const std::string& what) {
    events.push_back(what + "@" + std::to_string(loop_.core().iteration() - start_));
  }

  /// The next iteration is number 1.
  void restart() {
    events.clear();
    start_ = loop_.core().iteration();
  }

  Events events;

 private:
  Loop& loop_;
  std::uint64_t start_ = 0;
};

/// Runs exactly so many iterations (L18), without letting time pass.
inline void run_iterations(Loop& loop, int count = 1) {
  for (int i = 0; i < count; ++i) {
    loop.stop();
    loop.run_forever();
  }
}

/// Runs a coroutine function as a task to its end.
template <class F>
auto run(Loop& loop, F function) {
  return loop.run_until_complete(loop.create_task(std::move(function)));
}

/// What `function` throws, as diagnostics write it, or "nothing".
template <class F>
std::string thrown(F&& function) {
  try {
    static_cast<void>(function());
  } catch (...) {
    return error_line(std::current_exception());
  }
  return "nothing";
}

/// How a task ended otherwise than with a result, likewise.
template <class T>
std::string outcome_of(const Task<T>& task) {
  return thrown([&] { task.result(); });
}

/// The message of a future's CancelledError, "(none)" without one.
template <class T>
std::string cancellation(const Future<T>& future) {
  try {
    future.result();
  } catch (const CancelledError& error) {
    return error.message().value_or("(none)");
  } catch (...) {
  }
  return "another end";
}

inline Coro<int> give(int value) { co_return value; }

inline Coro<void> nothing() { co_return; }

inline std::vector<Future<int>> futures(Loop& loop, int count) {
  std::vector<Future<int>> made;
  for (int i = 0; i < count; ++i) made.push_back(loop.create_future<int>());
  return made;
}

/// Collects what is logged while it exists.
class CapturedLog {
 public:
  CapturedLog() {
    set_log_sink([this](LogLevel, std::string_view line) { lines.emplace_back(line); });
  }
  CapturedLog(const CapturedLog&) = delete;
  CapturedLog& operator=(const CapturedLog&) = delete;
  ~CapturedLog() { set_log_sink({}); }

  Events lines;
};

/// Collects what a loop's exception handler is told.
class Reports {
 public:
  explicit Reports(Loop& loop) {
    loop.set_exception_handler([this](const ExceptionContext& context) { all.push_back(context); });
  }

  Events messages() const {
    Events messages;
    for (const ExceptionContext& context : all) messages.push_back(context.message);
    return messages;
  }

  std::vector<ExceptionContext> all;
};

/// Counts its copies and those that are alive.
struct Counted {
  explicit Counted(int number = 0) : value(number) { ++alive; }
  Counted(const Counted& other) : value(other.value) {
    ++alive;
    ++copies;
  }
  Counted(Counted&& other) noexcept : value(std::exchange(other.value, -1)) { ++alive; }
  Counted& operator=(Counted other) noexcept {
    std::swap(value, other.value);
    return *this;
  }
  ~Counted() { --alive; }

  static void reset() { alive = copies = 0; }

  static inline int alive = 0;
  static inline int copies = 0;
  int value;
};

/// Calls a function when it goes.
class CallWhenGone {
 public:
  explicit CallWhenGone(std::function<void()> function) : function_(std::move(function)) {}
  CallWhenGone(CallWhenGone&& other) noexcept
      : function_(std::exchange(other.function_, nullptr)) {}
  CallWhenGone& operator=(CallWhenGone&&) = delete;
  ~CallWhenGone() {
    if (function_) function_();
  }

 private:
  std::function<void()> function_;
};

}  // namespace loopscope::test

namespace QTest {

template <>
inline char* toString(const std::string& text) {
  return qstrdup(text.c_str());
}

template <>
inline char* toString(const std::vector<std::string>& events) {
  std::string text = "[";
  for (const std::string& event : events) text += (text.size() > 1 ? ", " : "") + event;
  return qstrdup((text + "]").c_str());
}

}  // namespace QTest
