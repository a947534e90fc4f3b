// SPDX-License-Identifier: MIT
#include <loopscope/detail/ready_queue.h>

namespace loopscope::detail {

void ReadyQueue::grow() {
  constexpr std::size_t first_size = 256 * sizeof(Ready);
  const std::size_t size = capacity_ ? grown(capacity_ * sizeof(Ready)) : first_size;
  const std::uint64_t larger = size / sizeof(Ready);
  LargeArray<Ready> ring = make_large_array<Ready>(larger);
  for (std::uint64_t ticket = head_; ticket != tail_; ++ticket)
    ring[ticket & (larger - 1)] = ring_[ticket & (capacity_ - 1)];
  ring_ = std::move(ring);
  capacity_ = larger;
}

}  // namespace loopscope::detail
