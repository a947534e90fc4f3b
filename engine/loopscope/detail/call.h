// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>

#include <loopscope/detail/block_cache.h>
#include <loopscope/detail/cache_line.h>
#include <loopscope/detail/callable.h>
#include <loopscope/detail/ready_queue.h>
#include <loopscope/detail/ref.h>
#include <loopscope/inspect/record.h>
#include <loopscope/time.h>

namespace loopscope::detail {

class LoopCore;

/// A callable on its way through a loop for which call_soon's way is too short: one that waits for a
/// time, comes from another thread, or belongs to a descriptor. In one block; shared by the queue or
/// heap that it is in and by its handles. The count may change on any thread, everything else belongs
/// to the loop's thread once it is queued there.
class Call {
 public:
  enum class State : std::uint8_t { waiting, ran, cancelled };

  struct Ops {
    ReadyKind ready;               // of the call in the ready queue, which owns a reference
    void (*invoke)(Call&);         // runs the callable
    void (*drop)(Call&) noexcept;  // destroys the callable; null: nothing to do
    void (*free)(Call*) noexcept;  // the block
    std::string_view (*name)(const Call&) noexcept;
  };

  Call(const Ops* ops, LoopCore* its_core) noexcept : ops_(ops), core(its_core) {}
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  void add_ref() noexcept { refs_.fetch_add(1, std::memory_order_relaxed); }
  /// The second reference, for the handle of a call that nobody else knows yet.
  Ref<Call> first_handle() noexcept {
    refs_.store(2, std::memory_order_relaxed);
    return Ref<Call>::adopt(this);
  }
  void release() noexcept {
    if (is_last_reference_released()) destroy();
  }

  State state() const noexcept { return state_; }
  const ReadyKind& ready_kind() const noexcept { return ops_->ready; }

  /// What the call is, for people; "" once the callable is gone.
  std::string_view name() const noexcept {
    return holds_callable_ ? ops_->name(*this) : std::string_view();
  }

  /// Runs the callable, once. Nothing when cancelled. Passes exceptions on.
  void run() {
    if (begins()) ops_->invoke(*this);
  }

  /// Runs the callable of a call that stays (a reader or writer), unless cancelled or running.
  void run_again();

  /// Destroys the callable, which is kept after run() so that a failure can still be named.
  void drop_callable() noexcept {
    if (lets_go_of_callable() && ops_->drop) ops_->drop(*this);
  }

  /// Marks the call as cancelled and destroys the callable, unless it is running right now.
  void cancel() noexcept {
    const bool waiting = state_ == State::waiting && !runs_again_;
    state_ = State::cancelled;
    if (waiting) drop_callable();
  }

  /// The same, and gives up the reference of who kept the call waiting. By a handle, on the loop's thread.
  void cancel_and_release() noexcept {
    // With nobody but the two, and no destructor to run, no other thread can come to know of the call: then the
    // count needs no atomic exchange, which would wait for a call that is not in the cache.
    if (refs_.load(std::memory_order_acquire) != 2 || ops_->drop)
      return cancel_and_release_shared();
    state_ = State::cancelled;
    holds_callable_ = false;
    refs_.store(1, std::memory_order_relaxed);
  }

 protected:
  /// Whether the callable is to run now.
  bool begins() noexcept {
    if (state_ != State::waiting) return false;
    state_ = State::ran;
    return true;
  }
  /// Whether the callable is to be destroyed now. First the mark, then the destructor, which may come
  /// back here.
  bool lets_go_of_callable() noexcept { return std::exchange(holds_callable_, false); }
  /// Gives up the caller's reference; true when the call is to be destroyed.
  bool is_last_reference_released() noexcept {
    // Acquire, with the release of those who let go before: the last owner must see all that they did
    // with the block before it frees it. Who finds itself alone stays so.
    return refs_.load(std::memory_order_acquire) == 1 ||
           refs_.fetch_sub(1, std::memory_order_acq_rel) == 1;
  }

 private:
  void destroy() noexcept;
  void cancel_and_release_shared() noexcept;

  std::atomic<std::uint32_t> refs_{1};
  State state_ = State::waiting;
  bool holds_callable_ = true;
  bool runs_again_ = false;

 public:
  bool in_heap : 1 = false;   // a TimerCall that waits for its deadline
  bool in_queue : 1 = false;  // a reader or writer that waits for its turn

