// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>

#include <functional>
#include <memory>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include <loopscope/loop.h>
#include <loopscope/qt/detail/coroutine_slot.h>

namespace loopscope::qt {

/// The tasks of an object, which end with it:
///
///     class Window : public QWidget {
///       …
///       qt::Tasks tasks_{loop_};   // the last member, so that the others are there when it goes
///     };
///
/// Its destructor cancels those that are not done and returns when they have ended: what the coroutines
/// clean up, in guards and catch blocks, still finds the object's members. The loop runs meanwhile what is
/// ready, as in a nested event loop, also when it is paused. A coroutine that goes on after eight cancellations
/// is destroyed where it stands, and an error is logged. One that destroys the object itself is cancelled where
/// it next waits. For the loop's thread; elsewhere the destructor logs an error and the tasks go on.
class Tasks {
 public:
  /// Throws RuntimeError when no loop runs or is driven on this thread, or more than one.
  Tasks() : Tasks(get_running_loop()) {}
  /// The loop may go first.
  explicit Tasks(Loop& loop);
  Tasks(const Tasks&) = delete;
  Tasks& operator=(const Tasks&) = delete;
  ~Tasks();

  /// As Loop::create_task; the handle may be dropped. O(1).
  template <class T>
  Task<T> create_task(Coro<T> coroutine, TaskOptions options = {},
                      std::source_location site = std::source_location::current()) {
    Task<T> task = loop().create_task(std::move(coroutine), options, site);
    detail::adopt(state_, task);
    return task;
  }
  template <class F>
    requires CoroutineFunction<std::decay_t<F>&>
  loopscope::detail::TaskOf<F> create_task(
      F&& function, TaskOptions options = {},
      std::source_location site = std::source_location::current()) {
    auto task = loop().create_task(std::forward<F>(function), options, site);
    detail::adopt(state_, task);
    return task;
  }

  /// Asks all that are not done to cancel.
  void cancel(std::string message = {}) const;

  /// Those that are not done.
  std::size_t size() const noexcept { return state_->tasks.size(); }

  /// Throws RuntimeError when it is gone.
  Loop& loop() const;

  /// For connect().
  const std::shared_ptr<detail::TasksState>& state() const noexcept { return state_; }

 private:
  std::shared_ptr<detail::TasksState> state_;
};

/// Makes a task for each emission of a signal, named after the function. The function takes the signal's
/// arguments, or none, and belongs to the connection; its tasks belong to `tasks`, which also ends the
/// connection. (QObject::connect would drop the coroutine, and does not compile with one.)
///
///     qt::connect(button, &QPushButton::clicked, tasks_, [this]() -> Coro<void> { … },
///                 qt::WhileRunning::drop);
///
/// The sender may live on any thread; emissions of another thread than the loop's come through the door.
template <class Sender, class Class, class... Args, class F>
  requires std::derived_from<Sender, Class>
QMetaObject::Connection connect(Sender* sender, void (Class::*signal)(Args...), Tasks& tasks,
                                F function, WhileRunning while_running = WhileRunning::queue,
                                std::source_location site = std::source_location::current()) {
  using Values = decltype(detail::public_arguments(std::declval<const std::decay_t<Args>&>()...));
  using Slot = detail::CoroutineSlot<F, Values>;
  const auto slot = std::make_shared<Slot>(tasks.state(), std::move(function), while_running, site);
  QMetaObject::Connection connection =
      QObject::connect(sender, signal, [slot](const std::decay_t<Args>&... args) {
        slot->emitted(detail::public_arguments(args...));
      });
  tasks.state()->connections.push_back(connection);
  return connection;
}

}  // namespace loopscope::qt
