// SPDX-License-Identifier: MIT
#include <loopscope/loop.h>

#include <algorithm>
#include <limits>

#include <loopscope/inspect/observer.h>

namespace loopscope {

Loop::Loop(std::unique_ptr<Clock> clock) : core_(new detail::LoopCore(this, std::move(clock))) {}

Loop::~Loop() {
  core_->end();
  core_->retire();
}

Duration Loop::deadline_in(Duration delay) const {
  const Duration now = time();
  // Farther away than time can tell: never.
  return delay > Duration::max() - std::max(now, Duration::zero()) ? Duration::max() : now + delay;
}

void Loop::introduce(detail::FutureState& state, std::string&& name, std::source_location site) {
  state.check_thread("create_future()");
  if (core_->observer()) core_->observer()->created(state, site);
  if (!name.empty()) state.set_name(std::move(name));
}

std::vector<AnyTask> Loop::all_tasks() const {
  std::vector<AnyTask> tasks;
  for (const auto& task : core_->pending_tasks()) tasks.push_back(AnyTask::share(*task));
  std::reverse(tasks.begin(), tasks.end());
  return tasks;
}

void Loop::require_runnable() const {
  core_->require_open();
  if (is_running()) throw RuntimeError("This event loop is already running");
  if (detail::LoopCore::running_here())
    throw RuntimeError("Cannot run the event loop while another loop is running");
}

void Loop::run_until_done(detail::FutureState& state, bool own_task) {
  require_runnable();
  if (&state.core() != core_)
    throw ValueError(
        "The future belongs to a different loop than the one specified as the loop argument");
  if (own_task) static_cast<detail::TaskState&>(state).silence_pending_report();
  const AnyFuture future = AnyFuture::share(state);
  const auto end = [this](const AnyFuture& ended) {
    // A FatalExit has ended the run already; the next one must not stop for it.
    if (detail::is_fatal_exit(ended.state().stored_error()))
      ended.state().mark_retrieved();
    else
      stop();
  };
  const CallbackToken token = future.add_done_callback(named("run_until_complete", end));
  try {
    run_forever();
  } catch (...) {
    future.remove_done_callback(token);
    if (own_task && future.done()) state.mark_retrieved();
    throw;
  }
  future.remove_done_callback(token);
  if (!future.done()) throw RuntimeError("Event loop stopped before Future completed.");
}

Loop& get_running_loop() { return *detail::LoopCore::current().loop(); }

}  // namespace loopscope
