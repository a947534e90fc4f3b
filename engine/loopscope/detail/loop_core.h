// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <source_location>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <loopscope/clock.h>
#include <loopscope/detail/cache_line.h>
#include <loopscope/detail/call.h>
#include <loopscope/detail/callback_index.h>
#include <loopscope/detail/door_queue.h>
#include <loopscope/detail/reactor.h>
#include <loopscope/detail/ready_queue.h>
#include <loopscope/detail/ref.h>
#include <loopscope/detail/running_loop.h>
#include <loopscope/detail/timer_heap.h>
#include <loopscope/exception_context.h>
#include <loopscope/task_options.h>

namespace loopscope {
class Executor;
class Loop;
namespace inspect {
class Observer;
}
}  // namespace loopscope

namespace loopscope::detail {

class ExhibitState;
class FutureState;
class TaskState;

/// What a Loop is made of. Kept alive by the Loop, by its doors, and by futures that outlive it.
/// Everything is for the loop's thread but what says otherwise.
///
/// One iteration (asyncio: _run_once): take what other threads posted, then the ready descriptors,
/// then the timers that are due; run as many calls as the queue holds now. Drivers (run_forever,
/// the Qt bridge) wait, then call advance().
class LoopCore final : public ReadySink {
  // What calls, awaits and new futures need, first: two cache lines, and short to address.
  ReadyQueue ready_;
#ifdef LOOPSCOPE_WITHOUT_INSPECTION
  static constexpr inspect::Observer* observer_ =
      nullptr;  // so that each `if (observer_)` goes away
#else
  inspect::Observer* observer_ = nullptr;
#endif
  inspect::ObjectId next_id_ = 0;  // taken from the process in blocks
  inspect::ObjectId id_block_end_ = 0;
  std::int64_t live_states_ = 0;  // under lock_ once orphaned, as are the states' own counts
  std::uint64_t iteration_ = 0;
  std::int32_t here_ = 0;  // see add_ref()

 public:
  TaskState* current_task = nullptr;

  LoopCore(Loop* loop, std::unique_ptr<Clock> clock);
  LoopCore(const LoopCore&) = delete;
  LoopCore& operator=(const LoopCore&) = delete;

  // Any thread. References are counted as those of a FutureState: without atomic instructions on the
  // loop's thread, in here_. It may go below zero, as references may leave another way than they came.
  // The Loop itself holds `share`, which retire() exchanges for what here_ says.
  void add_ref() noexcept {
    if (running_loop == this) [[likely]]
      ++here_;
    else
      refs_.fetch_add(1, std::memory_order_relaxed);
  }
  void release() noexcept {
    if (running_loop == this) [[likely]]
      --here_;
    else
      release_shared(1);
  }
  /// The Loop is gone, after end().
  void retire() noexcept { release_shared(share - static_cast<std::uint32_t>(here_)); }

  // --- scheduling (loop_core.cpp)

  Duration now() const { return clock_->now(); }
  Clock& clock() noexcept { return *clock_; }

  /// The two ways into the ready queue: to put a call into its next place, if it has room; and with all that
  /// there is to do. An observed loop has no room, nor one whose driver sleeps.
  bool has_room() const noexcept { return ready_.has_room(); }
  Ready& next_place() noexcept { return ready_.push(); }
  [[gnu::cold]] inspect::Ticket push_ready(Ready& call, inspect::ThreadId origin);

  inspect::Ticket push_ready(const ReadyKind* kind, void* object, inspect::ThreadId origin = 0) {
    if (!has_room()) [[unlikely]]
      return push_ready_now(kind, object, origin);
    Ready& place = next_place();
    place.kind = kind;
    // Two stores: GCC would pack them into one of a vector register, whose halves the loop, which soon reads
    // them, gets a dozen cycles later.
    std::atomic_signal_fence(std::memory_order_release);
    place.word.object = object;
    return ready_.pushed();
  }

