// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cassert>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include <loopscope/detail/loop_core.h>
#include <loopscope/detail/ready_queue.h>
#include <loopscope/detail/ref.h>
#include <loopscope/detail/running_loop.h>
#include <loopscope/errors.h>

namespace loopscope::detail {

class CancelWalk;
class FutureState;
class Gathering;
class LoopCore;

using CancelMessage = std::optional<std::string>;

enum class Status : std::uint8_t { pending, result, error, cancelled };

/// Somebody who waits for a future: a suspended task, or a done-callback. Linked into the future's
/// list while it is pending; its own address goes to the ready queue when it is done.
class Waiter {
 public:
  enum class Kind : std::uintptr_t { task, callback };
  explicit Waiter(Kind kind) noexcept : next_and_kind_(static_cast<std::uintptr_t>(kind)) {}

  bool is_callback() const noexcept { return (next_and_kind_ & kind_bit) != 0; }
  bool is_last() const noexcept { return next_and_kind_ <= kind_bit; }
  bool is_last_and_task() const noexcept { return next_and_kind_ == 0; }
  Waiter* next() const noexcept {
    // It was a pointer, but for the bit. NOLINTNEXTLINE(performance-no-int-to-ptr)
    return reinterpret_cast<Waiter*>(next_and_kind_ & ~kind_bit);
  }
  void set_next(Waiter* waiter) noexcept {
    next_and_kind_ = reinterpret_cast<std::uintptr_t>(waiter) | (next_and_kind_ & kind_bit);
  }

  union {
    Waiter* previous = nullptr;  // in the list; of the first, the last
    FutureState* held;           // of a callback in the ready queue: its future
  };

 private:
  static constexpr std::uintptr_t kind_bit = 1;
  std::uintptr_t next_and_kind_;
};

/// In the ready queue: a step of a task.
extern const ReadyKind step_kind;

/// What differs by value type, for those who know only the base: the inspector and the registry.
struct ValueOps {
  const std::string& (*type_name)();
  /// The value of a finished future as text; nothing when its type has no text form.
  std::optional<std::string> (*to_text)(const FutureState& state);
  /// Sets the result from text. Throws ValueError for wrong text or a type without a text form.
  void (*set_from_text)(FutureState& state, std::string_view text);
  bool has_text_form;
};

void release_last_reference(FutureState* state) noexcept;

struct FutureOps {
  const char* class_name;                        // "Future", "Task"
  const ValueOps* value;                         // null: an Exhibit, which has no outcome
  void (*destroy)(FutureState* state) noexcept;  // the value, the state and its block
  /// Of futures that gather others, pass a cancellation on to them and may be owned by them; null for
  /// all others.
  Gathering& (*gathering)(FutureState& state) noexcept = nullptr;
  /// Gives up the last reference to one with a result, of whose end nobody is to be told. A future whose
  /// value needs no destructor has a shorter way than others.
  void (*release_last)(FutureState* state) noexcept = &release_last_reference;
};

/// The state that the handles of one future share, without its value, in five words. Belongs to its
/// loop's thread, apart from the reference count and `status`, so that any thread may copy and drop
/// handles.
///
/// References are counted in two places, as nearly all come and go on the loop's thread, where an
/// atomic instruction would take longer than all else:
///
///     here_   those that the loop's thread counts while it runs; any of them may move to another thread
///     refs_   the others, plus `share` for as long as here_ > 0
///
/// A thread that would take the last out of refs_, or out of what the share stands for, gives its
/// reference back to the loop's thread instead. Which reference is counted where does not matter.
class FutureState {
 public:
  FutureState(LoopCore& core, const FutureOps* ops) noexcept
      : FutureState(core, ops, running_loop == &core) {}
  FutureState(const FutureState&) = delete;
  FutureState& operator=(const FutureState&) = delete;

