// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <loopscope/detail/cache_line.h>
#include <loopscope/detail/large_array.h>
#include <loopscope/inspect/record.h>

namespace loopscope::inspect {

/// Records on their way from one writing thread to one reading thread: a ring of slots, neither
/// locked nor grown. A full ring has no room, and the writer goes on without waiting.
///
///     head ── read next          tail ── visible up to here     write ── being written
///       │  … published records …   │   … a unit in the making …   │        free slots
///
/// A text is a record followed by its bytes in whole slots. The writer publishes it together with
/// the record that needs it, so the reader never sees half a text.
class Journal {
 public:
  static constexpr std::size_t default_capacity = 65'536;

  /// The capacity in slots is rounded up to a power of two, and at least 64.
  explicit Journal(std::size_t capacity = default_capacity);
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  std::size_t capacity() const noexcept { return mask_ + 1; }

  /// Slots that a text of so many bytes takes behind its record.
  static constexpr std::size_t slots_for(std::size_t bytes) noexcept {
    return (bytes + sizeof(Record) - 1) / sizeof(Record);
  }

  // --- the writer

  /// Room for so many slots. (That word itself would be a macro where Qt is included.)
  bool has_room(std::size_t count) noexcept {
    if (write_ + count - known_head_ <= capacity()) return true;
    // Acquire, with the release in read(): the reader has copied the slots before they are reused.
    known_head_ = head_.load(std::memory_order_acquire);
    return write_ + count - known_head_ <= capacity();
  }

  /// The next slot, not yet visible to the reader. There must be room. The reader's processor had the
  /// slots last: those ahead are asked for early, each with both lines that it may lie on.
  Record& append() noexcept {
    const Record* ahead = &ring_[(write_ + slots_ahead) & mask_];
    detail::prefetch_to_write(ahead);
    detail::prefetch_to_write(&ahead->text2);
    return ring_[write_++ & mask_];
  }

  /// The same, for the bytes of a text.
  void append_bytes(std::string_view bytes) noexcept;

  /// Release: the reader that sees the new tail sees what the slots hold.
  void publish() noexcept { tail_.store(write_, std::memory_order_release); }

  /// Takes back what was appended since publish(). Relaxed: the writer reads its own writing.
  void roll_back() noexcept { write_ = tail_.load(std::memory_order_relaxed); }

  // --- the reader

  /// Appends about `limit` slots to `into`, more only to complete a text. Returns how many.
  std::size_t read(std::vector<Record>& into, std::size_t limit);

  /// Slots that wait to be read; for any thread, of the moment. Head first: it never overtakes tail.
  std::size_t waiting() const noexcept {
    const std::uint64_t head = head_.load(std::memory_order_acquire);
    return static_cast<std::size_t>(tail_.load(std::memory_order_acquire) - head);
  }

 private:
  static constexpr std::size_t slots_ahead = 16;

  std::size_t mask_;
  detail::LargeArray<Record> ring_;

  // Each side writes to a cache line of its own.
  alignas(detail::cache_line) std::uint64_t write_ = 0;
  std::uint64_t known_head_ = 0;  // where the reader was when the ring last looked full
  std::atomic<std::uint64_t> tail_{0};
  alignas(detail::cache_line) std::atomic<std::uint64_t> head_{0};
};

}  // namespace loopscope::inspect
