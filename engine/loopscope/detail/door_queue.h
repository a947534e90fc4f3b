// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <mutex>
#include <thread>

#include <loopscope/detail/cache_line.h>
#include <loopscope/detail/call.h>

namespace loopscope::detail {

/// Calls posted by any thread for one: a linked list with one exchange for each push, and a
/// consumer that takes calls singly, so that it may stop at any time (Vyukov's queue):
///
///     next to take ──next──▶ … ──next──▶ newest      a placeholder stands in when there is no call
///
/// First in, first out for each producer. Between the two steps of a push, the list is cut: the
/// consumer then finds nothing behind the cut, but knows that the queue is not empty.
class DoorQueue {
 public:
  DoorQueue() = default;
  DoorQueue(const DoorQueue&) = delete;
  DoorQueue& operator=(const DoorQueue&) = delete;
  ~DoorQueue() { drop_all(); }

  /// Any thread. Takes over the caller's reference.
  void push(PostedCall* call) noexcept { append(call); }

  /// Consumer. True: no push has begun. seq_cst: see append().
  bool empty() const noexcept {
    return newest_.load(std::memory_order_seq_cst) == &placeholder_ && oldest_ == &placeholder_;
  }

  /// Consumer. A quick look: true when there is nothing, or only what has just begun to come.
  bool looks_empty() const noexcept {
    if (oldest_ != &placeholder_) [[unlikely]]
      return false;
    return !placeholder_.next.load(std::memory_order_relaxed);
  }

  /// Consumer. The oldest call, whose reference the caller then owns; null when none can be taken
  /// now.
  PostedCall* pop() noexcept {
    DoorNode* node = oldest_;
    // Acquire, with the release in append(): the call's contents.
    DoorNode* next = node->next.load(std::memory_order_acquire);
    if (node == &placeholder_) {
      if (!next) return nullptr;
      node = oldest_ = next;
      next = node->next.load(std::memory_order_acquire);
    }
    if (!next) {
      if (newest_.load(std::memory_order_relaxed) != node) return nullptr;  // cut
      append(&placeholder_);
      next = node->next.load(std::memory_order_acquire);
      if (!next) return nullptr;  // cut, just now
    }
    oldest_ = next;
    return static_cast<PostedCall*>(node);
  }

  /// Any thread, once no consumer will come: cancels what is left, so that no handle takes it for
  /// waiting.
  void drop_all() noexcept {
    const std::lock_guard guard(dropping_);
    // By empty(), whose order with LoopCore::is_closed() counts: a producer has either begun its push
    // before this looks, or sees that the loop is closed, and comes here.
    while (!empty()) {
      if (PostedCall* call = pop()) {
        call->cancel();
        call->release();
      } else {
        std::this_thread::yield();  // cut: a producer is between its two steps
      }
    }
  }

 private:
  // seq_cst on the exchange: with LoopCore::asleep_ this is the classic pair "write mine, then read
  // theirs"; a producer must not read `asleep_` before its push can be seen.
  void append(DoorNode* node) noexcept {
    node->next.store(nullptr, std::memory_order_relaxed);
    DoorNode* previous = newest_.exchange(node, std::memory_order_seq_cst);
    previous->next.store(node, std::memory_order_release);
  }

  // On two cache lines: what producers write, and what the consumer writes or looks at again and again.
  alignas(cache_line) std::atomic<DoorNode*> newest_{&placeholder_};
  alignas(cache_line) DoorNode* oldest_ = &placeholder_;
  DoorNode placeholder_;
  std::mutex dropping_;  // makes whoever calls drop_all() the consumer
};

}  // namespace loopscope::detail
