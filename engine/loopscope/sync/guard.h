// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <utility>

namespace loopscope {
namespace detail {

/// A guard went whose lock is not held: logs the misuse. Says nothing when no loop runs here: then
/// tasks are torn down with their loop, and one that waited for a condition did not hold its lock.
void guard_without_lock(const std::exception& error) noexcept;

}  // namespace detail

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
    try {
      release();
    } catch (const std::exception& error) {
      detail::guard_without_lock(error);
    }
  }

  /// Releases now. Throws what the lock's release() throws.
  void release() {
    if (Lockable* owned = std::exchange(owned_, nullptr)) owned->release();
  }

 private:
  Lockable* owned_;
};

}  // namespace loopscope
