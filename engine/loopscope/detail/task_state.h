// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cassert>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <source_location>
#include <utility>
#include <vector>

#include <loopscope/detail/block_cache.h>
#include <loopscope/detail/future_state.h>

namespace loopscope::detail {

class TaskState;

/// The word in front of a task's state, and of the room for one in the block of each coroutine.
struct BlockHeader {
  explicit BlockHeader(std::size_t size) noexcept
      : units((size <= largest_block ? size / block_step : 0) & 255) {}

  /// Of the state, or the room for one.
  static BlockHeader& of(void* state) noexcept { return *(static_cast<BlockHeader*>(state) - 1); }

  std::size_t block_size() const noexcept {
    return units > 0 ? units * block_step : largest_block + 1;
  }

  // Of the task; see `flags`.
  static constexpr std::uint8_t has_task = 1;
  static constexpr std::uint8_t throws = 2;  // it is to be woken with an error
  static constexpr std::uint8_t has_frames = 4;
  static constexpr std::uint8_t must_cancel = 8;  // the message, if there is one: see LoopCore
  static constexpr std::uint8_t started = 16;
  static constexpr std::uint8_t holds_itself =
      32;  // until the coroutine ended or the loop is closed
  static constexpr std::uint8_t visited =
      64;  // by the walk of pass_cancel_request that is going on
  bool is(std::uint8_t any_of) const noexcept { return (flags & any_of) != 0; }
  void set(std::uint8_t what, bool on) noexcept {
    flags = static_cast<std::uint8_t>(on ? flags | what : flags & ~what);
  }
  /// A step is just to resume the coroutine.
  bool just_goes_on() const noexcept {
    return (flags & (throws | must_cancel | has_frames | started)) == (has_frames | started);
  }

  static constexpr int most_cancel_requests = 8191;

  std::uint64_t units : 8;        // the block's size in steps; 0 if it is a large one
  std::uint64_t number : 35 = 0;  // of the task's name: begins anew after 3·10^10 tasks
  std::uint64_t cancel_requests : 13 = 0;
  std::uint8_t flags : 8 = 0;
};

static_assert(sizeof(BlockHeader) == 8);

/// What every coroutine of the engine has in its frame; and in front of it a link, by which the coroutines
/// that one task drives are a ring:
///
///     the task's own ──▶ innermost ──▶ its parent ──▶ … ──▶ the task's own
///
/// The task resumes the innermost in a loop (the pump). Awaiting a coroutine pushes it, its end pops it,
/// and both return to the pump, so that the native stack stays flat at any depth and in any build.
struct CoroutineFrame {
  explicit CoroutineFrame(const std::source_location& site) noexcept : where(site) {}

  /// What a std::source_location of GCC's library is made of. As a default argument of await_transform it
  /// is a constant; the class would be a temporary, for which GCC 12 keeps a place in the frame for each
  /// co_await.
  using Site = decltype(__builtin_source_location());
  void stands_at(Site site) noexcept { where = std::bit_cast<std::source_location>(site); }

  /// The promise lies behind the two pointers that a frame begins with, in GCC and in Clang.
  std::coroutine_handle<> handle() noexcept {
    return std::coroutine_handle<>::from_address(reinterpret_cast<void**>(this) - 2);
  }

  CoroutineFrame*& link() noexcept { return *(reinterpret_cast<CoroutineFrame**>(this) - 3); }

  std::source_location where;  // the function, and the line of the await that it stands at
};

/// "coroutine 'load(int)' (client.cpp:31) was never awaited" (D8): the function and its first line.
std::string never_awaited(const CoroutineFrame& frame);

/// The state of a task: a future, plus the coroutine that it drives. Lies between a BlockHeader and the
/// coroutine's frame in one block, see CoroutineBlock; the frame goes when the coroutine ends, the state
/// with the last handle. A task holds a reference to itself until its coroutine has ended.
class TaskState : public Waiter, public FutureState {
 public:
  TaskState(LoopCore& core, const FutureOps* ops, std::uint64_t number);
  ~TaskState() { clear_slot(); }

  /// Schedules the first step.
  void schedule_step();

  /// Runs the coroutine until it suspends or ends (asyncio: Task.__step, rules T4 to T9). Throws
  /// FatalExit alone.
  void step();

  /// At most 8191: further requests are not counted.
  int cancelling() const noexcept;
  int uncancel();

  bool must_cancel() const noexcept { return header().is(BlockHeader::must_cancel); }
  bool started() const noexcept { return header().is(BlockHeader::started); }
  /// Of the step that was the last.
  inspect::CallOutcome step_outcome() const noexcept {
    return done() ? inspect::CallOutcome::finished : inspect::CallOutcome::waiting;
  }

  /// What the task waits for, or null; also set between the future's end and the task's next step.
  FutureState* awaited() const noexcept {
    return header().is(BlockHeader::throws) ? nullptr : awaited_.get();
  }

  /// Where each coroutine of the task stands, outermost first. Empty when done.
  std::vector<std::source_location> stack() const;

