// SPDX-License-Identifier: MIT
#include <loopscope/detail/ready_queue.h>

#include <utility>

namespace loopscope::detail {

void ReadyQueue::make_room(bool for_more) {
  constexpr std::size_t first_size = 256 * sizeof(Ready);
  if (size() == capacity()) {
    const std::size_t bytes = ring_ ? grown(capacity() * sizeof(Ready)) : first_size;
    const std::uint64_t mask = bytes / sizeof(Ready) - 1;
    LargeArray<Ready> ring = make_large_array<Ready>(mask + 1);
    for (std::uint64_t place = head_; place != tail_; ++place)
      ring_[place & mask_].move_to(ring[place & mask]);
    ring_ = std::move(ring);
    mask_ = mask;
  }
  room_end_ = for_more ? head_ + capacity() : 0;
}

void ReadyQueue::rest() noexcept {
  room_end_ = 0;
  const std::uint64_t came = tail_ - std::exchange(tail_at_rest_, tail_);
  const bool large = capacity() * sizeof(Ready) >= huge_page;
  if (!large || !empty() || came > capacity() / 8) return;
  ring_.reset();
  mask_ = 0;
}

}  // namespace loopscope::detail
