// SPDX-License-Identifier: MIT
#include <loopscope/detail/loop_core.h>
#include <loopscope/detail/steady_now.h>
#include <loopscope/detail/task_state.h>
#include <loopscope/errors.h>
#include <loopscope/inspect/observer.h>
#include <loopscope/logging.h>
#include <loopscope/threads.h>

#include <pthread.h>

#include <algorithm>
#include <utility>

namespace loopscope::detail {

[[gnu::tls_model("initial-exec")]] constinit thread_local LoopCore* running_loop = nullptr;
constinit thread_local LoopCore* driven_loops = nullptr;

namespace {

// A slice looks at the clock after each call, but less and less often while calls are short.
constexpr unsigned most_calls_between_looks = 8;
constexpr Duration short_stretch = std::chrono::microseconds(10);

// How many forks lie between this process and its first loop. Written by the only thread of a child.
std::uint32_t generation = 0;

// The deadline of a timer that is not meant to fire.
constexpr Duration never = Duration::max();

}  // namespace

/// User code runs only within a slice. Slices nest when user code turns another event loop (a modal
/// dialog): the busy task stays busy, and is the current task again afterwards.
class LoopCore::Slice {
 public:
  explicit Slice(LoopCore& core)
      : core_(core),
        task_(std::exchange(core.current_task, nullptr)),
        running_(std::exchange(running_loop, &core)) {
    core.watched_until_ = Duration::zero();
  }
  Slice(const Slice&) = delete;
  Slice& operator=(const Slice&) = delete;
  ~Slice() {
    core_.current_task = task_;
    running_loop = running_;
  }

