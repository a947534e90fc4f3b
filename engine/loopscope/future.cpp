// SPDX-License-Identifier: MIT
#include <loopscope/future.h>

#include <loopscope/detail/loop_core.h>
#include <loopscope/inspect/observer.h>

namespace loopscope {

CallbackToken AnyFuture::next_token() const {
  return static_cast<CallbackToken>(++state().core().last_callback);
}

CallbackToken AnyFuture::add(detail::Callback* added) const {
  std::unique_ptr<detail::Callback> callback(added);
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
  std::size_t removed = 0;
  for (detail::Waiter* waiter = future.first_waiter(); waiter;) {
    detail::Waiter* next = waiter->next;
    if (waiter->kind == &detail::Callback::kind) {
      auto* callback = static_cast<detail::Callback*>(waiter);
      if (callback->number == static_cast<std::uint64_t>(token)) {
        future.remove_waiter(*waiter);
        if (inspect::Observer* observer = future.core().observer())
          observer->callback_removed(future, callback->number);
        delete callback;
        ++removed;
      }
    }
    waiter = next;
  }
  return removed;
}

Loop& AnyFuture::loop() const {
  Loop* loop = state().core().loop();
  if (!loop) throw RuntimeError("the future's loop is gone");
  return *loop;
}

}  // namespace loopscope
