// SPDX-License-Identifier: MIT
#include <loopscope/detail/loop_core.h>

#include <loopscope/detail/callback.h>
#include <loopscope/detail/epoll_reactor.h>
#include <loopscope/detail/ready_call.h>
#include <loopscope/errors.h>
#include <loopscope/inspect/observer.h>
#include <loopscope/threads.h>

namespace loopscope::detail {

namespace {

// What other threads posted beyond that waits for the next iteration.
constexpr int most_posted_an_iteration = 1024;

}  // namespace

LoopCore::LoopCore(Loop* loop, std::unique_ptr<Clock> clock)
    : clock_(std::move(clock)),
      loop_(loop),
      own_reactor_(std::make_unique<EpollReactor>()),
      reactor_(own_reactor_.get()),
      owner_(this_thread_id()),
      home_(this_thread_id()) {}

LoopCore::~LoopCore() = default;

void LoopCore::claim() noexcept {
  const inspect::ThreadId here = this_thread_id();
  if (owner_.load(std::memory_order_relaxed) == here) return;
  // seq_cst, with drop_idle(): either the owner before sees that the loop has gone to another
  // thread, or this thread sees that it is busy, and waits.
  owner_.store(here, std::memory_order_seq_cst);
  while (idle_destructions_.load(std::memory_order_seq_cst) != 0) std::this_thread::yield();
}

void LoopCore::require_open() const {
  if (is_closed()) throw RuntimeError("Event loop is closed");
}

void LoopCore::require_callable_now(const char* operation) const {
  require_open();
  check_thread(operation);
}

void LoopCore::call_at(TimerCall* timer, const char* operation) {
  auto owned = Ref<Call>::adopt(timer);
  require_open();
  check_thread(operation);
  timer->number = ++timer_numbers_;
  if (observer_) [[unlikely]]
    observer_->timer_set(timer->number, timer->when, timer->name());
  timers_.insert(timer);
  static_cast<void>(owned.detach());
  // A driver that sleeps must learn of the new deadline.
  if (asleep_.load(std::memory_order_relaxed)) [[unlikely]]
    wake();
}

void LoopCore::call_soon_threadsafe(PostedCall* call) {
  auto owned = Ref<PostedCall>::adopt(call);
  require_open();
  // On the loop's own thread it orders with call_soon by order of call (X2).
  if (running_here() == this) return queue_call(owned.detach());
  call->origin = this_thread_id();
  post(door_, owned.detach());
  wake();
}

void LoopCore::call_urgent(PostedCall* call) {
  auto owned = Ref<PostedCall>::adopt(call);
  require_open();
  post(urgent_, owned.detach());
  unusual_.fetch_or(summoned, std::memory_order_seq_cst);  // before wake(), as after a push
  wake();
}

void LoopCore::post(DoorQueue& queue, PostedCall* call) {
  queue.push(call);
  // Closed meanwhile: either close() sees the call, or this sees that it is closed; both seq_cst.
  // Left in the door, it would keep alive what it owns, and that the loop.
  if ((unusual_.load(std::memory_order_seq_cst) & closed) != 0) [[unlikely]] {
    queue.drop_all();
    require_open();
  }
}

void LoopCore::take_posted_now() {
  // A bounded part, so that an iteration takes bounded time under any flood.
  for (int taken = 0; taken < most_posted_an_iteration; ++taken) {
    Call* call = door_.pop();
    if (!call) return;
    flooded_ = taken > 0;
    queue_call(call);
  }
}

void LoopCore::answer_summons() {
  watched_until_ = Duration::zero();
  // Acquire, with the release of who summons; and before the look, so that none is missed.
  unusual_.fetch_and(static_cast<std::uint8_t>(~summoned), std::memory_order_acq_rel);
  try {
    while (Call* call = urgent_.pop()) {
      ReadyWord word{call};
      call->ready_kind().run(word);
    }
  } catch (...) {
    set(summoned, true);  // FatalExit: the others are still there
    throw;
  }
  bury();
}

void LoopCore::take_due_timers_now() {
  watched_until_ = Duration::zero();
  timers_.purge();
  if (!timers_.next()) return;
  timers_.take_due(now(), [this](TimerCall* timer) {
    if (observer_) [[unlikely]]
      observer_->timer_fired(timer->number);
    timer->ticket = ready_.pushed() + 1;
    push_ready(&timer->ready_kind(), static_cast<Call*>(timer));
  });
}

void LoopCore::cancel_call(Call& call) noexcept {
  if (call.in_heap) {
    auto& timer = static_cast<TimerCall&>(call);
    timers_.cancel(timer);
    if (observer_) observer_->timer_cancelled(timer.number);
    return timer.cancel_and_release();
  }
  if (call.state() == Call::State::waiting && call.ticket != 0 && observer_)
    observer_->unscheduled(call.ticket);
  call.cancel();
}

void LoopCore::cancel_soon(inspect::Ticket ticket) noexcept {
  if (ticket <= ready_.popped()) return;
  // Out of the queue first: the callable's destructor may come back here.
  Ready call;
  ready_.at(ticket).move_to(call);
  ready_.at(ticket) = {&cancelled_kind, {}};
  if (observer_) observer_->unscheduled(ticket);
  call.kind->drop(call.word);
}

inspect::Ticket LoopCore::push_ready_now(const ReadyKind* kind, void* object,
                                         inspect::ThreadId origin) {
  Ready call{kind, {object}};
  return push_ready(call, origin);
}

inspect::Ticket LoopCore::push_ready(Ready& call, inspect::ThreadId origin) {
  // Relaxed: set on this thread (a driver between slices), or a stale value that costs one wake.
  const bool asleep = asleep_.load(std::memory_order_relaxed);
  ready_.make_room(!observer_ && !asleep);
  call.move_to(ready_.push());
  const inspect::Ticket ticket = ready_.pushed();
  if (observer_) observe_scheduled(ticket, origin);
  if (asleep) wake();
  return ticket;
}

inspect::Ticket LoopCore::call_soon(Ready& call, inspect::ThreadId origin) {
  try {
    return push_ready(call, origin);
  } catch (...) {
    call.kind->drop(call.word);
    throw;
  }
}

void LoopCore::observe_scheduled(inspect::Ticket ticket, inspect::ThreadId origin) noexcept {
  const Ready& call = ready_.peek(ready_.size() - 1);
  const CallInfo info = call.kind->info(call.word);
  // Cancelled on its way through the door: it never shows.
  if (!info.cancelled) observer_->scheduled(ticket, info, origin ? origin : this_thread_id());
}

void LoopCore::wake() noexcept {
  // A look first: during a flood the loop is awake, and the line stays shared. seq_cst orders it
  // after the push of whoever calls (see DoorQueue::append): either this load sees the loop asleep,
  // or the loop sees the push before it waits.
  if (!asleep_.load(std::memory_order_seq_cst)) return;
  const std::lock_guard guard(lock_);
  wake_locked();
}

void LoopCore::wake_locked() noexcept {
  // seq_cst: one of many callers finds it asleep.
  if (asleep_.exchange(false, std::memory_order_seq_cst) && reactor_) reactor_->wake();
}

void LoopCore::look_anew() noexcept {
  const std::lock_guard guard(lock_);
  if (reactor_) reactor_->wake();
}

bool LoopCore::fall_asleep() noexcept {
  ready_.rest();
  asleep_.store(true, std::memory_order_seq_cst);
  if (door_.empty() && urgent_.empty() &&
      (unusual_.load(std::memory_order_seq_cst) & summoned) == 0 &&
      !(waits_for_outside_ && outside_is_idle()))
    return true;
  awake();
  return false;
}

// Relaxed: who begins has the loop's attention, or that of a job that has not ended.
void LoopCore::outside_work_begins() noexcept {
  outside_work_.fetch_add(1, std::memory_order_relaxed);
}

void LoopCore::outside_pause_begins() noexcept {
  outside_pauses_.fetch_add(1, std::memory_order_relaxed);
}

void LoopCore::outside_work_ends() noexcept {
  outside_work_.fetch_sub(1, std::memory_order_seq_cst);
  if (clock_->is_virtual()) wake();
}

void LoopCore::outside_pause_ends() noexcept {
  outside_pauses_.fetch_sub(1, std::memory_order_seq_cst);
  if (clock_->is_virtual()) wake();
}

bool LoopCore::outside_is_idle() const noexcept {
  return outside_work_.load(std::memory_order_seq_cst) == 0 &&
         outside_pauses_.load(std::memory_order_seq_cst) == 0;
}

}  // namespace loopscope::detail