  std::uint64_t number() const noexcept { return header().number; }
  /// The task's own coroutine, until it has ended.
  const CoroutineFrame* outermost() const noexcept {
    return has_frames() ? &const_cast<TaskState*>(this)->own_coroutine() : nullptr;
  }
  void silence_pending_report() noexcept { report_pending_ = false; }
  bool reports_pending() const noexcept { return report_pending_; }

  // --- for awaiters, from inside the coroutine

  // Suspending lets go of the loop's current task: so the coroutine gives the thread back to the pump, and the
  // pump to the loop.

  void suspend_on(FutureState& future) {
    LoopCore& its_core = *running_loop;
    if (&future.core() != &its_core || &future == this || its_core.observer()) [[unlikely]]
      return suspend_unusually(future);
    wait_for(future);
    its_core.current_task = nullptr;
  }
  void suspend_for_yield();
  /// What the innermost coroutine has to throw next: what the task was woken with (a cancellation, or
  /// misuse of an await), or what the coroutine that it awaited threw.
  void set_error(std::exception_ptr error) noexcept {
    clear_slot();
    std::construct_at(&error_to_throw_, std::move(error));
    header().set(BlockHeader::throws, true);
  }
  [[gnu::always_inline]] void throw_if_there_is_an_error() {
    if (header().is(BlockHeader::throws)) std::rethrow_exception(take_error());
  }
  /// The same, or what the future that it awaited gives instead of a result. Thrown at one place: the unwinder
  /// reads a list of all places from which a coroutine throws, up to the right one.
  [[gnu::always_inline]] void require_result_of(FutureState& future) {
    if (header().is(BlockHeader::throws) || future.status() != Status::result)
      std::rethrow_exception(failure_of(future));
  }
  void push(CoroutineFrame& frame, CoroutineFrame& parent) noexcept {
    frame.link() = &parent;
    innermost() = &frame;
  }
  /// Of its own: it is the innermost, and stays.
  void pop(CoroutineFrame& frame) noexcept { innermost() = frame.link(); }

  // --- for the loop

  /// Destroys the coroutines, innermost first; the task stays pending for ever.
  void destroy_frames() noexcept;
  bool has_frames() const noexcept { return header().is(BlockHeader::has_frames); }
  bool holds_itself() const noexcept { return header().is(BlockHeader::holds_itself); }

  /// Gives up the reference that the task holds to itself; the task may be gone afterwards.
  void release_itself() noexcept;

  // --- for CancelWalk

  /// Counts a request to cancel in this task and in all that it awaits through tasks. Gives the last:
  /// it waits for no task, or for one that has been visited. `from` passed the request on, null: the
  /// caller of cancel() asked.
  TaskState& pass_cancel_request(const CancelMessage& message, const FutureState* from);
  /// It waits, through others, for itself.
  bool is_in_cancelled_ring() const noexcept;
  /// Wakes the task with the cancellation, for whatever it waits.
  void break_ring(const CancelMessage& message);
  /// What the task waits for did not take the cancellation: its next step will see it.
  void cancel_next_step(const CancelMessage& message);

  /// What retrieving a cancelled task throws: the error that ended its coroutine, once (F8).
  std::exception_ptr take_cancelled_error();
  bool keeps_error() const noexcept { return keeps_error_; }

  // Of the loop's list of pending tasks.
  TaskState* registry_previous = nullptr;
  TaskState* registry_next = nullptr;

 private:
  BlockHeader& header() const noexcept { return BlockHeader::of(const_cast<TaskState*>(this)); }
  // While it has frames. Right behind the task: the innermost coroutine, which is its own's link, and the
  // two pointers that a frame begins with.
  CoroutineFrame*& innermost() noexcept { return *reinterpret_cast<CoroutineFrame**>(this + 1); }
  CoroutineFrame& own_coroutine() noexcept {
    return *reinterpret_cast<CoroutineFrame*>(&innermost() + 3);
  }
  /// The slot holds nothing afterwards.
  void clear_slot() noexcept {
    if (header().is(BlockHeader::throws))
      static_cast<void>(take_error());
    else
      awaited_ = nullptr;
  }
  [[gnu::cold]] std::exception_ptr take_error() noexcept;
  [[gnu::cold]] std::exception_ptr failure_of(FutureState& future);
  void step_too_late();
  void wait_for(FutureState& future) noexcept {
    assert(!header().is(BlockHeader::throws) && !awaited_);  // step() took what was there
    future.add_ref_here();
    std::construct_at(&awaited_, Ref<FutureState>::adopt(&future));
    future.add_waiter(*this);
  }
  [[gnu::cold]] void suspend_unusually(FutureState& future);
  void refuse_to_await(FutureState& future);
  bool prepare_step(FutureState* awaited);
  void prepare_cancellation(FutureState* awaited);
  void pump(LoopCore& its_core);
  void finish();
  void finish_with(std::exception_ptr error);
  void destroy_own_coroutine();
  void deliver_late_cancel();
  CancelMessage take_cancel_message();
  void wake_with(std::exception_ptr error);
  void request_cancel(const CancelMessage& message, const FutureState* from);

  union {
    Ref<FutureState> awaited_{};         // unless the header says that it throws
    std::exception_ptr error_to_throw_;  // see set_error()
  };
};

static_assert(sizeof(TaskState) <= 80);

}  // namespace loopscope::detail
