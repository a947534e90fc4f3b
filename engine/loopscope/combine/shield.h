// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <utility>

#include <loopscope/combine/ensure_future.h>
#include <loopscope/detail/wait_future.h>

namespace loopscope {
namespace detail {

/// The inner future is done: passes its outcome on, unless the outer one has been cancelled. Throws
/// InvalidStateError when somebody else has set the outer one. Where the value cannot be copied, the outer
/// one fails with that error.
template <class T>
void unshield(const Future<T>& inner, const Future<T>& outer) {
  if (outer.cancelled()) {
    if (!inner.cancelled()) inner.state().mark_retrieved();
  } else if (inner.cancelled()) {
    outer.cancel();
  } else {
    try {
      copy_outcome(inner, outer);
    } catch (...) {
      if (outer.done()) throw;
      outer.set_exception(std::current_exception());
    }
  }
}

/// Lives as long as the inner future's callback: outer must not own inner, which owns outer.
struct ShieldLink {
  FutureState* inner;
  CallbackToken token{};
};

template <class T>
Future<T> shield_future(const Future<T>& inner) {
  if (inner.done()) return inner;
  Future<T> outer = make_wait_future<T>(inner.loop(), [] { return "shield"; });
  const auto link = std::make_shared<ShieldLink>(&inner.state());
  link->token = inner.add_done_callback(
      named("shield", [outer, link](const Future<T>& done) { unshield(done, outer); }));
  outer.add_done_callback(named("shield", [weak = std::weak_ptr(link)] {
    const auto linked = weak.lock();
    if (linked && !linked->inner->done())
      AnyFuture::share(*linked->inner).remove_done_callback(linked->token);
  }));
  return outer;
}

}  // namespace detail

/// Protects an awaitable from cancellation (asyncio.shield): awaiting the future that it gives awaits
/// the other, but cancelling it leaves the other alone (S1, S2). The result arrives one iteration
/// later. A done future is given back as it is.
template <Awaitable A>
auto shield(A&& awaitable) {
  return detail::future_of<A>(
      detail::shield_future<AwaitedValue<A>>(detail::as_future(std::forward<A>(awaitable))));
}

}  // namespace loopscope
