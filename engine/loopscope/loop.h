// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include <loopscope/clock.h>
#include <loopscope/detail/loop_core.h>
#include <loopscope/detail/ready_call.h>
#include <loopscope/door.h>
#include <loopscope/exception_context.h>
#include <loopscope/future.h>
#include <loopscope/handle.h>
#include <loopscope/task.h>

namespace loopscope {

/// An event loop (asyncio's, single-threaded): runs callbacks and task steps one after the other,
/// in the order in which they became ready. Everything but call_soon_threadsafe, door() and
/// is_closed is for the thread that runs the loop, or, while it does not run, for one thread at a
/// time: the one that made it, until another makes a future or task of it, runs or closes it. That
/// thread destroys what loses its last handle elsewhere, when it next runs the loop; what it drops
/// itself, at once.
///
/// What differs from asyncio: tasks live until they end, with or without handles (there, the loop
/// holds them weakly); equal deadlines are first in, first out; debug checks come before anything
/// changes; SystemExit and KeyboardInterrupt are one type, FatalExit; a failed run_forever changes
/// nothing (K1); a task factory sees and changes how tasks are made, their names included (K3).
class Loop {
 public:
  explicit Loop(std::unique_ptr<Clock> clock = std::make_unique<SteadyClock>());
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Closes the loop. Pending tasks are reported and their coroutines destroyed, newest first;
  /// handles to them stay valid and pending. Must not be running.
  ~Loop();

  // --- time and calls

  /// Loop time: nanoseconds since the epoch of the clock.
  Duration time() const { return core_->now(); }
  Clock& clock() const noexcept { return core_->clock(); }

  /// Runs `callback()` in the next iteration, after everything that was scheduled before. O(1).
  /// Throws RuntimeError when the loop is closed.
  template <class F>
  Handle call_soon(F&& callback) {
    require_callback<F>();
    detail::LoopCore& core = detail::at_hand(*core_);
    core.require_callable("call_soon()");
    using Call = detail::ReadyCall<std::decay_t<F>>;
    return Handle(core, Call::schedule(core, std::forward<F>(callback)));
  }

  /// Runs `callback()` when `delay` has passed, or `when` is reached: never early; timers that are
  /// due at once run by deadline, equal deadlines in order of creation. One that is farther away than a
  /// Duration can tell never runs. O(log timers).
  template <class F>
  TimerHandle call_later(AnyDuration delay, F&& callback) {
    return call_at(deadline_in(delay), std::forward<F>(callback));
  }
  template <class F>
  TimerHandle call_at(AnyDuration when, F&& callback) {
    auto* timer = make<detail::TimerCall>(std::forward<F>(callback));
    TimerHandle handle(timer->first_handle());
    timer->when = when;
    core_->call_at(timer, "call_at()");
    return handle;
  }

  /// The one door from other threads: like call_soon, and wakes the loop. Calls of one thread run
  /// in its order. Safe on any thread while the loop exists; door() gives one that may outlive it.
  template <class F>
  Handle call_soon_threadsafe(F&& callback) {
    return door().call_soon_threadsafe(std::forward<F>(callback));
  }
  LoopDoor door() const { return LoopDoor(detail::Ref(core_)); }

  // --- futures and tasks

  /// A pending future of this loop. The name is for people; the site is where the inspector says that
  /// it was made. Works on a closed loop too (L25).
  template <class T>
  Future<T> create_future(std::source_location site = std::source_location::current()) {
    detail::LoopCore& core = *core_;
    auto future = Future<T>::adopt(detail::make_future<T>(core));
    if (core.is_watched()) [[unlikely]]
      introduce(future.state(), {}, site);
    return future;
  }
  template <class T>
  Future<T> create_future(std::string name,
                          std::source_location site = std::source_location::current()) {
    auto future = Future<T>::adopt(detail::make_future<T>(*core_));
    introduce(future.state(), std::move(name), site);
    return future;
  }

