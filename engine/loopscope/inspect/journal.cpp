// SPDX-License-Identifier: MIT
#include <loopscope/inspect/journal.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace loopscope::inspect {
namespace {

constexpr std::size_t least_capacity = 64;

}  // namespace

Journal::Journal(std::size_t capacity)
    : mask_(std::bit_ceil(std::max(capacity, least_capacity)) - 1),
      ring_(detail::make_large_array<Record>(mask_ + 1)) {}

void Journal::append_bytes(std::string_view bytes) noexcept {
  while (!bytes.empty()) {
    Record& slot = append();
    const std::size_t length = std::min(bytes.size(), sizeof(Record));
    std::memcpy(static_cast<void*>(&slot), bytes.data(), length);
    bytes.remove_prefix(length);
  }
}

std::size_t Journal::read(std::vector<Record>& into, std::size_t limit) {
  // Relaxed: only this thread moves the head. Acquire: see publish().
  const std::uint64_t head = head_.load(std::memory_order_relaxed);
  const std::uint64_t tail = tail_.load(std::memory_order_acquire);
  std::uint64_t end = head;
  while (end != tail && end - head < limit) {
    const Record& record = ring_[end & mask_];
    end += 1 + (record.kind == RecordKind::text ? slots_for(record.value) : 0);
  }
  // Two pieces where the ring wraps.
  const auto count = static_cast<std::size_t>(end - head);
  const auto first = static_cast<std::size_t>(head & mask_);
  const std::size_t straight = std::min(count, capacity() - first);
  into.insert(into.end(), &ring_[first], &ring_[first] + straight);
  into.insert(into.end(), &ring_[0], &ring_[0] + (count - straight));
  // Release: the slots are copied before the writer may use them again.
  head_.store(end, std::memory_order_release);
  return count;
}

}  // namespace loopscope::inspect
