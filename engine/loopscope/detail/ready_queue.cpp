// SPDX-License-Identifier: MIT
#include <loopscope/detail/ready_queue.h>

#include <new>

namespace loopscope::detail {

/// By std::realloc, which moves the pages of a large ring: only the calls whose place changes are copied.
void ReadyQueue::grow() {
  const std::uint64_t larger = capacity_ ? capacity_ * 2 : 256;
  void* ring = std::realloc(ring_.get(), larger * sizeof(Ready));
  if (!ring) throw std::bad_alloc();
  static_cast<void>(ring_.release());
  ring_.reset(static_cast<Ready*>(ring));
  for (std::uint64_t ticket = head_; ticket != tail_; ++ticket)
    if ((ticket & capacity_) != 0) ring_[ticket & (larger - 1)] = ring_[ticket & (capacity_ - 1)];
  capacity_ = larger;
}

}  // namespace loopscope::detail
