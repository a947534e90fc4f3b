// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

namespace loopscope {

/// A callable with a name for diagnostics and the inspector: `loop.call_soon(named("on_done", f))`.
/// Without it, a callback is shown by the name of its type.
template <class F>
struct Named {
  const char* name;
  F callable;

  template <class... Args>
    requires std::invocable<F&, Args...>
  decltype(auto) operator()(Args&&... args) {
    return callable(std::forward<Args>(args)...);
  }
};

/// `name` must outlive the callable: a literal.
template <class F>
Named<std::decay_t<F>> named(const char* name, F&& callable) {
  return {name, std::forward<F>(callable)};
}

}  // namespace loopscope
