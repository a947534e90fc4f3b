// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <tuple>
#include <type_traits>
#include <utility>

namespace loopscope::detail {

template <class T>
struct IsCopyable : std::bool_constant<std::copy_constructible<T>> {};

// The standard's containers say yes whatever their elements are, and then do not compile.
template <class T>
  requires(!std::same_as<typename T::value_type, T>)
struct IsCopyable<T>
    : std::bool_constant<std::copy_constructible<T> && IsCopyable<typename T::value_type>::value> {
};
template <class A, class B>
struct IsCopyable<std::pair<A, B>>
    : std::bool_constant<IsCopyable<std::remove_const_t<A>>::value && IsCopyable<B>::value> {};
template <class... Each>
struct IsCopyable<std::tuple<Each...>> : std::bool_constant<(IsCopyable<Each>::value && ...)> {};

/// T can be copied, and so can the elements that it holds.
template <class T>
concept Copyable = IsCopyable<T>::value;

}  // namespace loopscope::detail
