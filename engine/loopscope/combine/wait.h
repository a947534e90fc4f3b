// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <ranges>
#include <unordered_set>
#include <utility>
#include <vector>

#include <loopscope/combine/ensure_future.h>

namespace loopscope {

/// What ends a wait, besides the timeout. A cancelled future is no exception: it does not end
/// first_exception.
enum class ReturnWhen { first_completed, first_exception, all_completed };

struct WaitOptions {
  /// Loop time; zero or less gives the loop one pass, nothing no limit.
  std::optional<AnyDuration> timeout = std::nullopt;
  ReturnWhen return_when = ReturnWhen::all_completed;
};

/// Both in the order of the argument.
template <class F>
struct WaitResult {
  std::vector<F> done;
  std::vector<F> pending;
};

namespace detail {

/// Waits until `enough` of them are done or time is over. Throws ValueError for none.
Coro<void> wait_until(std::vector<AnyFuture> futures, WaitOptions options);

template <class F>
Coro<WaitResult<F>> wait_for_futures(std::vector<F> futures, WaitOptions options) {
  std::vector<AnyFuture> untyped_futures(futures.begin(), futures.end());
  co_await wait_until(std::move(untyped_futures), options);
  WaitResult<F> result;
  for (F& future : futures)
    (future.done() ? result.done : result.pending).push_back(std::move(future));
  co_return result;
}

}  // namespace detail

/// Waits for futures or tasks without fetching results (asyncio.wait): until all are done, or the
/// first, or the first that failed, or the timeout. Neither the timeout nor cancelling the wait cancels
/// them. Always suspends, and resumes two iterations after the cause (W1 to W4). Repeated ones count
/// once. ValueError for none at all. Coroutines are refused at compile time: make tasks of them.
template <std::ranges::input_range Range>
  requires std::derived_from<std::ranges::range_value_t<Range>, AnyFuture>
auto wait(const Range& futures, WaitOptions options = {}) {
  using F = std::ranges::range_value_t<Range>;
  std::vector<F> distinct;
  std::unordered_set<inspect::ObjectId> seen;
  for (const F& future : futures)
    if (seen.insert(future.id()).second) distinct.push_back(future);
  return detail::wait_for_futures(std::move(distinct), options);
}

/// Futures and tasks of different types, for wait({a, b}). (GCC 12 compiles no std::initializer_list in a
/// co_await expression.)
class FutureList {
 public:
  template <std::derived_from<AnyFuture>... F>
    requires(sizeof...(F) > 1)
  FutureList(const F&... futures) : futures_{futures...} {}

  auto begin() const { return futures_.begin(); }
  auto end() const { return futures_.end(); }

 private:
  std::vector<AnyFuture> futures_;
};

/// The same, of different types: `co_await wait({answer, timeout}, {.return_when = …})`.
inline Coro<WaitResult<AnyFuture>> wait(const FutureList& futures, WaitOptions options = {}) {
  std::vector<AnyFuture> all(futures.begin(), futures.end());
  return wait<std::vector<AnyFuture>>(all, options);
}

}  // namespace loopscope