  /// Throws RuntimeError when closed, WrongThreadError: before a call is made.
  void require_callable(const char* operation) const {
    if (is(closed | debugging)) [[unlikely]]
      require_callable_now(operation);
  }
  /// Takes the call over.
  inspect::Ticket call_soon(const ReadyKind* kind, void* object, inspect::ThreadId origin = 0) {
    if (has_room()) [[likely]]
      return push_ready(kind, object);
    Ready call{kind, {object}};
    return call_soon(call, origin);
  }
  [[gnu::cold]] inspect::Ticket call_soon(Ready& call, inspect::ThreadId origin);
  /// Takes over the caller's reference.
  void queue_call(Call* call) {
    // Counted as "in the queue" before the push: an observer may look at the call.
    call->ticket = ready_.pushed() + 1;
    call_soon(&call->ready_kind(), call, call->origin);
  }
  void call_at(TimerCall* timer, const char* operation);

  /// Any thread.
  void call_soon_threadsafe(PostedCall* call);

  /// Any thread. Runs between two calls, also while the loop is paused; for commands, not for
  /// users.
  void call_urgent(PostedCall* call);

  void cancel_call(Call& call) noexcept;
  /// Of a call that call_soon took; without effect once its turn has come.
  void cancel_soon(inspect::Ticket ticket) noexcept;
  /// It was dropped when the loop closed.
  bool was_dropped(inspect::Ticket ticket) const noexcept { return ticket > last_run_; }
  void require_open() const;
  void require_own_process() const;

  /// Makes the calling thread the owner of an idle loop (see give_back()).
  void claim() noexcept;

  /// Debug mode, while the loop is driven: throws WrongThreadError on any other thread.
  void check_thread(const char* operation, inspect::ObjectId object = 0) const {
    if (debug()) [[unlikely]]
      check_thread_now(operation, object);
  }

  // --- running (loop_run.cpp, loop_end.cpp)

  void run_forever();
  void stop() noexcept {
    set(stopped, true);
    if (asleep_.load(std::memory_order_relaxed)) wake();  // a driver between slices
  }
  bool stopping() const noexcept { return is(stopped); }
  /// Destructors of callables, values and coroutines are running because something is dropped.
  bool dropping() const noexcept { return dropping_ > 0; }
  void close();
  /// By ~Loop: reports and destroys what is pending; the Loop is gone afterwards.
  void end() noexcept;

  bool is_running() const noexcept { return driven_.load(std::memory_order_acquire); }
  bool is_closed() const noexcept {
    return (unusual_.load(std::memory_order_acquire) & closed) != 0;
  }

  /// The calling thread drives the loop from now until leave(). Throws RuntimeError (L16).
  void enter();
  void leave() noexcept;

  /// Takes what was posted, then runs calls until the iteration in progress ends, `budget` of real
  /// time is used up or the gate closes. Throws FatalExit alone.
  void advance(std::optional<Duration> budget);

  /// The owner of these tasks goes: cancels those that are not done and runs what is ready, whatever the gate
  /// says, until they have ended. One that refuses is reported, its coroutine destroyed; one whose step is
  /// running, further down on the stack, is cancelled where it next waits. The loop's thread.
  void run_down(std::span<const Ref<TaskState>> tasks,
                const std::optional<std::string>& why) noexcept;

  /// Something could run at once, if the gate allows.
  bool has_ready() noexcept;

  /// How long the driver may wait for the next timer: zero when there is something to do, nothing
  /// when no time limit applies. Lets a virtual clock jump; throws RuntimeError when it would wait
  /// for ever.
  std::optional<Duration> time_to_wait();

  /// The driver is about to wait. False when something came in meanwhile: do not wait.
  bool fall_asleep() noexcept;
  void awake() noexcept { asleep_.store(false, std::memory_order_relaxed); }

  /// Any thread: wakes the driver if it sleeps; one of many callers does it.
  void wake() noexcept;

  /// Replaces where the loop waits; null restores its own. Any descriptors move along; one that
  /// cannot be watched there (it is closed) is forgotten.
  void set_reactor(Reactor* reactor);
  bool has_own_reactor() const noexcept { return reactor_ == own_reactor_.get(); }

  // --- pause and step (loop_gate.cpp)

  enum class Gate : std::uint8_t { open, closed, one_call, one_iteration };
  Gate gate() const noexcept { return gate_; }
  void set_gate(Gate gate);
  /// Throws RuntimeError unless the clock is a ScaledClock, ValueError for a speed that is not
  /// positive.
  void set_speed(double speed);

  // --- descriptors (loop_io.cpp)

