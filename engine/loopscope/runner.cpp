// SPDX-License-Identifier: MIT
#include <loopscope/runner.h>

#include <string>
#include <vector>

#include <loopscope/logging.h>
#include <loopscope/run_in_executor.h>

namespace loopscope {
namespace {

constexpr Duration executor_limit = std::chrono::seconds(300);

// Done when all tasks are; like asyncio's gather, which run() uses for this.
Future<void> end_of(Loop& loop, const std::vector<AnyTask>& tasks) {
  Future<void> all = loop.create_future<void>("end of all tasks");
  auto left = std::make_shared<std::size_t>(tasks.size());
  for (const AnyTask& task : tasks)
    task.add_done_callback(named("task_ended", [all, left] {
      if (--*left == 0) all.set_result();
    }));
  return all;
}

void report_error(Loop& loop, const AnyTask& task) {
  if (task.cancelled()) return;
  std::exception_ptr error = task.exception();
  if (!error) return;
  loop.call_exception_handler({.message = "unhandled exception during run() shutdown",
                               .exception = std::move(error),
                               .task = task.state().describe(),
                               .object = task.id()});
}

}  // namespace

Runner::~Runner() {
  try {
    close();
  } catch (...) {
    log(LogLevel::error,
        "Exception while a Runner was destroyed: " + error_line(std::current_exception()));
  }
}

Loop& Runner::loop() {
  if (closed_) throw RuntimeError("Runner is closed");
  if (!loop_) {
    loop_ = options_.clock ? std::make_unique<Loop>(std::move(options_.clock))
                           : std::make_unique<Loop>();
    loop_->set_debug(options_.debug);
  }
  return *loop_;
}

void Runner::require_no_loop(const char* operation) {
  if (detail::LoopCore::running_here())
    throw RuntimeError(std::string(operation) + " cannot be called from a running event loop");
}

void Runner::end_tasks() {
  const std::vector<AnyTask> tasks = loop_->all_tasks();
  if (tasks.empty()) return;
  for (const AnyTask& task : tasks) task.cancel();
  loop_->run_until_complete(end_of(*loop_, tasks));
  for (const AnyTask& task : tasks) report_error(*loop_, task);
}

void Runner::close() {
  if (closed_) return;
  closed_ = true;
  if (!loop_) return;
  struct CloseAtEnd {
    Loop& loop;
    ~CloseAtEnd() { loop.close(); }
  } close_at_end{*loop_};
  end_tasks();
  loop_->run_until_complete(shutdown_default_executor(executor_limit));
}

}  // namespace loopscope
