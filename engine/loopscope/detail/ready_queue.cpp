// SPDX-License-Identifier: MIT
#include <loopscope/detail/ready_queue.h>

#include <utility>

namespace loopscope::detail {

/// The head goes on at the ring's beginning, and whatever stands where it does.
void ReadyQueue::turn_over() noexcept {
  turned_over_ = popped();
  if (tail_ == head_) tail_ = ring_.get();
  if (iteration_end_ == head_) iteration_end_ = ring_.get();
  head_ = ring_.get();
}

void ReadyQueue::make_room(bool for_more) {
  if (head_ == end_) turn_over();
  // Behind the head one place stays free: where both are at the same place, the queue is empty.
  if (tail_ == end_ && head_ - ring_.get() > 1) tail_ = ring_.get();
  if (tail_ == (tail_ < head_ ? head_ - 1 : end_)) grow();
  const Ready* const room_end = tail_ < head_ ? head_ - 1 : end_;
  room_end_ = for_more ? room_end : ring_.get();
}

void ReadyQueue::grow() {
  constexpr std::size_t first_size = 256 * sizeof(Ready);
  const std::size_t bytes = ring_ ? grown(capacity() * sizeof(Ready)) : first_size;
  const std::uint64_t places = bytes / sizeof(Ready);
  LargeArray<Ready> ring = make_large_array<Ready>(places);
  const std::uint64_t calls = size();
  for (std::uint64_t call = 0; call < calls; ++call) place(call)->move_to(ring[call]);
  turned_over_ = popped();
  tail_ = &ring[calls];
  iteration_end_ = &ring[places_to(iteration_end_)];
  head_ = ring.get();
  end_ = &ring[places];
  ring_ = std::move(ring);
}

void ReadyQueue::rest() noexcept {
  const inspect::Ticket came = pushed() - std::exchange(pushed_at_rest_, pushed());
  const bool large = capacity() * sizeof(Ready) >= huge_page;
  if (large && empty() && came <= capacity() / 8) {
    turned_over_ = popped();
    ring_.reset();
    tail_ = head_ = iteration_end_ = end_ = nullptr;
  }
  take_room_away();
}

}  // namespace loopscope::detail