  void set_reader(int fd, Call* call);
  void set_writer(int fd, Call* call);
  bool remove_watch(int fd, bool write);
  void descriptor_ready(int fd, Interest ready) override;

  // --- futures and tasks (loop_states.cpp)

  /// Of a new state: its number. `here`: this loop runs on the calling thread.
  inspect::ObjectId state_created(bool here) noexcept {
    if (!here && !is_running()) claim();
    ++live_states_;
    if (next_id_ == id_block_end_) [[unlikely]]
      take_id_block();
    return next_id_++;
  }
  /// Of a state that was freed without destroy().
  void state_freed() noexcept { --live_states_; }
  /// Any thread: gives back a reference that may be the last, or one that the loop's thread counts.
  /// Drops it at once on the thread that drives the loop, or owns it while idle: the one that made
  /// it, or came later and used or closed it. Else hands it over.
  void give_back(FutureState* state) noexcept;
  /// The loop's thread: the last reference is gone.
  void destroy(FutureState* state) noexcept;
  void task_begins(TaskState& task) noexcept;
  void task_ends(TaskState& task) noexcept;
  /// Newest first.
  std::vector<Ref<TaskState>> pending_tasks() const;
  void set_name(inspect::ObjectId id, std::string name, FutureState* state) {
    names_[id] = {std::move(name), state};
  }
  /// What a person named, by number: nothing else leads to a future that nobody awaits.
  struct Name {
    std::string name;
    FutureState* state;
  };
  const std::unordered_map<inspect::ObjectId, Name>& named_states() const noexcept {
    return names_;
  }
  std::string name_of(inspect::ObjectId id) const;
  std::size_t names() const noexcept { return names_.size(); }
  /// Of a task that must be cancelled at its next step: few have one.
  void set_cancel_message(inspect::ObjectId task, const std::optional<std::string>& message);
  std::optional<std::string> cancel_message_of(inspect::ObjectId task) const;
  /// Cancellations of a task beyond those that its header can count: few tasks have any.
  void count_more_cancels(inspect::ObjectId task) { ++more_cancels_[task]; }
  bool take_more_cancel(inspect::ObjectId task) noexcept;
  int more_cancels_of(inspect::ObjectId task) const noexcept;
  void forget_more_cancels(inspect::ObjectId task) noexcept { more_cancels_.erase(task); }
  void exhibit_begins(ExhibitState& exhibit) { exhibits_.insert(&exhibit); }
  /// The loop's thread, or any once the Loop is gone.
  void exhibit_ends(ExhibitState& exhibit) noexcept {
    if (loop_) exhibits_.erase(&exhibit);
  }
  const std::unordered_set<ExhibitState*>& exhibits() const noexcept { return exhibits_; }
  /// Futures and tasks of this loop that somebody holds.
  std::int64_t live_states() const noexcept { return live_states_; }

  std::uint64_t last_callback = 0;  // numbers given to done-callbacks
  CallbackIndexes callback_indexes;

  // --- diagnostics (loop_report.cpp)

  void call_exception_handler(const ExceptionContext& context);
  void callback_failed(std::string_view what, std::exception_ptr error);

  ExceptionHandler exception_handler;
  TaskFactory task_factory;
  Duration slow_callback_duration = std::chrono::milliseconds(100);

  void set_debug(bool debug) noexcept { set(debugging, debug); }
  bool debug() const noexcept { return is(debugging); }
  /// Somebody is to be told what happens, or might object.
  bool is_watched() const noexcept { return is(observing | debugging); }
  bool is_observed_or_closed() const noexcept { return is(observing | closed); }

  inspect::Observer* observer() const noexcept { return observer_; }
  /// The loop's thread, or while no thread drives the loop.
  void set_observer(inspect::Observer* observer) noexcept;
  /// Whether there was anything to observe already.
  bool has_history() const noexcept { return live_states_ > 0 || ready_.pushed() > 0; }

  // --- for reports and the inspector

  Loop* loop() const noexcept { return loop_; }
  inspect::ThreadId owner() const noexcept { return owner_.load(std::memory_order_acquire); }
  std::uint64_t iteration() const noexcept { return iteration_; }
  /// Calls of the iteration that began last are still to run.
  bool in_iteration() const noexcept { return ready_.in_iteration(); }
  const ReadyQueue& ready() const noexcept { return ready_; }
  std::size_t timers() const noexcept { return timers_.size(); }
  /// With the cancelled ones that have not been cleared away (L13).
  std::size_t stored_timers() const noexcept { return timers_.stored(); }