  /// A task whose first step runs in the next iteration. Throws RuntimeError when the loop is closed,
  /// or the coroutine was given away before.
  template <class T>
  Task<T> create_task(Coro<T> coroutine, TaskOptions options = {},
                      std::source_location site = std::source_location::current()) {
    return Task<T>::adopt(detail::make_task(*core_, std::move(coroutine), options, site));
  }

  /// Makes a task of `function()`, or `function(arguments...)`; the task owns both, so a capturing
  /// lambda is safe. Gives a Task<T>, or a NewTask<T>.
  template <class F>
    requires CoroutineFunction<std::decay_t<F>&>
  detail::TaskOf<F> create_task(F&& function, TaskOptions options = {},
                                std::source_location site = std::source_location::current()) {
    return create_task(own(std::decay_t<F>(std::forward<F>(function))), options, site);
  }
  template <class F, class A>
    requires CoroutineFunction<std::decay_t<F>&, std::decay_t<A>>
  detail::TaskOf<F, A> create_task(F&& function, A&& a,
                                   std::source_location site = std::source_location::current()) {
    return create_task_with({.site = site}, std::forward<F>(function), std::forward<A>(a));
  }
  template <class F, class A, class B>
    requires CoroutineFunction<std::decay_t<F>&, std::decay_t<A>, std::decay_t<B>>
  detail::TaskOf<F, A, B> create_task(F&& function, A&& a, B&& b,
                                      std::source_location site = std::source_location::current()) {
    return create_task_with({.site = site}, std::forward<F>(function), std::forward<A>(a),
                            std::forward<B>(b));
  }
  /// More arguments leave no room for a site: create_task_with has one.
  template <class F, class A, class B, class C, class... Rest>
    requires CoroutineFunction<std::decay_t<F>&, std::decay_t<A>, std::decay_t<B>, std::decay_t<C>,
                               std::decay_t<Rest>...>
  detail::TaskOf<F, A, B, C, Rest...> create_task(F&& function, A&& a, B&& b, C&& c,
                                                  Rest&&... rest) {
    return create_task_with({.site = std::source_location()}, std::forward<F>(function),
                            std::forward<A>(a), std::forward<B>(b), std::forward<C>(c),
                            std::forward<Rest>(rest)...);
  }
  template <class F, class... Args>
    requires CoroutineFunction<std::decay_t<F>&, std::decay_t<Args>...>
  detail::TaskOf<F, Args...> create_task_with(TaskOptions options, F&& function,
                                              Args&&... arguments) {
    return create_task(
        own(std::decay_t<F>(std::forward<F>(function)), std::forward<Args>(arguments)...), options,
        options.site);
  }

  /// All tasks that are not done, oldest first. O(tasks).
  std::vector<AnyTask> all_tasks() const;

  /// An empty function restores the default. See TaskFactory.
  void set_task_factory(TaskFactory factory) { core_->task_factory = std::move(factory); }
  const TaskFactory& task_factory() const noexcept { return core_->task_factory; }

  // --- running

  /// Runs until stop(). Throws RuntimeError when the loop is closed or running, or another loop
  /// runs on this thread, and when a loop with a virtual clock could only wait for ever.
  void run_forever() { core_->run_forever(); }

  /// Ends run_forever after the iteration in progress; before it, lets it run just one (L17, L18). Debug mode:
  /// throws WrongThreadError on another thread than the loop's, which posts it through the door instead.
  void stop() {
    core_->check_thread("stop()");
    core_->stop();
  }

  /// Runs until the future or coroutine is done and gives its result, or throws its exception.
  /// RuntimeError when the loop is stopped before.
  template <class T>
  T run_until_complete(Future<T> future) {
    run_until_done(future.state(), false);
    if constexpr (std::is_void_v<T> || std::is_reference_v<T> || detail::Copyable<T>)
      return future.result();
    else
      return future.take();
  }
  template <class T>
  T run_until_complete(Coro<T> coroutine) {
    require_runnable();
    const std::source_location site = coroutine.site();
    const Task<T> task = create_task(std::move(coroutine), {}, site);
    run_until_done(task.state(), true);
    return task.take();
  }

