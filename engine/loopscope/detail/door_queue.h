// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>

#include <loopscope/detail/call.h>

namespace loopscope::detail {

/// Calls posted by any thread for one: a stack that producers push to with a compare-exchange and the
/// consumer takes whole with one exchange, then reverses. First in, first out for each producer; no
/// node is ever taken off singly, so there is no ABA problem.
class DoorQueue {
 public:
  DoorQueue() = default;
  DoorQueue(const DoorQueue&) = delete;
  DoorQueue& operator=(const DoorQueue&) = delete;
  ~DoorQueue() {
    for (Call* call = take_all(); call;) {
      Call* next = call->next;
      call->release();
      call = next;
    }
  }

  /// Any thread. Takes over the caller's reference.
  /// seq_cst: with LoopCore::asleep this is the classic pair "write mine, then read theirs"; the
  /// producer must not read `asleep` before its push is visible.
  void push(Call* call) noexcept {
    Call* top = top_.load(std::memory_order_relaxed);
    do {
      call->next = top;
    } while (!top_.compare_exchange_weak(top, call, std::memory_order_seq_cst,
                                         std::memory_order_relaxed));
  }

  /// Consumer. seq_cst: read after `asleep` was written, see push().
  bool empty() const noexcept { return top_.load(std::memory_order_seq_cst) == nullptr; }

  /// Consumer. The whole list in order of posting; the caller owns the references.
  Call* take_all() noexcept {
    // The cheap look first: most iterations find nothing. Acquire: the calls' contents.
    if (!top_.load(std::memory_order_relaxed)) return nullptr;
    Call* newest = top_.exchange(nullptr, std::memory_order_acquire);
    Call* oldest = nullptr;
    while (newest) {
      Call* next = newest->next;
      newest->next = oldest;
      oldest = newest;
      newest = next;
    }
    return oldest;
  }

 private:
  std::atomic<Call*> top_{nullptr};
};

}  // namespace loopscope::detail
