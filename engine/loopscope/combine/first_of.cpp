// SPDX-License-Identifier: MIT
#include <loopscope/combine/first_of.h>

#include <algorithm>

namespace loopscope::detail {
namespace {

/// Of those that are not done; the errors that they end with count as fetched.
Coro<void> cancel_all(std::vector<AnyFuture> futures) {
  std::erase_if(futures, [](const AnyFuture& future) { return future.done(); });
  if (futures.empty()) co_return;
  for (const AnyFuture& future : futures) future.cancel();
  co_await wait_until(futures, {});
  for (const AnyFuture& future : futures) future.state().mark_retrieved();
}

}  // namespace

Coro<std::size_t> wait_for_first(std::vector<AnyFuture> futures) {
  const auto is_done = [](const AnyFuture& future) { return future.done(); };
  std::exception_ptr cancelled;
  if (std::ranges::none_of(futures, is_done)) {
    try {
      co_await wait_until(futures, {.return_when = ReturnWhen::first_completed});
    } catch (...) {
      cancelled = std::current_exception();
    }
  }
  const auto first = std::ranges::find_if(futures, is_done);
  const auto place = static_cast<std::size_t>(first - futures.begin());
  for (const AnyFuture& future : futures)
    if (future.done() && (cancelled || &future != &*first)) future.state().mark_retrieved();
  co_await cancel_all(futures);
  if (cancelled) std::rethrow_exception(cancelled);
  co_return place;
}

}  // namespace loopscope::detail