  bool is_running() const noexcept { return core_->is_running(); }

  /// Drops everything that is queued, without running it. Not while running; again: no effect
  /// (L24).
  void close() { core_->close(); }
  bool is_closed() const noexcept { return core_->is_closed(); }

  // --- descriptors

  /// Runs `callback()` whenever `fd` can be read, or written, until removed; replaces the one
  /// before. Throws std::system_error when the descriptor cannot be watched.
  template <class F>
  void add_reader(int fd, F&& callback) {
    core_->set_reader(fd, make<detail::Call>(std::forward<F>(callback)));
  }
  template <class F>
  void add_writer(int fd, F&& callback) {
    core_->set_writer(fd, make<detail::Call>(std::forward<F>(callback)));
  }
  /// Whether there was one.
  bool remove_reader(int fd) { return core_->remove_watch(fd, false); }
  bool remove_writer(int fd) { return core_->remove_watch(fd, true); }

  // --- errors and debugging

  /// Gets what no caller can: exceptions of callbacks, exceptions that nobody fetched, tasks
  /// destroyed while pending. Without one they are logged (L26 to L29).
  void set_exception_handler(ExceptionHandler handler) {
    core_->exception_handler = std::move(handler);
  }
  const ExceptionHandler& exception_handler() const noexcept { return core_->exception_handler; }
  void call_exception_handler(const ExceptionContext& context) {
    core_->call_exception_handler(context);
  }

  /// Debug mode: use from a wrong thread throws WrongThreadError, and a callback or step that takes
  /// slow_callback_duration (100 ms) or longer is logged.
  void set_debug(bool debug) noexcept { core_->set_debug(debug); }
  bool debug() const noexcept { return core_->debug(); }
  void set_slow_callback_duration(AnyDuration duration) noexcept {
    core_->slow_callback_duration = duration;
  }

  // --- pause and step

  /// The loop stands still after the call that runs now; the time of a ScaledClock too. What other
  /// threads post is queued meanwhile.
  void pause() { core_->set_gate(detail::LoopCore::Gate::closed); }
  void resume() { core_->set_gate(detail::LoopCore::Gate::open); }
  bool is_paused() const noexcept { return core_->gate() != detail::LoopCore::Gate::open; }

  /// Runs one call, or what is left of the iteration, else a whole one; then pauses. With nothing
  /// ready, a held ScaledClock jumps to the next timer.
  void step_callback() { core_->set_gate(detail::LoopCore::Gate::one_call); }
  void step_iteration() { core_->set_gate(detail::LoopCore::Gate::one_iteration); }

  /// Speed of a ScaledClock. RuntimeError with another clock, ValueError unless positive and
  /// finite.
  void set_speed(double speed) { core_->set_speed(speed); }

  /// For drivers and the inspector.
  detail::LoopCore& core() const noexcept { return *core_; }

 private:
  template <class F>
  static constexpr void require_callback() {
    static_assert(!CoroutineFunction<std::decay_t<F>&>,
                  "coroutines cannot be used as callbacks: make a task with create_task");
  }
  template <class Base, class F>
  Base* make(F&& callback) {
    require_callback<F>();
    return detail::make_call<Base>(core_, std::forward<F>(callback));
  }

  template <class F, class... Args>
  static std::invoke_result_t<F&, Args...> own(F function, Args... arguments) {
    co_return co_await function(std::move(arguments)...);
  }

  Duration deadline_in(Duration delay) const;
  void introduce(detail::FutureState& state, std::string&& name, std::source_location site);
  void require_runnable() const;
  void run_until_done(detail::FutureState& state, bool own_task);

  detail::LoopCore* core_;
};

/// The loop that runs on this thread, or that a host drives there, as in a slot of a thread with a QtBridge.
/// Throws RuntimeError("no running event loop"), also when a host drives several.
Loop& get_running_loop();

}  // namespace loopscope
