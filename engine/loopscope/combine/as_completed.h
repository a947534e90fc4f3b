// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <ranges>
#include <unordered_map>
#include <utility>
#include <vector>

#include <loopscope/combine/ensure_future.h>
#include <loopscope/detail/gathering.h>
#include <loopscope/sync/queue.h>

namespace loopscope {

/// Futures in the order in which they end: see as_completed(). F is Future<T> or Task<T>. A handle;
/// may be left at any time and taken up again.
template <class F>
class AsCompleted {
 public:
  using T = typename F::Value;

  /// See as_completed().
  explicit AsCompleted(const std::vector<F>& futures, std::optional<AnyDuration> timeout)
      : state_(std::make_shared<State>()) {
    require_one_loop(futures);
    if (timeout) get_running_loop();  // throws before anything is added
    state_->progress->state = state_;
    for (const F& future : futures) {
      const auto [added, is_new] = state_->todo.try_emplace(future.id(), Todo{future});
      if (!is_new) continue;
      const auto completed = [progress = state_->progress](const F& done) {
        progress->completed(done);
      };
      added->second.token = future.add_done_callback(named("as_completed", completed));
    }
    state_->left = state_->progress->pending = state_->todo.size();
    if (!timeout || state_->left == 0) return;
    const auto time_is_over = [state = state_] { state->time_is_over(); };
    state_->progress->timer =
        get_running_loop().call_later(*timeout, named("as_completed: timeout", time_is_over));
  }

  /// How many have not been asked for yet.
  std::size_t left() const noexcept { return state_->left; }
  bool done() const noexcept { return left() == 0; }

  /// The next future that ends (the form of `async for`). Throws TimeoutError when time is over, and
  /// RuntimeError when none is left.
  Coro<F> next() const {
    take_one();
    return wait_for_one(state_);
  }

  /// The result of the next that ends, or its exception (the form of `for`). Several may be awaited at
  /// once, in any order: the first to be awaited gets the first result.
  Coro<T> next_result() const {
    take_one();
    return result_of_one(state_);
  }

 private:
  struct Todo {
    F future;
    CallbackToken token{};
  };

  struct State;

  /// What the callbacks of the futures own, so that it goes on when nobody iterates any more. It does
  /// not own the futures.
  struct Progress {
    const detail::Exhibit whole{"as_completed"};
    Queue<std::optional<F>> ended{detail::PartOf{whole}};
    std::size_t pending = 0;
    TimerHandle timer;
    std::weak_ptr<State> state;

    void completed(const F& future) {
      if (pending == 0) return;  // the timeout was first
      if (const auto known = state.lock()) known->todo.erase(future.id());
      ended.put_nowait(future);
      if (--pending == 0) timer.cancel();
    }
  };

  /// What handles, and the timer until it fires, own.
  struct State {
    std::unordered_map<inspect::ObjectId, Todo> todo;
    std::size_t left = 0;
    std::shared_ptr<Progress> progress = std::make_shared<Progress>();

    void time_is_over() {
      progress->pending = 0;
      for (const auto& [id, one] : todo) {
        one.future.remove_done_callback(one.token);
        progress->ended.put_nowait(std::nullopt);
      }
      todo.clear();
    }
  };

  /// asyncio: ensure_future(future, loop=loop). Outside of a running loop, that of the first is meant.
  static void require_one_loop(const std::vector<F>& futures) {
    const std::vector<AnyFuture> untyped(futures.begin(), futures.end());
    if (!untyped.empty()) detail::require_loop(detail::common_loop(untyped));
  }

  void take_one() const {
    if (state_->left == 0) throw RuntimeError("as_completed: every future has been asked for");
    --state_->left;
  }

  static Coro<F> wait_for_one(std::shared_ptr<State> state) {
    std::optional<F> future = co_await state->progress->ended.get();
    if (!future) throw TimeoutError();
    co_return *future;
  }

  static Coro<T> result_of_one(std::shared_ptr<State> state) {
    const F future = co_await wait_for_one(std::move(state));
    if constexpr (std::is_void_v<T>)
      future.result();
    else
      co_return detail::fetch_item<T>(future);
  }

  std::shared_ptr<State> state_;
};

/// Gives awaitables in the order in which they end (asyncio.as_completed). Coroutines become tasks at
/// once; repeated futures count once. After `timeout`, each that is left gives TimeoutError; nothing
/// is cancelled. What ends in iteration k is delivered in k + 2 (W5, W6).
template <std::ranges::input_range Range>
auto as_completed(Range&& awaitables, std::optional<AnyDuration> timeout = std::nullopt) {
  const auto futures = detail::ensure_futures(std::forward<Range>(awaitables));
  using F = typename decltype(futures)::value_type;
  return AsCompleted<F>(futures, timeout);
}

}  // namespace loopscope
