// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include <loopscope/loop.h>
#include <loopscope/scenario/scenario.h>
#include <loopscope/scenario/trace.h>

namespace loopscope::scenario {

class Run;

/// How far a run may go. Past one of them, it is over.
struct Limits {
  std::size_t events = 20'000;  ///< of the trace
  std::size_t steps = 200'000;  ///< rounds of `repeat` count as steps
  int calls = 100;              ///< nested in one task
  std::size_t threads = 64;     ///< alive at once
  std::size_t parts = 100'000;  ///< of one gathered value, counted wherever they appear
  std::size_t depth = 1'000;    ///< of one gathered value
};

/// Runs a scenario on a loop that somebody else drives: run_forever(), a bridge, step by step. Uses the
/// engine as any program does, and gives every object its name in the scenario, so that an inspector
/// shows them. Belongs to the loop's thread.
///
/// The scenario must outlive the interpreter, and the interpreter the loop, or at least the loop's last
/// step: its tasks and callbacks refer to it.
class Interpreter {
 public:
  /// Traces what reaches the loop's exception handler; the handler before, if any, is told too.
  Interpreter(const Scenario& scenario, Loop& loop, TraceSink sink, const Limits& limits = {});
  Interpreter(const Interpreter&) = delete;
  Interpreter& operator=(const Interpreter&) = delete;
  ~Interpreter();

  /// Called on the loop's thread when the root task is done or a limit is reached, once: stop the loop
  /// here to end the run as asyncio does.
  void on_end(std::function<void()> callback);

  /// Makes the root task, which begins in the loop's next iteration. Once.
  void start();

  /// The root task; an empty handle before start().
  const Task<Value>& root() const noexcept;

  /// The limit that ended the run: "20000 events"; or empty.
  const std::string& limit_reached() const noexcept;

  /// Threads of the scenario that will still post something.
  std::size_t threads_alive() const noexcept;

  /// Ends the trace of a run that is over: with `stalled` if nothing could wake the loop any more, and
  /// with `pending`. Nothing is traced afterwards, whatever still runs.
  void finish(bool stalled);

 private:
  std::unique_ptr<Run> run_;
};

}  // namespace loopscope::scenario
