// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <type_traits>
#include <variant>

namespace loopscope::detail {

/// How a value of type T lies in a future: nothing for void, a pointer for a reference.
template <class T>
struct StoredAs {
  using type = T;
};
template <>
struct StoredAs<void> {
  using type = std::monostate;
};
template <class T>
struct StoredAs<T&> {
  using type = T*;
};
template <class T>
using Stored = typename StoredAs<T>::type;

/// In place of an optional value, for a future without one.
struct NoValue {
  void emplace() noexcept {}
};
template <class T>
using OptionalValue = std::conditional_t<std::is_void_v<T>, NoValue, std::optional<Stored<T>>>;

}  // namespace loopscope::detail
