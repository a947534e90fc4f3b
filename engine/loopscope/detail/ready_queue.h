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

/// The calls that are ready, first in, first out, in one ring of two words a call; and how many of them the
/// iteration in progress has left. No allocation, no atomics. A call's ticket is its place counted from the
/// beginning of the loop.
///
///     begin ··· head ▶ calls of this iteration ▶ iteration's end ▶ calls of the next ▶ tail ··· end
///
/// All are pointers, so that a push is one comparison, the call's two words and a step of the tail, and to
/// take a call is a step of the head. Where the ring turns over, from its end to its beginning, neither looks:
/// the tail finds no room there, and the head finds that what is left does not lie in one piece. Whoever has
/// more to do after a push than that takes the room away too, and the next push comes to make_room().
class ReadyQueue {
 public:
  bool empty() const noexcept { return head_ == tail_; }
  std::uint64_t size() const noexcept { return places_to(tail_); }
  /// Of the ring, which grows when it is full.
  std::uint64_t capacity() const noexcept { return static_cast<std::uint64_t>(end_ - ring_.get()); }

  /// Ticket of the call that was popped last, and of the one that was pushed last.
  inspect::Ticket popped() const noexcept {
    return turned_over_ + static_cast<std::uint64_t>(head_ - ring_.get());
  }
  inspect::Ticket pushed() const noexcept { return popped() + size(); }

  bool has_room() const noexcept { return tail_ < room_end_; }
  void take_room_away() noexcept { room_end_ = ring_.get(); }
  /// The loop is about to sleep. Takes the room away; and gives a large ring back if hardly anything has
  /// come since it slept before, so that one burst does not cost its memory for ever.
  void rest() noexcept;
  /// Room for one call and, `for_more`, for as many as there is memory. Throws std::bad_alloc.
  void make_room(bool for_more);

  /// Where the caller puts a call at once: there is room.
  Ready& push() noexcept { return *tail_++; }

  /// The call, until something is pushed. There is one.
  Ready& pop() noexcept {
    if (head_ == end_) [[unlikely]]
      turn_over();
    return pop_at_hand();
  }
  Ready& pop_at_hand() noexcept { return *head_++; }

  // The iteration: the calls that were in the queue as it began. Of none in progress nothing is left.

  void begin_iteration() noexcept { iteration_end_ = tail_; }
  void end_iteration() noexcept { iteration_end_ = head_; }
  bool in_iteration() const noexcept { return head_ != iteration_end_; }
  /// In one piece: pop_at_hand() may take what is left of the iteration.
  bool iteration_at_hand() const noexcept { return head_ < iteration_end_; }
  /// In one piece: an iteration that begins now is at hand, and has a call. There is none in progress, or
  /// it does not lie in one piece.
  bool next_iteration_at_hand() const noexcept { return head_ < tail_; }

  /// The call with this ticket, which is in the queue.
  Ready& at(inspect::Ticket ticket) noexcept { return *place(ticket - popped() - 1); }
  /// The call `ahead` places behind the next one; `ahead` < size().
  const Ready& peek(std::uint64_t ahead) const noexcept { return *place(ahead); }

  // Fetch the object of a call that comes soon into the cache; in a long queue it has left it. To fetch what
  // is no address, because the word is the callable itself, does nothing. Inlined always: to GCC a function that
  // only prefetches has no effect, and it leaves out calls of it.

  [[gnu::always_inline]] void prefetch() const noexcept {
    if (size() > look_ahead) prefetch(peek(look_ahead));
  }
  [[gnu::always_inline]] void prefetch_at_hand() const noexcept {
    if (iteration_end_ - head_ > look_ahead) prefetch(head_[look_ahead]);
  }

 private:
  static constexpr int look_ahead = 4;

  [[gnu::always_inline]] static void prefetch(const Ready& call) noexcept {
    const void* object;
    std::memcpy(&object, &call.word, sizeof(object));
    __builtin_prefetch(object, 1);
  }
  /// From the head, through the ring.
  std::uint64_t places_to(const Ready* place) const noexcept {
    return static_cast<std::uint64_t>(place - head_) + (place < head_ ? capacity() : 0);
  }
  Ready* place(std::uint64_t ahead) const noexcept {
    const auto to_end = static_cast<std::uint64_t>(end_ - head_);
    return ahead < to_end ? head_ + ahead : ring_.get() + (ahead - to_end);
  }
  void turn_over() noexcept;
  void grow();

  Ready* tail_ = nullptr;
  const Ready* room_end_ = nullptr;  // see has_room()
  Ready* head_ = nullptr;
  Ready* iteration_end_ = nullptr;
  LargeArray<Ready> ring_;
  Ready* end_ = nullptr;
  inspect::Ticket turned_over_ = 0;  // popped() when head_ was at the ring's beginning
  inspect::Ticket pushed_at_rest_ = 0;
};

}  // namespace loopscope::detail
