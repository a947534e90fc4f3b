// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <utility>

#include <loopscope/runner.h>

namespace loopscope {

/// The way into the engine for a whole program (asyncio.run): makes a loop, runs the coroutine to
/// its end, ends everything else as Runner::close does, and gives the coroutine's result or throws
/// its exception. RuntimeError when a loop runs on this thread.
template <class T>
T run(Coro<T> coroutine, RunOptions options = {}) {
  Runner runner(std::move(options));
  Task<T> task;
  std::exception_ptr error;
  try {
    task = runner.run_task(std::move(coroutine), "run()");
  } catch (...) {
    error = std::current_exception();
  }
  // Outside the handler: the tasks that end now shall not run within one.
  runner.close();
  if (error) std::rethrow_exception(error);
  return task.take();
}

}  // namespace loopscope
