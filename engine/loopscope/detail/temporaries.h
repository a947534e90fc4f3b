// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>

/// GCC 12 copies lambdas and braced aggregates, bit by bit, that are temporaries within a co_await
/// expression, and destroys both copies: the captures go twice, moved from or not. No function can
/// prevent that, but it can refuse to be awaited: see NewCoro, NewTask, NewFuture.
namespace loopscope::detail {

/// Whether an argument of type F&& may be a temporary that GCC 12 destroys twice within a co_await
/// expression.
template <class F>
inline constexpr bool destroyed_twice =
    !std::is_lvalue_reference_v<F> && !std::is_trivially_destructible_v<F>;

/// Whether an argument of type A&& may have been made of one within the same expression.
template <class A>
inline constexpr bool made_of_temporary = requires { typename A::OfTemporary; };

}  // namespace loopscope::detail
