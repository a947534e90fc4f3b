// SPDX-License-Identifier: MIT
#include <loopscope/future.h>

#include <loopscope/detail/loop_core.h>
#include <loopscope/inspect/observer.h>

namespace loopscope {

CallbackToken AnyFuture::next_token() const {
  return static_cast<CallbackToken>(++state().core().last_callback);
}

CallbackToken AnyFuture::add(detail::Callback* added) const {
  detail::Callback::Owner callback(added);
  detail::FutureState& future = state();
  future.check_thread("add_done_callback()");
  if (future.done()) future.core().require_open();
  if (inspect::Observer* observer = future.core().observer())
    observer->callback_added(future, callback->number, callback->name());
  const auto token = static_cast<CallbackToken>(callback->number);
  if (future.done()) {
    callback->hold(future);
    const detail::ReadyKind* kind = callback->kind;
    future.core().push_ready(kind, static_cast<detail::Waiter*>(callback.release()));
    return token;
  }
  if (future.indexed()) future.core().callback_indexes.add(future, *callback);
  future.add_waiter(*callback.release());
  return token;
}

std::size_t AnyFuture::remove_done_callback(CallbackToken token) const {
  detail::FutureState& future = state();
  future.check_thread("remove_done_callback()");
  const auto number = static_cast<std::uint64_t>(token);
  // Destroyed at the end: destructors of callables may come back here.
  const auto removed = future.core().callback_indexes.take(future, number);
  if (inspect::Observer* observer = future.core().observer())
    for (std::size_t i = 0; i < removed.size(); ++i) observer->callback_removed(future, number);
  return removed.size();
}

Loop& AnyFuture::loop() const {
  Loop* loop = state().core().loop();
  if (!loop) throw RuntimeError("the future's loop is gone");
  return *loop;
}

}  // namespace loopscope
