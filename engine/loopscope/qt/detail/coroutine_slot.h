// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>

#include <deque>
#include <map>
#include <memory>
#include <source_location>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <loopscope/detail/callable.h>
#include <loopscope/door.h>
#include <loopscope/loop.h>
#include <loopscope/qt/detail/signal_value.h>

namespace loopscope::qt {

/// What an emission does while the task of the one before has not ended.
enum class WhileRunning {
  queue,    ///< its task begins when that one has ended; emissions wait in their order
  drop,     ///< it is ignored
  restart,  ///< that one is cancelled; its task begins when that one has ended
};

namespace detail {

/// What a Tasks and its connections share. The loop's thread.
struct TasksState {
  explicit TasksState(Loop& loop);

  LoopDoor door;
  std::map<inspect::ObjectId, loopscope::detail::Ref<loopscope::detail::TaskState>> tasks;
  std::vector<QMetaObject::Connection> connections;
  bool over = false;  ///< the owner is going: nothing begins any more
};

void adopt(const std::shared_ptr<TasksState>& state, const AnyTask& task);

/// Runs `begin` on the loop's thread: at once when that is this one, else through the door. What goes wrong is
/// logged: Qt lets no exception through.
void on_loop_thread(const LoopDoor& door, std::function<void()> begin) noexcept;

/// The receiving side of qt::connect(). Values is a tuple.
template <class F, class Values>
class CoroutineSlot : public std::enable_shared_from_this<CoroutineSlot<F, Values>> {
 public:
  CoroutineSlot(std::shared_ptr<TasksState> tasks, F function, WhileRunning while_running,
                std::source_location site)
      : tasks_(std::move(tasks)),
        function_(std::move(function)),
        while_running_(while_running),
        site_(site) {}

  /// Any thread.
  void emitted(Values values) noexcept {
    on_loop_thread(tasks_->door, [self = this->shared_from_this(), values = std::move(values)] {
      self->take(values);
    });
  }

 private:
  void take(const Values& values) {
    if (tasks_->over) return;
    if (!running_ || running_.done()) return begin(values);
    if (while_running_ == WhileRunning::drop) return;
    if (while_running_ == WhileRunning::restart) {
      waiting_.clear();
      running_.cancel("the signal was emitted again");
    }
    waiting_.push_back(values);
  }

  void begin(const Values& values) {
    const std::string name(loopscope::detail::callable_name(function_));
    running_ =
        tasks_->door.core().loop()->create_task(call(function_, values), {.name = name}, site_);
    adopt(tasks_, running_);
    running_.add_done_callback(named("qt::connect", [weak = this->weak_from_this()] {
      if (const auto self = weak.lock()) self->ended();
    }));
  }

  void ended() {
    if (waiting_.empty() || tasks_->over) return;
    const Values next = std::move(waiting_.front());
    waiting_.pop_front();
    begin(next);
  }

  /// Owns the function and the arguments as long as the coroutine lives.
  static Coro<void> call(F function, Values values) {
    if constexpr (IsInvocable<F, Values>::value)
      co_await std::apply(function, std::move(values));
    else
      co_await function();
  }

  template <class G, class Tuple>
  struct IsInvocable;
  template <class G, class... V>
  struct IsInvocable<G, std::tuple<V...>> : std::is_invocable<G&, V...> {};
  static_assert(IsInvocable<F, Values>::value || std::is_invocable_v<F&>,
                "qt::connect(): the function takes neither the signal's arguments nor none");

  std::shared_ptr<TasksState> tasks_;
  F function_;
  WhileRunning while_running_;
  std::source_location site_;
  Task<void> running_;
  std::deque<Values> waiting_;
};

}  // namespace detail
}  // namespace loopscope::qt
