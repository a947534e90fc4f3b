// SPDX-License-Identifier: MIT
#include <loopscope/detail/gathering.h>

#include <unordered_set>

#include <loopscope/inspect/observer.h>

namespace loopscope::detail {

void Gathering::watch(std::vector<AnyFuture> children) {
  children_ = std::move(children);
  std::unordered_set<inspect::ObjectId> seen;
  std::vector<AnyFuture> done;
  for (const AnyFuture& child : children_) {
    if (!seen.insert(child.id()).second) continue;  // repeated: counts once (G1)
    ++watched_;
    if (child.done()) {
      done.push_back(child);
      continue;
    }
    const auto any = Future<void>::share(child.state());  // only its type-free part is used
    any.add_done_callback(named("gather", [link = link_, child_state = &child.state()] {
      child_done(link, AnyFuture::share(*child_state));
    }));
  }
  if (children_.empty()) return deliver();
  for (const AnyFuture& child : done) account_for(child);
}

void Gathering::child_done(const std::shared_ptr<Link>& link, const AnyFuture& child) {
  if (link->gathering)
    link->gathering->account_for(child);
  else
    child.state().mark_retrieved();
}

void Gathering::account_for(const AnyFuture& child) {
  ++finished_;
  if (outer_.done()) return child.state().mark_retrieved();
  if (!with_exceptions_) {
    if (child.cancelled()) return outer_.settle_error(child.state().take_cancelled_error());
    if (auto error = child.exception()) return outer_.settle_error(std::move(error));
  }
  if (finished_ < watched_) return;
  if (!cancel_requested_) return deliver();
  // A remembered cancellation wins over whatever the children made of it; its message is that of the
  // last child, as in asyncio (G9).
  const AnyFuture& last = children_.back();
  outer_.settle_error(last.cancelled() ? last.state().take_cancelled_error()
                                       : std::make_exception_ptr(CancelledError()));
}

bool Gathering::cancel_children(const CancelMessage& message) {
  bool accepted = false;
  for (const AnyFuture& child : children_)
    if (child.state().cancel(message)) accepted = true;
  cancel_requested_ = cancel_requested_ || accepted;
  return accepted;
}

std::exception_ptr cancellation_as_value(const AnyFuture& child) {
  // asyncio makes a new error of the message, "" when there is none (K6).
  return std::make_exception_ptr(CancelledError(child.state().cancel_message().value_or("")));
}

LoopCore& common_loop(const std::vector<AnyFuture>& children) {
  if (children.empty()) return get_running_loop().core();
  LoopCore& core = children.front().state().core();
  for (const AnyFuture& child : children)
    if (&child.state().core() != &core)
      throw ValueError(
          "The future belongs to a different loop than the one specified as the loop argument");
  return core;
}

void introduce_future(FutureState& state, const char* name) {
  if (!state.core().observer()) return;
  state.core().observer()->created(state, std::source_location());
  state.set_name(name);
}

}  // namespace loopscope::detail