  /// Work elsewhere that will come back through the door: a virtual clock stands still meanwhile.
  /// Any thread. See OutsideWork.
  void outside_work_begins() noexcept;
  void outside_work_ends() noexcept;

  /// Such work waits for this loop, but for a limited time: the clock may jump, and a loop with
  /// nothing to do is not stalled.
  void outside_pause_begins() noexcept;
  void outside_pause_ends() noexcept;

  /// Real time that a virtual clock may stand still for jobs of other threads before a warning.
  Duration outside_patience = std::chrono::seconds(2);

  /// Of run_in_executor; made when first needed.
  std::shared_ptr<Executor> default_executor;
  bool executor_shut_down = false;

  /// The loop whose slice runs on the calling thread, or null.
  static LoopCore* running_here() noexcept { return running_loop; }
  /// The same; between slices the one that its host drives on this thread, as a QtBridge does: in Qt's
  /// slots, for example. Throws RuntimeError when there is none, or more than one.
  static LoopCore& current();
  /// Driven by a host on the calling thread, from enter() to leave().
  void serve_host(bool serves) noexcept;

 private:
  struct Watch {
    Ref<Call> reader;
    Ref<Call> writer;
  };
  class Slice;
  class Dropping;
  class RunDown;

  ~LoopCore();

  void release_shared(std::uint32_t references) noexcept {
    if (refs_.fetch_sub(references, std::memory_order_acq_rel) == references) delete this;
  }
  static constexpr std::uint32_t share = 1U << 30;

  // Of unusual_: why the loop would not just take the next call. Hot paths look at all in one byte.
  static constexpr std::uint8_t debugging = 1;
  static constexpr std::uint8_t observing = 2;
  static constexpr std::uint8_t closed = 4;
  static constexpr std::uint8_t stopped = 8;     // stop() was called
  static constexpr std::uint8_t gated = 16;      // gate_ is not open
  static constexpr std::uint8_t listening = 32;  // there are descriptors to ask for
  static constexpr std::uint8_t summoned = 64;   // from outside: see urgent_ and graveyard_
  static constexpr std::uint8_t anything = 127;
  /// Relaxed: each bit but `closed` and `summoned` is the loop's own, or a switch that orders nothing.
  bool is(std::uint8_t any_of) const noexcept {
    return (unusual_.load(std::memory_order_relaxed) & any_of) != 0;
  }
  void set(std::uint8_t what, bool on) noexcept {
    if (on)
      unusual_.fetch_or(what, std::memory_order_relaxed);
    else
      unusual_.fetch_and(static_cast<std::uint8_t>(~what), std::memory_order_relaxed);
  }

  void post(DoorQueue& queue, PostedCall* call);
  [[gnu::cold]] inspect::Ticket push_ready_now(const ReadyKind* kind, void* object,
                                               inspect::ThreadId origin);
  void wake_locked() noexcept;
  void look_anew() noexcept;
  void observe_scheduled(inspect::Ticket ticket, inspect::ThreadId origin) noexcept;
  void check_thread_now(const char* operation, inspect::ObjectId object) const;
  void require_callable_now(const char* operation) const;
  static Interest interest(const Watch& watch) noexcept;
  void set_watch(int fd, bool write, Call* call);
  void cancel_watch(Call& call) noexcept;
  void push_watch(Ref<Call> call);

  bool run_quietly();
  /// After FatalExit: what is left runs in an iteration of its own.
  void end_iteration() noexcept { ready_.end_iteration(); }
  void wait_for_work();
  std::optional<Duration> patience_left(bool timers_wait);
  void linger() noexcept;
  bool begin_slice();
  bool begin_slice_at_gate();
  void take_posted() {
    if (!door_.looks_empty()) [[unlikely]]
      take_posted_now();
  }
  void take_posted_now();
  void take_due_timers() {
    if (timers_.stored() > 0) take_due_timers_now();
  }
  void take_due_timers_now();
  void answer_summons();
  bool begin_iteration();
  void run_iteration();
  void run_calls_for(Duration budget);
  bool run_one();
  bool passes_gate();
  void run_watched(Ready& call);
  void report_slow(const CallInfo& info, inspect::Ticket ticket, const TaskState* task,
                   Duration took);
  void report_quietly(const ExceptionContext& context) noexcept;
  void set_gate_now(Gate gate) noexcept {
    gate_ = gate;
    set(gated, gate != Gate::open);
  }
  void stop_at_gate();
  double speed() const noexcept;

