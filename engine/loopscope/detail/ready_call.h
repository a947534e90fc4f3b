// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <cstring>
#include <functional>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

#include <loopscope/detail/block_cache.h>
#include <loopscope/detail/callable.h>
#include <loopscope/detail/ready_queue.h>

namespace loopscope::detail {

/// What call_soon puts into the ready queue: a callable that nobody knows but the queue. One that is as
/// small as a pointer and can be copied byte by byte, as a lambda that captures `this`, is itself the
/// word that the queue keeps for an object; any other lies in a block of its own size. It is known to
/// its Handle by its ticket, so that it needs no count and no state.
template <class F>
class ReadyCall {
 public:
  template <class G>
  static Ready make(G&& callable) {
    if constexpr (in_place) {
      const F copy(std::forward<G>(callable));
      void* word = nullptr;
      std::memcpy(&word, &copy, sizeof(F));
      return {&kind, word};
    } else {
      void* block = allocate_block(sizeof(F));
      try {
        return {&kind, new (block) F(std::forward<G>(callable))};
      } catch (...) {
        free_block(block, sizeof(F));
        throw;
      }
    }
  }

 private:
  static_assert(std::invocable<F&>, "a callable without parameters is expected");
  static_assert(alignof(F) <= 16, "callables of more than 16 bytes alignment are not supported");
  // What is not larger than a pointer needs no larger alignment.
  static constexpr bool in_place = sizeof(F) <= sizeof(void*) && std::is_trivially_copyable_v<F>;

  /// The callable behind the queue's word. Copied byte by byte: only so may bytes become an F.
  class Place {
   public:
    explicit Place(const void* word) noexcept { std::memcpy(bytes_, &word, sizeof(word)); }
    F& operator*() noexcept {
      if constexpr (in_place)
        return *std::launder(reinterpret_cast<F*>(bytes_));
      else
        return **std::launder(reinterpret_cast<F**>(bytes_));
    }

   private:
    alignas(void*) std::byte bytes_[sizeof(void*)];
  };

  static void run(LoopCore& core, void* object) {
    Place callable(object);
    const Drop drop_at_end{object};
    try {
      std::invoke(*callable);
    } catch (...) {
      callable_failed(core, callable_name(*callable));
    }
  }
  static void drop(void* object) noexcept {
    if constexpr (!in_place) {
      std::destroy_at(static_cast<F*>(object));
      free_block(object, sizeof(F));
    }
  }
  struct Drop {
    void* object;
    ~Drop() { drop(object); }
  };
  static CallInfo info(const void* object) {
    return {.kind = inspect::CallKind::call, .what = callable_name(*Place(object))};
  }

  static constexpr ReadyKind kind{&run, &drop, &info};
};

/// Stands where a call was until it was cancelled.
extern const ReadyKind cancelled_kind;

}  // namespace loopscope::detail
