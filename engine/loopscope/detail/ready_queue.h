// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

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

/// What the queue keeps of a call: where its object lies, or the object itself if it is that small.
union ReadyWord {
  void* object;
  std::byte bytes[sizeof(void*)];
};

/// How a kind of call is run, or dropped when it will never run. One constant for each kind.
struct ReadyKind {
  /// In a slice of the loop. Takes out what is in the word before all else: the queue may move afterwards.
  void (*run)(ReadyWord& word);
  void (*drop)(ReadyWord& word) noexcept;
  CallInfo (*info)(const ReadyWord& word);
  /// Moves what is in a word to another place in memory; null: byte by byte.
  void (*move)(ReadyWord& from, ReadyWord& to) noexcept = nullptr;
};

struct Ready {
  const ReadyKind* kind;
  ReadyWord word;

  void move_to(Ready& other) noexcept {
    other.kind = kind;
    if (kind->move)
      kind->move(word, other.word);
    else
      other.word = word;
  }
};

/// The calls that are ready, first in, first out, in one power-of-two ring of two words a call: no
/// allocation, no atomics. A call's ticket is its place counted from the beginning of the loop.
///
/// A push is one comparison and the call's two words: whoever has more to do after a push than that
/// takes the room away, and the next push comes to make_room().
class ReadyQueue {
 public:
  bool empty() const noexcept { return head_ == tail_; }
  std::uint64_t size() const noexcept { return tail_ - head_; }
  /// Of the ring, which grows when it is full.
  std::uint64_t capacity() const noexcept { return ring_ ? mask_ + 1 : 0; }

  /// Ticket of the call that was popped last, and of the one that was pushed last.
  inspect::Ticket popped() const noexcept { return head_; }
  inspect::Ticket pushed() const noexcept { return tail_; }

  bool has_room() const noexcept { return tail_ < room_end_; }
  void take_room_away() noexcept { room_end_ = 0; }
  /// The loop is about to sleep. Takes the room away; and gives a large ring back if hardly anything has
  /// come since it slept before, so that one burst does not cost its memory for ever.
  void rest() noexcept;
  /// Room for one call and, `for_more`, for as many as there is memory. Throws std::bad_alloc.
  void make_room(bool for_more);

  /// Where the caller puts a call at once: there is room.
  Ready& push() noexcept { return ring_[tail_++ & mask_]; }

  /// The call, until something is pushed.
  Ready& pop() noexcept { return ring_[head_++ & mask_]; }

  /// The call with this ticket, which is in the queue.
  Ready& at(inspect::Ticket ticket) noexcept { return ring_[(ticket - 1) & mask_]; }

  /// Fetches the object of a call that comes soon into the cache; in a long queue it has left it. To
  /// fetch what is no address, because the word is the callable itself, does nothing.
  void prefetch() const noexcept {
    constexpr std::uint64_t ahead = 4;
    if (size() <= ahead) return;
    const void* object;
    std::memcpy(&object, &peek(ahead).word, sizeof(object));
    __builtin_prefetch(object, 1);
  }

  /// The call `ahead` places behind the next one; `ahead` < size().
  const Ready& peek(std::uint64_t ahead) const noexcept { return ring_[(head_ + ahead) & mask_]; }

 private:
  LargeArray<Ready> ring_;
  std::uint64_t mask_ = 0;
  std::uint64_t head_ = 0;
  std::uint64_t tail_ = 0;
  std::uint64_t room_end_ = 0;  // see has_room()
  std::uint64_t tail_at_rest_ = 0;
};

}  // namespace loopscope::detail