 private:
  LoopCore& core_;
  TaskState* task_;
  LoopCore* running_;
};

void LoopCore::enter() {
  require_open();
  require_own_process();
  if (driven_.exchange(true, std::memory_order_acq_rel))
    throw RuntimeError("This event loop is already running");
  home_ = owner();
  claim();
  if (observer_) observer_->running(speed());
}

void LoopCore::serve_host(bool serves) noexcept {
  LoopCore** place = &driven_loops;
  while (*place && *place != this) place = &(*place)->next_driven_;
  if (serves == (*place == this)) return;
  *place = serves ? this : next_driven_;
  next_driven_ = nullptr;
}

LoopCore& LoopCore::current() {
  if (running_loop) return *running_loop;
  if (!driven_loops) throw RuntimeError("no running event loop");
  if (driven_loops->next_driven_)
    throw RuntimeError(
        "no running event loop: several are driven on this thread, so name the one that is meant");
  return *driven_loops;
}

void LoopCore::leave() noexcept {
  set(stopped, false);
  awake();
  owner_.store(home_, std::memory_order_release);
  driven_.store(false, std::memory_order_release);
}

// Threads and descriptors of a loop stay with the process that made it.
void LoopCore::require_own_process() const {
  if (generation_ != generation)
    throw RuntimeError(
        "This event loop belongs to the parent process: a forked child needs a loop of its own");
}

void LoopCore::forget_after_fork() noexcept {
  running_loop = nullptr;
  ++generation;
}

std::uint32_t LoopCore::own_generation() {
  // asyncio.run() works in a forked child, too: there no loop runs yet.
  [[maybe_unused]] static const int registered =
      ::pthread_atfork(nullptr, nullptr, &forget_after_fork);
  return generation;
}

void LoopCore::run_forever() {
  require_open();
  require_own_process();
  if (is_running()) throw RuntimeError("This event loop is already running");
  if (running_loop) throw RuntimeError("Cannot run the event loop while another loop is running");
  enter();
  struct Leave {
    LoopCore& core;
    ~Leave() { core.leave(); }
  } leave_at_end{*this};
  const Slice slice(*this);
  do {
    if (ready_.empty() || is(stopped | gated | listening)) wait_for_work();
    if (!begin_slice()) continue;
    if (is(anything) || run_quietly()) run_iteration();
  } while (!is(stopped));
}

/// As long as there is nothing to ask and nothing to wait for, and the calls lie in one piece, a turn is an
/// iteration of those that are ready. There is one to run. Returns whether the iteration may go on.
inline bool LoopCore::run_quietly() {
  try {
    do {
      if (ready_.iteration_at_hand()) {
        ready_.prefetch_at_hand();
      } else {
        if (!ready_.next_iteration_at_hand() || timers_.stored() > 0 || !door_.looks_empty())
            [[unlikely]]
          return true;
        ++iteration_;
        ready_.begin_iteration();
      }
      Ready& call = ready_.pop_at_hand();
      call.kind->run(call.word);
    } while (!is(anything));
    return !is(gated) || passes_gate();
  } catch (...) {
    end_iteration();
    throw;
  }
}

void LoopCore::wait_for_work() {
  const std::optional<Duration> limit = time_to_wait();
  if (limit == Duration::zero()) {
    // Asked once an iteration, and only when there are descriptors to ask for.
    if (!is(listening) || in_iteration()) return;
    watched_until_ = Duration::zero();
    reactor_->wait(limit, this);
    return;
  }
  watched_until_ = Duration::zero();
  linger();
  if (fall_asleep()) {
    reactor_->wait(limit, gate_ == Gate::closed ? nullptr : this);
    awake();
  } else {
    flooded_ = true;
  }
}

/// While calls pour in from other threads, a loop that is quicker than they are would take them one by
/// one, and pass the queue's cache lines to and fro for each. A moment later there are many to take.
void LoopCore::linger() noexcept {
  if (!std::exchange(flooded_, false)) return;
  const Duration end = steady_now() + std::chrono::microseconds(1);
  while (steady_now() < end) {
  }
}

std::optional<Duration> LoopCore::time_to_wait() {
  const TimerCall* timer = timers_.next();
  waits_for_outside_ = false;
  if (is(stopped)) return Duration::zero();
  if (gate_ == Gate::closed) return std::nullopt;
  if (!ready_.empty() || is(gated)) return Duration::zero();
  if (!clock_->is_virtual()) return timer ? clock_->real_wait(timer->when) : std::nullopt;
  // Work that has ended has posted before, and the door shows it.
  waits_for_outside_ = outside_work_.load(std::memory_order_seq_cst) > 0;
  if (waits_for_outside_) return patience_left(timer != nullptr);
  standing_since_ = Duration::zero();
  if (!door_.empty() || !urgent_.empty()) return Duration::zero();
  if (timer && timer->when < never) {
    clock_->jump(timer->when);
    return Duration::zero();
  }
  waits_for_outside_ = outside_pauses_.load(std::memory_order_seq_cst) > 0;
  if (waits_for_outside_ || is(listening)) return std::nullopt;
  throw RuntimeError(timer
                         ? "The loop is stalled: nothing is ready, no timer is ever due, and its "
                           "clock is virtual"
                         : "The loop is stalled: nothing is ready, no timer is set, and its clock "
                           "is virtual");
}

/// A job that waits for a timer of this loop never ends, as the clock stands still meanwhile: when it has
/// stood for long, a warning says so, once.
std::optional<Duration> LoopCore::patience_left(bool timers_wait) {
  if (!timers_wait || warned_of_standing_) return std::nullopt;
  const Duration now = steady_now();
  if (standing_since_ == Duration::zero()) standing_since_ = now;
  const Duration left = standing_since_ + outside_patience - now;
  if (left > Duration::zero()) return left;
  warned_of_standing_ = true;
  log(LogLevel::warning, "The virtual clock stands still while jobs run in other threads (" +
                             std::to_string(outside_work_.load(std::memory_order_relaxed)) +
                             "), and " + std::to_string(timers()) +
                             (timers() == 1 ? " timer waits" : " timers wait") +
                             "; a job that waits for a timer never ends");
  return std::nullopt;
}

bool LoopCore::has_ready() noexcept {
  if (gate_ == Gate::closed) return false;
  if (!ready_.empty()) return true;
  const TimerCall* timer = timers_.next();
  return timer && timer->when <= now();
}

void LoopCore::advance(std::optional<Duration> budget) {
  const Slice slice(*this);
  if (!begin_slice()) return;
  if (budget)
    run_calls_for(*budget);
  else
    run_iteration();
}

/// Whether there is a call to run.
inline bool LoopCore::begin_slice() {
  if (is(summoned | gated)) [[unlikely]]
    return begin_slice_at_gate();
  take_posted();
  return in_iteration() || begin_iteration();
}

bool LoopCore::begin_slice_at_gate() {
  if (is(summoned)) answer_summons();
  take_posted();
  if (gate_ == Gate::closed) return false;
  if (in_iteration() || begin_iteration()) return true;
  stop_at_gate();
  return false;
}

inline bool LoopCore::begin_iteration() {
  take_due_timers();
  // A stepped loop with a clock that is held goes on to its next timer.
  if (ready_.empty() && is(gated)) {
    const TimerCall* timer = timers_.next();
    if (timer && timer->when < never && clock_->jump(timer->when)) take_due_timers();
  }
  ++iteration_;
  ready_.begin_iteration();
  if (ready_.empty()) return false;
  if (observer_) [[unlikely]]
    observer_->iteration(ready_.size());
  return true;
}

[[gnu::always_inline]] inline void LoopCore::run_iteration() {
  // A nested slice may move both ends of the iteration on.
  while (in_iteration())
    if (!run_one()) return;
}

void LoopCore::run_calls_for(Duration budget) {
  Duration looked = steady_now();
  const Duration end = looked + budget;
  unsigned between_looks = 1;
  unsigned until_look = 1;
  while (in_iteration()) {
    if (!run_one()) return;
    if (--until_look > 0) continue;
    const Duration time = steady_now();
    if (time >= end) break;
    const bool all_short = time - std::exchange(looked, time) < short_stretch;
    between_looks = all_short ? std::min(2 * between_looks, most_calls_between_looks) : 1;
    until_look = between_looks;
  }
}

/// False when the gate has closed.
inline bool LoopCore::run_one() {
  ready_.prefetch();
  Ready& call = ready_.pop();
  if (is_watched()) [[unlikely]] {
    run_watched(call);
  } else {
    try {
      call.kind->run(call.word);
    } catch (...) {
      end_iteration();
      throw;
    }
  }
  return !is(gated) || passes_gate();
}

/// After a call of a loop that is stepped, or was paused by that call.
bool LoopCore::passes_gate() {
  if (abandoned_) destroyed_while_running();
  if (gate_ == Gate::one_call || (gate_ == Gate::one_iteration && !in_iteration())) stop_at_gate();
  return gate_ != Gate::closed;
}

}  // namespace loopscope::detail