  void add_ref() noexcept {
    if (running_loop != core_) [[unlikely]]
      refs_.fetch_add(1, std::memory_order_relaxed);
    else
      add_ref_here();
  }
  /// While its loop runs on the calling thread.
  void add_ref_here() noexcept {
    // Not above 0: there are none here, or as many as can be counted; what comes beyond is counted in refs_.
    const auto more = static_cast<std::int8_t>(here_ + 1);
    if (more <= 0) [[unlikely]]
      refs_.fetch_add(1, std::memory_order_relaxed);
    else
      here_ = more;
  }
  /// The loop's thread; for who knows the state without sharing it: false when its last reference is
  /// gone already.
  bool try_add_ref() noexcept;
  void release() noexcept {
    if (running_loop != core_) [[unlikely]]
      release_elsewhere();
    else
      release_here();
  }
  /// While its loop runs on the calling thread.
  void release_here() noexcept {
    if (here_ > 1)
      --here_;
    else
      release_maybe_last_here();
  }
  /// The same, for who expects it to be the last.
  void release_maybe_last_here() noexcept;
  /// The loop's thread, or who stands in for it: true when that was the last reference.
  bool drop_reference() noexcept;
  /// The loop's thread: no handle exists beyond the `references` that the caller knows of.
  bool held_by(std::uint32_t references) const noexcept {
    // Acquire, with the release of those who let go elsewhere: what they did with the value is over.
    const std::uint32_t refs = refs_.load(std::memory_order_acquire);
    return (here_ > 0 ? refs - share + static_cast<std::uint32_t>(here_) : refs) == references;
  }

  LoopCore& core() const noexcept { return *core_; }
  const FutureOps& ops() const noexcept { return *ops_; }
  inspect::ObjectId id() const noexcept { return id_; }
  bool is_task() const noexcept { return value_place_ == in_task; }
  /// Of a future with a result: not of a task, and not taken.
  bool has_value_here() const noexcept { return value_place_ == in_future; }

  /// Acquire, with the release in settle(): a task may await a done future of another loop.
  Status status() const noexcept { return status_.load(std::memory_order_acquire); }
  bool done() const noexcept { return status() != Status::pending; }

  /// Once done: the stored exception, or that of a cancelled future if it has one; else null.
  std::exception_ptr stored_error() const noexcept {
    assert(done());
    return has_error() ? error_ : nullptr;
  }

  // --- waiting

  /// To free it is not enough: somebody waits for it, or is to be told of its end.
  bool needs_farewell() const noexcept {
    return first_waiter() || indexed_ || ops_->gathering || named_ || has_unretrieved_error() ||
           (is_task() && !done());
  }

  /// Pending futures only. The waiter must be removed before it goes away.
  void add_waiter(Waiter& waiter) noexcept {
    assert(waiter.is_last());
    if (!first_) [[likely]] {
      first_ = waiter.previous = &waiter;
      return;
    }
    waiter.previous = std::exchange(first_->previous, &waiter);
    waiter.previous->set_next(&waiter);
  }
  void remove_waiter(Waiter& waiter) noexcept;
  Waiter* first_waiter() const noexcept { return done() ? nullptr : first_; }
  /// Nobody will come: forgets who waits.
  void drop_waiters() noexcept;
  /// The loop has an index of its callbacks; see CallbackIndexes.
  bool indexed() const noexcept { return indexed_; }
  void set_indexed(bool indexed) noexcept { indexed_ = indexed; }

  // --- outcomes

  /// Throws InvalidStateError("invalid state") when done, WrongThreadError in debug mode on another
  /// thread, RuntimeError for a task. Gives the future's loop if it runs on the calling thread, else null: for settle_result().
  LoopCore* require_settable(const char* operation) const {
    LoopCore* const here = running_loop;
    // Where its loop runs is the right thread. A future without a result has nothing to be taken.
    if (value_place_ != in_future || here != core_ || done()) [[unlikely]]
      return require_settable_now(operation);
    if (!here) __builtin_unreachable();  // no future's loop is null
    return here;
  }

  /// The value is in place: marks the future as finished and schedules whoever waits, in order. On
  /// a closed loop the state changes, then RuntimeError is thrown if anybody waited (L25).
  void settle_result() { settle_result(core_if_here()); }
  void settle_result(LoopCore* here) {
    Waiter* const first = first_;
    publish(Status::result);
    if (!here || here->is_observed_or_closed()) [[unlikely]]
      return announce(first);
    if (!first) return;
    if (!first->is_last_and_task()) [[unlikely]]
      return announce(first);
    here->push_ready(&step_kind, first);
  }
  void settle_error(std::exception_ptr error);
  void settle_cancelled(std::exception_ptr error = nullptr);

  /// Future.set_exception: checks, then settles. A null pointer is a ValueError.
  void set_exception(std::exception_ptr error);

