// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

#include <loopscope/detail/block_cache.h>
#include <loopscope/detail/callable.h>
#include <loopscope/detail/loop_core.h>

namespace loopscope::detail {

/// What call_soon puts into the ready queue: a callable that nobody knows but the queue. One that is as
/// small as a pointer, as a lambda that captures `this` or a future, lies in the queue itself; any other
/// in a block of its own size. It is known to its Handle by its ticket, so that it needs no count and no
/// state.
template <class F>
class ReadyCall {
 public:
  template <class G>
  static inspect::Ticket schedule(LoopCore& core, G&& callable) {
    if constexpr (in_place) {
      F own(std::forward<G>(callable));
      if (!core.has_room()) [[unlikely]]
        return schedule_slowly(core, std::move(own));
      Ready& place = core.next_place();
      place.kind = &kind;
      new (&place.word) F(std::move(own));
      return core.ready().pushed();
    } else {
      void* block = allocate_block(sizeof(F));
      try {
        new (block) F(std::forward<G>(callable));
      } catch (...) {
        free_block(block, sizeof(F));
        throw;
      }
      return core.call_soon(&kind, block);
    }
  }

 private:
  static_assert(std::invocable<F&>, "a callable without parameters is expected");
  static_assert(alignof(F) <= 16, "callables of more than 16 bytes alignment are not supported");
  // What is not larger than a pointer needs no larger alignment.
  static constexpr bool in_place =
      sizeof(F) <= sizeof(ReadyWord) && std::is_nothrow_move_constructible_v<F>;

  [[gnu::cold]] static inspect::Ticket schedule_slowly(LoopCore& core, F&& callable) {
    Ready call{&kind, {}};
    new (&call.word) F(std::move(callable));
    return core.call_soon(call, 0);
  }

  static F& in(ReadyWord& word) noexcept {
    if constexpr (in_place)
      return *std::launder(reinterpret_cast<F*>(&word));
    else
      return *static_cast<F*>(word.object);
  }

  static void run(ReadyWord& word) {
    if constexpr (in_place) {
      F own(std::move(in(word)));
      std::destroy_at(&in(word));
      call(own);
    } else {
      const struct Own {
        F* callable;
        ~Own() { free(callable); }
      } own{static_cast<F*>(word.object)};
      call(*own.callable);
    }
  }
  static void call(F& callable) {
    try {
      std::invoke(callable);
    } catch (...) {
      callable_failed(callable_name(callable));
    }
  }
  static void free(F* callable) noexcept {
    std::destroy_at(callable);
    free_block(callable, sizeof(F));
  }
  static void drop(ReadyWord& word) noexcept {
    if constexpr (in_place)
      std::destroy_at(&in(word));
    else
      free(&in(word));
  }
  static CallInfo info(const ReadyWord& word) {
    return {.kind = inspect::CallKind::call,
            .what = callable_name(in(const_cast<ReadyWord&>(word)))};
  }
  static void move(ReadyWord& from, ReadyWord& to) noexcept {
    new (&to) F(std::move(in(from)));
    std::destroy_at(&in(from));
  }

  static constexpr ReadyKind kind{&run, &drop, &info,
                                  in_place && !std::is_trivially_copyable_v<F> ? &move : nullptr};
};

/// Stands where a call was until it was cancelled.
extern const ReadyKind cancelled_kind;

}  // namespace loopscope::detail
