// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <ranges>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include <loopscope/combine/ensure_future.h>
#include <loopscope/detail/gathering.h>

namespace loopscope {

/// A result or an exception, as a value.
template <class T>
using Outcome = std::variant<Item<T>, std::exception_ptr>;

/// Asks gather for outcomes instead of the first failure.
struct ReturnExceptions {};
inline constexpr ReturnExceptions return_exceptions;

/// Awaits several at once (asyncio.gather): a future of all results, in the order of the arguments.
/// Coroutines become tasks, in order. The first that fails fails the future with the same exception;
/// the others go on (G4). A cancelled one counts as failed with CancelledError (G5). Cancelling the
/// future cancels all that are not done (G8, G9). O(n).
template <Awaitable... A>
  requires(sizeof...(A) > 0)
auto gather(A&&... awaitables) {
  // Braces: the tasks are made from left to right.
  return detail::future_of<A...>(detail::start_gathering<false>(
      std::tuple{detail::as_future(std::forward<A>(awaitables))...}));
}

/// The same for a range of futures, tasks or coroutines: a future of a vector.
template <std::ranges::input_range Range>
  requires Awaitable<std::ranges::range_value_t<Range>>
auto gather(Range&& awaitables) {
  return detail::start_gathering<false>(detail::ensure_futures(std::forward<Range>(awaitables)));
}

/// Ends when all are done; exceptions are values among the results (G6).
template <Awaitable... A>
  requires(sizeof...(A) > 0)
auto gather(ReturnExceptions, A&&... awaitables) {
  // Braces: the tasks are made from left to right.
  return detail::future_of<A...>(
      detail::start_gathering<true>(std::tuple{detail::as_future(std::forward<A>(awaitables))...}));
}
template <std::ranges::input_range Range>
  requires Awaitable<std::ranges::range_value_t<Range>>
auto gather(ReturnExceptions, Range&& awaitables) {
  return detail::start_gathering<true>(detail::ensure_futures(std::forward<Range>(awaitables)));
}

/// Gather into a type of your own: what `make(results)` returns for the vector of results, or of
/// outcomes, is the future's value. `make` is called on the loop's thread, once all are done.
template <std::ranges::input_range Range, class Make>
  requires Awaitable<std::ranges::range_value_t<Range>>
auto gather_as(Range&& awaitables, Make make) {
  return detail::start_gathering<false>(detail::ensure_futures(std::forward<Range>(awaitables)),
                                        std::move(make));
}
template <std::ranges::input_range Range, class Make>
  requires Awaitable<std::ranges::range_value_t<Range>>
auto gather_as(ReturnExceptions, Range&& awaitables, Make make) {
  return detail::start_gathering<true>(detail::ensure_futures(std::forward<Range>(awaitables)),
                                       std::move(make));
}

}  // namespace loopscope
