// SPDX-License-Identifier: MIT
#include <loopscope/detail/ready_queue.h>

namespace loopscope::detail {

void ReadyQueue::grow() {
  const std::uint64_t larger = capacity_ ? capacity_ * 2 : 256;
  auto ring = std::make_unique_for_overwrite<Ready[]>(larger);
  for (std::uint64_t place = head_; place != tail_; ++place)
    ring[place & (larger - 1)] = ring_[place & (capacity_ - 1)];
  ring_ = std::move(ring);
  capacity_ = larger;
}

}  // namespace loopscope::detail
