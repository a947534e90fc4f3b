// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

namespace loopscope {

/// Releases a lock or semaphore when it goes: `auto guard = co_await lock.scoped();`. Move-only; a
/// moved-from one releases nothing.
template <class Lockable>
class [[nodiscard]] Guard {
 public:
  explicit Guard(Lockable& owned) noexcept : owned_(&owned) {}
  Guard(Guard&& other) noexcept : owned_(std::exchange(other.owned_, nullptr)) {}
  Guard& operator=(Guard other) noexcept {
    std::swap(owned_, other.owned_);
    return *this;
  }
  ~Guard() {
    if (owned_) owned_->release();
  }

  /// Releases now.
  void release() {
    if (Lockable* owned = std::exchange(owned_, nullptr)) owned->release();
  }

 private:
  Lockable* owned_;
};

}  // namespace loopscope
