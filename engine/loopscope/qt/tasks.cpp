// SPDX-License-Identifier: MIT
#include <loopscope/qt/tasks.h>

#include <loopscope/errors.h>
#include <loopscope/logging.h>
#include <loopscope/threads.h>

namespace loopscope::qt {
namespace detail {

TasksState::TasksState(Loop& loop) : door(loop.door()) {}

void adopt(const std::shared_ptr<TasksState>& state, const AnyTask& task) {
  if (task.done()) return;
  auto* own = static_cast<loopscope::detail::TaskState*>(&task.state());
  state->tasks.emplace(task.id(), own);
  task.add_done_callback(named("qt::Tasks", [weak = std::weak_ptr(state), id = task.id()] {
    if (const auto alive = weak.lock()) alive->tasks.erase(id);
  }));
}

void on_loop_thread(const LoopDoor& door, std::function<void()> begin) noexcept {
  try {
    if (door.is_closed()) return;
    if (door.core().owner() == this_thread_id()) return begin();
    door.call_soon_threadsafe(named("Qt signal", std::move(begin)));
  } catch (...) {
    if (!door.is_closed())
      log(LogLevel::error, "error in a slot: " + error_line(std::current_exception()));
  }
}

}  // namespace detail

Tasks::Tasks(Loop& loop) : state_(std::make_shared<detail::TasksState>(loop)) {}

Tasks::~Tasks() {
  state_->over = true;
  for (const QMetaObject::Connection& connection : state_->connections)
    QObject::disconnect(connection);
  std::vector<loopscope::detail::Ref<loopscope::detail::TaskState>> left;
  for (const auto& [id, task] : state_->tasks) left.push_back(task);
  state_->door.core().run_down(left, "its owner was destroyed");
}

void Tasks::cancel(std::string message) const {
  const auto tasks = state_->tasks;  // a cancelled one may end another
  for (const auto& [id, task] : tasks)
    task->cancel(message.empty() ? std::nullopt : std::optional(message));
}

Loop& Tasks::loop() const {
  Loop* loop = state_->door.core().loop();
  if (!loop) throw RuntimeError("Event loop is closed");
  return *loop;
}

}  // namespace loopscope::qt