  static void forget_after_fork() noexcept;
  static std::uint32_t own_generation();
  void shut() noexcept;
  void abandon() noexcept;
  [[noreturn]] void destroyed_while_running() noexcept;
  void drop_queued() noexcept;
  bool outside_is_idle() const noexcept;
  void drop_watches() noexcept;
  void destroy_pending_tasks() noexcept;
  std::vector<Ref<FutureState>> known_pending() const;

  bool is_dying(const TaskState& task) const;
  void bury() noexcept;
  bool drop_idle(FutureState* state) noexcept;
  void doom(FutureState* state) noexcept;
  void destroy_doomed() noexcept;
  void destroy_now(FutureState* state) noexcept;
  bool farewell(FutureState& state) noexcept;
  void take_id_block() noexcept;
  void destroy_pending_task(TaskState& task) noexcept;
  void drop_orphan(FutureState* state) noexcept;
  void orphan(FutureState* state) noexcept;
  void destroy_orphan(FutureState* state) noexcept;

  inspect::Ticket last_run_ = ~inspect::Ticket{0};  // once closed: what is behind it was dropped
  TimerHeap timers_;
  std::uint64_t timer_numbers_ = 0;
  std::unique_ptr<Clock> clock_;
  Loop* loop_;
  std::exception_ptr callback_error_;  // of the call that runs, for the observer
  LoopCore* next_driven_ = nullptr;    // see driven_loops
  Duration watched_until_{0};  // when the last call ended, if nothing has been done since; or 0
  Gate gate_ = Gate::open;
  bool flooded_ = false;             // see linger()
  bool abandoned_ = false;           // see abandon()
  bool warned_of_standing_ = false;  // see patience_left()
  Duration standing_since_{
      0};  // steady time since when a virtual clock waits for jobs, 0: it does not
  bool waits_for_outside_ = false;  // the clock is virtual and stands still
  int dropping_ = 0;

  std::unordered_map<int, Watch> watches_;
  std::unique_ptr<Reactor> own_reactor_;
  Reactor* reactor_ = nullptr;  // changed and woken under lock_

  std::unordered_map<inspect::ObjectId, Name> names_;
  std::unordered_map<inspect::ObjectId, std::string> cancel_messages_;
  std::unordered_map<inspect::ObjectId, int> more_cancels_;
  std::unordered_set<ExhibitState*> exhibits_;  // primitives that have a name
  TaskState* newest_task_ = nullptr;
  std::vector<FutureState*> doomed_;
  bool destroying_ = false;

  // Shared between threads. On one cache line, what each post reads and hardly anybody writes.
  DoorQueue door_;
  DoorQueue urgent_;
  alignas(cache_line) std::atomic<bool> asleep_{false};  // see DoorQueue::append and fall_asleep
  std::atomic<std::uint8_t> unusual_{0};                 // see debugging and what follows it
  std::atomic<bool> driven_{false};        // release on change: what a run did is seen by who asks
  std::atomic<inspect::ThreadId> owner_;   // whose thread the loop's is; release and acquire
  std::atomic<int> idle_destructions_{0};  // see claim()
  // seq_cst: with asleep_ again "write mine, then read theirs", see fall_asleep.
  std::atomic<int> outside_work_{0};
  std::atomic<int> outside_pauses_{0};
  std::atomic<std::uint32_t> refs_{share};
  mutable std::mutex observer_lock_;     // guards observer_ against misuse elsewhere
  mutable std::mutex lock_;              // guards the next two, and reactor_
  std::vector<FutureState*> graveyard_;  // one reference each, given back by other threads
  bool orphaned_ = false;                // the Loop is gone

  inspect::ThreadId home_;                             // owner while nobody drives the loop
  const std::uint32_t generation_ = own_generation();  // of the process that made it
};

}  // namespace loopscope::detail
