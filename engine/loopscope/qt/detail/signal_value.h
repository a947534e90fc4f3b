// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include <loopscope/future.h>

namespace loopscope::qt::detail {

/// Q_OBJECT's QPrivateSignal, the last argument of signals that only their class may emit. It is
/// private, so it can only be known by its name.
template <class T>
constexpr bool is_private_signal() {
  return std::is_empty_v<T> &&
         std::string_view(__PRETTY_FUNCTION__).find("::QPrivateSignal") != std::string_view::npos;
}

template <class T>
auto public_argument(const T& argument) {
  if constexpr (is_private_signal<T>())
    return std::tuple<>();
  else
    return std::tuple<T>(argument);
}

/// Copies of a signal's arguments, without a QPrivateSignal.
template <class... Args>
auto public_arguments(const Args&... args) {
  return std::tuple_cat(public_argument(args)...);
}

template <class Arguments>
struct ValueOf {
  using type = Arguments;
};
template <>
struct ValueOf<std::tuple<>> {
  using type = void;
};
template <class T>
struct ValueOf<std::tuple<T>> {
  using type = T;
};

template <class... Args>
using SignalValue = typename ValueOf<decltype(public_arguments(
    std::declval<const std::decay_t<Args>&>()...))>::type;

template <class Value, class... Args>
void set_signal_result(const Future<Value>& future, std::tuple<Args...>&& values) {
  if constexpr (sizeof...(Args) == 0)
    future.set_result();
  else if constexpr (sizeof...(Args) == 1)
    future.set_result(std::get<0>(std::move(values)));
  else
    future.set_result(std::move(values));
}

}  // namespace loopscope::qt::detail
