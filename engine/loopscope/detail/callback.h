// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>

#include <loopscope/detail/block_cache.h>
#include <loopscope/detail/call.h>
#include <loopscope/detail/future_state.h>

namespace loopscope::detail {

class Callback;

struct DestroyCallback {
  void operator()(Callback* callback) const noexcept;
};

/// A done-callback: waits in its future's list, then runs once from the ready queue, holding the
/// future while it is queued. One block of 32 bytes and the callable.
class Callback : public Waiter {
 public:
  /// What differs by callable.
  struct Kind : ReadyKind {
    void (*invoke)(Callback& callback);
    void (*destroy)(Callback* callback) noexcept;
    std::string_view (*name)(const Callback& callback) noexcept;
  };
  using Owner = std::unique_ptr<Callback, DestroyCallback>;

  Callback(const Kind& callback_kind, std::uint64_t token) noexcept
      : Waiter(Waiter::Kind::callback), kind(&callback_kind), number(token) {}
  Callback(const Callback&) = delete;
  Callback& operator=(const Callback&) = delete;

  std::string_view name() const noexcept { return kind->name(*this); }

  /// Called when it goes from the future's list, which does not own the future, to the queue.
  void hold(FutureState& future) noexcept {
    future.add_ref();
    held = &future;
  }

  const Kind* const kind;
  const std::uint64_t number;

 protected:
  ~Callback() = default;

  // Of a ReadyKind.
  static void run(ReadyWord& word);
  static void drop(ReadyWord& word) noexcept;
  static CallInfo info(const ReadyWord& word);
};

static_assert(sizeof(Callback) == 32);

inline void DestroyCallback::operator()(Callback* callback) const noexcept {
  callback->kind->destroy(callback);
}

/// `Handle` is the Future<T> or Task<T> that the callable is called with.
template <class F, class FutureHandle>
class CallbackOf final : public Callback {
 public:
  static Callback* make(std::uint64_t token, F callable) {
    return new (allocate_block(sizeof(CallbackOf))) CallbackOf(token, std::move(callable));
  }

 private:
  CallbackOf(std::uint64_t token, F callable) noexcept(std::is_nothrow_move_constructible_v<F>)
      : Callback(its_kind, token), callable_(std::move(callable)) {}

  static CallbackOf& self(Callback& callback) noexcept {
    return static_cast<CallbackOf&>(callback);
  }
  static void invoke(Callback& callback) {
    F& callable = self(callback).callable_;
    if constexpr (std::invocable<F&, FutureHandle>)
      std::invoke(callable, FutureHandle::share(*callback.held));
    else
      std::invoke(callable);
  }
  static void destroy(Callback* callback) noexcept {
    std::destroy_at(&self(*callback));
    free_block(callback, sizeof(CallbackOf));
  }
  static std::string_view name(const Callback& callback) noexcept {
    return callable_name(static_cast<const CallbackOf&>(callback).callable_);
  }
  static constexpr Kind its_kind{{&run, &drop, &info}, &invoke, &destroy, &name};

  [[no_unique_address]] F callable_;
};

}  // namespace loopscope::detail
