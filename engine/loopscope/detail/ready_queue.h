// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>
#include <utility>

#include <loopscope/detail/large_array.h>
#include <loopscope/inspect/record.h>

namespace loopscope::detail {

class LoopCore;

/// What an observer is told about a call.
struct CallInfo {
  inspect::CallKind kind = inspect::CallKind::call;
  inspect::ObjectId object = 0;
  std::uint64_t other = 0;
  std::string_view what;   // lives as long as the program: a type's name or a literal
  bool cancelled = false;  // it will be dropped silently when its turn comes (L4)
};

/// How a kind of call is run, or dropped when it will never run. One constant for each kind.
struct ReadyKind {
  void (*run)(LoopCore& core, void* object);
  void (*drop)(void* object) noexcept;
  CallInfo (*info)(const void* object);
};

struct Ready {
  const ReadyKind* kind;
  void* object;
};

/// The calls that are ready, first in, first out, in one power-of-two ring of two words a call: no
/// allocation, no atomics. A call's ticket is its place counted from the beginning of the loop.
class ReadyQueue {
 public:
  bool empty() const noexcept { return head_ == tail_; }
  std::uint64_t size() const noexcept { return tail_ - head_; }

  /// Ticket of the call that was popped last, and of the one that was pushed last.
  inspect::Ticket popped() const noexcept { return head_; }
  inspect::Ticket pushed() const noexcept { return tail_; }

  bool is_full() const noexcept { return size() == capacity_; }
  void grow();

  /// Unless it is full. Returns the ticket.
  inspect::Ticket push(Ready call) noexcept {
    ring_[tail_ & (capacity_ - 1)] = call;
    return ++tail_;
  }

  Ready pop() noexcept {
    Ready& next = ring_[head_++ & (capacity_ - 1)];
    // Word by word, as it was pushed, which the compiler keeps only for atomics: one load of both would
    // wait until the two stores of a push just before have left the store buffer.
    return {std::atomic_ref(next.kind).load(std::memory_order_relaxed),
            std::atomic_ref(next.object).load(std::memory_order_relaxed)};
  }

  /// Puts another call in the place of the one with this ticket, which is in the queue; returns that one.
  Ready replace(inspect::Ticket ticket, Ready other) noexcept {
    return std::exchange(ring_[(ticket - 1) & (capacity_ - 1)], other);
  }

  /// Fetches the object of a call that comes soon into the cache; in a long queue it has left it. To
  /// fetch what is no address, because the word is the callable itself, does nothing.
  void prefetch() const noexcept {
    constexpr std::uint64_t ahead = 4;
    if (size() > ahead) __builtin_prefetch(peek(ahead).object, 1);
  }

  /// The call `ahead` places behind the next one; `ahead` < size().
  const Ready& peek(std::uint64_t ahead) const noexcept {
    return ring_[(head_ + ahead) & (capacity_ - 1)];
  }

 private:
  LargeArray<Ready> ring_;
  std::uint64_t capacity_ = 0;
  std::uint64_t head_ = 0;
  std::uint64_t tail_ = 0;
};

}  // namespace loopscope::detail
