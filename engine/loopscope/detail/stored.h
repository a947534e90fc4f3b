// SPDX-License-Identifier: MIT
#pragma once

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

}  // namespace loopscope::detail