 private:
  const Ops* ops_;

 public:
  LoopCore* core;                // valid while the call waits in it
  inspect::Ticket ticket = 0;    // once in the ready queue
  inspect::ThreadId origin = 0;  // who handed it over, when that is another thread
};

/// A call with a deadline.
struct TimerCall : Call {
  using Call::Call;
  std::uint32_t slot = 0;  // while it is in_heap, of the heap
  Duration when{0};
  std::uint64_t number = 0;  // order of creation: equal deadlines fire in this order
};

/// A place in a DoorQueue.
struct DoorNode {
  std::atomic<DoorNode*> next{nullptr};
};

/// A call that other threads hand over.
struct PostedCall : Call, DoorNode {
  using Call::Call;
};

// With a callable of one word each fits into a cache line.
static_assert(sizeof(TimerCall) == 56 && sizeof(PostedCall) == 48);

// Of Call::Ops; see ReadyKind.
void drop_ready_call(ReadyWord& word) noexcept;
CallInfo ready_call_info(const ReadyWord& word);
CallInfo ready_timer_info(const ReadyWord& word);

/// Base is Call, TimerCall or PostedCall.
template <class Base, class F>
class CallOf final : public Base {
 public:
  template <class G>
  static CallOf* make(LoopCore* its_core, G&& callable) {
    void* block = allocate_block(block_size());
    try {
      return new (block) CallOf(its_core, std::forward<G>(callable));
    } catch (...) {
      free_block(block, block_size());
      throw;
    }
  }

 private:
  template <class G>
  CallOf(LoopCore* its_core, G&& callable) : Base(&ops, its_core) {
    new (&storage_) F(std::forward<G>(callable));
  }

  static CallOf& self(Call& call) noexcept { return static_cast<CallOf&>(call); }

  /// All that happens to a call in its turn, without a second indirect call.
  static void run_ready(ReadyWord& word) {
    struct Finish {
      CallOf& call;
      ~Finish() { call.finish(); }
    } const finish_at_end{self(*static_cast<Call*>(word.object))};
    CallOf& call = finish_at_end.call;
    if (!call.begins()) return;
    try {
      std::invoke(*call.callable());
    } catch (...) {
      callable_failed(callable_name(*call.callable()));
    }
  }
  void finish() noexcept {
    if (this->lets_go_of_callable()) std::destroy_at(callable());
    if (this->is_last_reference_released()) free(this);
  }

  F* callable() noexcept { return std::launder(reinterpret_cast<F*>(&storage_)); }

  static void invoke(Call& call) { std::invoke(*self(call).callable()); }
  static void drop(Call& call) noexcept { std::destroy_at(self(call).callable()); }
  static void free(Call* call) noexcept {
    std::destroy_at(&self(*call));
    free_block(&self(*call), block_size());
  }
  static std::string_view name(const Call& call) noexcept {
    return callable_name(*self(const_cast<Call&>(call)).callable());
  }
  static constexpr Call::Ops ops{
      {&run_ready, &drop_ready_call,
       std::is_same_v<Base, TimerCall> ? &ready_timer_info : &ready_call_info},
      &invoke,
      std::is_trivially_destructible_v<F> ? nullptr : &drop,
      &free,
      &name};

  // A call of another thread has its cache lines for itself; a timer, found among a million, is on one
  // line if it can.
  static constexpr std::size_t block_size() {
    constexpr bool in_whole_lines =
        std::is_same_v<Base, PostedCall> ||
        (std::is_same_v<Base, TimerCall> && sizeof(CallOf) <= cache_line);
    constexpr std::size_t lines = (sizeof(CallOf) + cache_line - 1) / cache_line;
    return in_whole_lines ? lines * cache_line : sizeof(CallOf);
  }

  static_assert(alignof(F) <= 16, "callables of more than 16 bytes alignment are not supported");
  alignas(F) std::byte storage_[sizeof(F)];
};

template <class Base, class F>
Base* make_call(LoopCore* core, F&& callable) {
  using Callable = std::decay_t<F>;
  static_assert(std::invocable<Callable&>, "a callable without parameters is expected");
  return CallOf<Base, Callable>::make(core, std::forward<F>(callable));
}

}  // namespace loopscope::detail
