// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

#include <loopscope/detail/loop_core.h>
#include <loopscope/detail/ref.h>

namespace loopscope::detail {

/// Work on another thread that will come back to a loop, from construction to destruction, on any
/// thread: a virtual clock stands still meanwhile. Move-only.
class OutsideWork {
 public:
  OutsideWork() = default;
  explicit OutsideWork(LoopCore& core) : core_(&core) { core_->outside_work_begins(); }
  OutsideWork(OutsideWork&& other) noexcept = default;
  OutsideWork& operator=(OutsideWork&&) = delete;
  OutsideWork(const OutsideWork&) = delete;
  OutsideWork& operator=(const OutsideWork&) = delete;
  ~OutsideWork() {
    if (core_) core_->outside_work_ends();
  }

  /// The loop for which the calling thread runs a job just now, or null.
  static LoopCore* of_this_thread() noexcept { return current(); }

  /// Makes the calling thread run a job of the loop, in a scope.
  class Scope {
   public:
    explicit Scope(LoopCore* core) noexcept : previous_(std::exchange(current(), core)) {}
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    ~Scope() { current() = previous_; }

   private:
    LoopCore* previous_;
  };

 private:
  static LoopCore*& current() noexcept {
    static constinit thread_local LoopCore* core = nullptr;
    return core;
  }

  Ref<LoopCore> core_;
};

}  // namespace loopscope::detail
