// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <exception>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include <loopscope/combine/ensure_future.h>
#include <loopscope/combine/wait.h>

namespace loopscope {
namespace detail {

/// Waits until one of them is done; cancels the others, also when the wait is cancelled, and waits until they have
/// ended. Gives the place of the first that is done, in the order of the arguments.
Coro<std::size_t> wait_for_first(std::vector<AnyFuture> futures);

/// The result of the future in that place, in the variant's same place.
template <class Result, class Futures, std::size_t... I>
Result result_in_place(const Futures& futures, std::size_t place, std::index_sequence<I...>) {
  using Fetch = Result (*)(const Futures&);
  static constexpr std::array<Fetch, sizeof...(I)> fetch{[](const Futures& from) {
    return Result(std::in_place_index<I>, fetch_item(std::get<I>(from)));
  }...};
  return fetch[place](futures);
}

template <class... F>
Coro<std::variant<Item<typename F::Value>...>> first_of_futures(std::tuple<F...> futures) {
  using Result = std::variant<Item<typename F::Value>...>;
  std::vector<AnyFuture> untyped_futures =
      std::apply([](const auto&... each) { return std::vector<AnyFuture>{each...}; }, futures);
  const std::size_t place = co_await wait_for_first(std::move(untyped_futures));
  co_return result_in_place<Result>(futures, place, std::index_sequence_for<F...>());
}

}  // namespace detail

/// Awaits the first of several awaitables of different types: its result, in a std::variant whose index() says
/// which it was (std::monostate for void), or its exception. Coroutines become tasks. The others are cancelled
/// and awaited; their errors do not count. Of those that are done at once, the first in the order of the arguments
/// counts. Cancelling the wait cancels all.
///
///     const auto end = co_await first_of(signal(process, &QProcess::finished),
///                                        signal(process, &QProcess::errorOccurred));
template <Awaitable... A>
  requires(sizeof...(A) > 0)
auto first_of(A&&... awaitables) {
  // Braces: the tasks are made from left to right.
  return detail::first_of_futures(std::tuple{detail::as_future(std::forward<A>(awaitables))...});
}

}  // namespace loopscope
