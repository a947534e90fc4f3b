// SPDX-License-Identifier: MIT
#include <loopscope/future.h>

#include <vector>

#include <loopscope/detail/loop_core.h>
#include <loopscope/inspect/observer.h>

namespace loopscope {
namespace {

bool is_callback(const detail::Waiter& waiter, CallbackToken token) {
  return detail::Callback::is_one(waiter) &&
         static_cast<const detail::Callback&>(waiter).number == static_cast<std::uint64_t>(token);
}

}  // namespace

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
  if (future.done())
    future.schedule_waiter(*callback.release());
  else
    future.add_waiter(*callback.release());
  return token;
}

std::size_t AnyFuture::remove_done_callback(CallbackToken token) const {
  detail::FutureState& future = state();
  future.check_thread("remove_done_callback()");
  // Destroyed at the end: destructors of callables may come back here.
  std::vector<detail::Callback::Owner> removed;
  for (detail::Waiter* waiter = future.first_waiter(); waiter;) {
    detail::Waiter* next = waiter->next;
    if (is_callback(*waiter, token)) {
      removed.emplace_back(static_cast<detail::Callback*>(waiter));
      future.remove_waiter(*waiter);
      if (inspect::Observer* observer = future.core().observer())
        observer->callback_removed(future, static_cast<std::uint64_t>(token));
    }
    waiter = next;
  }
  return removed.size();
}

Loop& AnyFuture::loop() const {
  Loop* loop = state().core().loop();
  if (!loop) throw RuntimeError("the future's loop is gone");
  return *loop;
}

}  // namespace loopscope