  /// Future.cancel, Task.cancel or that of a gathering future. On a constant native stack.
  bool cancel(const CancelMessage& message);
  bool is_passing_cancel() const noexcept { return passing_cancel_; }

  // --- retrieval

  /// Throws unless there is a result: InvalidStateError with `pending_message`, the exception, or
  /// the CancelledError. Marks an exception as retrieved.
  [[gnu::always_inline]] void require_result(const char* pending_message) {
    // Thrown here, in the frame of a coroutine that awaits: each frame that an exception passes costs as
    // much as all else of an await. failure() is cold, so that this goes to the coroutine's cold part,
    // where the unwinder has least to read.
    if (status() != Status::result) std::rethrow_exception(failure(pending_message));
  }
  /// What it throws.
  [[gnu::cold]] std::exception_ptr failure(const char* pending_message);

  /// Future.exception: the exception, or null for a result. Throws when pending or cancelled.
  std::exception_ptr exception();

  /// What awaiting a cancelled future throws. A task gives the error that ended it once (F8).
  std::exception_ptr take_cancelled_error();

  /// The message of a cancelled future, as long as every CancelledError of it has one: not of a task
  /// that an error ended (F8).
  CancelMessage cancel_message() const;

  void mark_retrieved() noexcept { unretrieved_.store(false, std::memory_order_relaxed); }
  bool has_unretrieved_error() const noexcept {
    return unretrieved_.load(std::memory_order_relaxed);
  }

  // --- names

  void set_name(std::string name);
  /// The name given, or "" for a future and "Task-N" for a task without one.
  std::string name() const;
  bool has_name() const noexcept { return named_; }

  /// "Future 'answer' pending", "Task 'fetch' finished: 42": for messages.
  std::string describe() const;

  /// Debug mode on a foreign thread: throws WrongThreadError that names both threads.
  void check_thread(const char* operation) const;

 protected:
  ~FutureState() {
    if (has_error()) error_.~exception_ptr();
  }

 private:
  friend class CancelWalk;
  friend class LoopCore;

  FutureState(LoopCore& core, const FutureOps* ops, bool here) noexcept
      : refs_(here ? share : 1),
        here_(here ? 1 : none_here),
        core_(&core),
        ops_(ops),
        id_(core.state_created(here)) {}
  friend void release_last_reference(FutureState* state) noexcept;
  void release_elsewhere() noexcept;
  LoopCore* core_if_here() const noexcept { return running_loop == core_ ? core_ : nullptr; }
  [[gnu::cold]] LoopCore* require_settable_now(const char* operation) const;
  bool has_error() const noexcept { return status() > Status::result; }
  void settle(Status status, std::exception_ptr error);
  /// Release: pairs with status(), so that the outcome is seen with it.
  void publish(Status status) noexcept { status_.store(status, std::memory_order_release); }
  void announce(Waiter* waiters);
  void schedule(Waiter* waiters);
  bool drop_shared_reference() noexcept;
  void lose(Waiter* waiters);
  std::string describe_value() const;

  static constexpr std::uint32_t share = 1U << 30;
  static constexpr std::int8_t none_here = -1;  // for good once there is none

  std::atomic<std::uint32_t> refs_;
  std::int8_t here_;  // above 0, or none_here
  std::atomic<Status> status_{Status::pending};
  std::atomic<bool> unretrieved_{false};  // relaxed: a flag for a later message, orders nothing

 protected:
  // Of value_place_.
  static constexpr std::uint8_t in_future = 0;
  static constexpr std::uint8_t in_task = 1;
  static constexpr std::uint8_t taken = 2;  // from a future

  bool named_ : 1 = false;           // the name lies in the loop's table
  bool report_pending_ : 1 = true;   // a task: say so when it is destroyed while pending
  bool keeps_error_ : 1 = false;     // a task: its CancelledError may be retrieved again and again
  bool passing_cancel_ : 1 = false;  // it is passing a cancellation on right now
  bool indexed_ : 1 = false;
  std::uint8_t value_place_ : 2 = in_future;
  std::uint8_t unused_ : 1 = 0;  // so that all of them are written at once

 private:
  LoopCore* core_;
  const FutureOps* ops_;
  inspect::ObjectId id_;

 protected:
  union {
    Waiter* first_ = nullptr;   // while it is pending
    std::exception_ptr error_;  // once it has_error(); may be null
  };
};

static_assert(sizeof(FutureState) <= 40);

}  // namespace loopscope::detail
