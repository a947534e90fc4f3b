// SPDX-License-Identifier: MIT
#include <loopscope/detail/gathering.h>

#include <unordered_map>

#include <loopscope/inspect/observer.h>

namespace loopscope::detail {

/// The callback of one child. Runs on the loop's thread; goes wherever the child goes.
class Gathering::Watch {
 public:
  Watch(std::shared_ptr<Link> link, std::size_t member) : link_(std::move(link)), member_(member) {}
  Watch(Watch&&) = default;
  Watch& operator=(Watch&&) = delete;
  ~Watch() {
    // An outer future that its children own is there; another may be going on another thread.
    if (link_ && link_->outer) link_->gathering->forget(member_);
  }

  void operator()(const AnyFuture& child) const {
    if (link_->gathering)
      link_->gathering->child_done(member_, child);
    else
      child.state().mark_retrieved();
  }

 private:
  std::shared_ptr<Link> link_;
  std::size_t member_;
};

void Gathering::watch(const std::vector<AnyFuture>& children) {
  std::unordered_map<inspect::ObjectId, std::size_t> known;
  std::vector<AnyFuture> done;
  for (const AnyFuture& child : children) {
    const auto [found, is_new] = known.try_emplace(child.id(), members_.size());
    places_.push_back(found->second);
    if (!is_new) continue;  // repeated: counts once (G1)
    members_.push_back({&child.state(), child});
    if (child.done())
      done.push_back(child);
    else
      child.add_done_callback(named("gather", Watch(link_, found->second)));
  }
  if (members_.empty()) return deliver();
  for (const AnyFuture& child : done) account_for(child);
}

bool Gathering::lives_on() {
  // Only pending children have callbacks that share the link.
  if (!link_ || link_.use_count() == 1 || outer_.done()) return false;
  link_->outer = Ref<FutureState>(&outer_);
  for (Member& member : members_)
    if (!member.state->done()) member.owned = {};
  link_ = nullptr;
  return true;
}

void Gathering::forget(std::size_t member) noexcept {
  if (!members_[member].owned) members_[member].state = nullptr;
}

void Gathering::child_done(std::size_t member, const AnyFuture& child) {
  const Ref<FutureState> alive(&outer_);
  members_[member].owned = child;
  account_for(child);
}

void Gathering::account_for(const AnyFuture& child) {
  ++finished_;
  if (outer_.done()) return child.state().mark_retrieved();
  if (!with_exceptions_) {
    if (child.cancelled()) return outer_.settle_error(child.state().take_cancelled_error());
    if (auto error = child.exception()) return outer_.settle_error(std::move(error));
  }
  if (finished_ < members_.size()) return;
  if (!cancel_requested_) return deliver();
  // A remembered cancellation wins over whatever the children made of it; its message is that of the
  // last child, as in asyncio (G9).
  for (const Member& member : members_) member.state->mark_retrieved();
  FutureState& last = *members_[places_.back()].state;
  outer_.settle_error(last.status() == Status::cancelled
                          ? last.take_cancelled_error()
                          : std::make_exception_ptr(CancelledError()));
}

std::exception_ptr cancellation_as_value(const AnyFuture& child) {
  // asyncio makes a new error of the message, "" when there is none (K6).
  return std::make_exception_ptr(CancelledError(child.state().cancel_message().value_or("")));
}

namespace {

[[noreturn]] void refuse_other_loop() {
  throw ValueError(
      "The future belongs to a different loop than the one specified as the loop argument");
}

}  // namespace

LoopCore& common_loop(const std::vector<AnyFuture>& children) {
  if (children.empty()) return get_running_loop().core();
  LoopCore& core = children.front().state().core();
  for (const AnyFuture& child : children)
    if (&child.state().core() != &core) refuse_other_loop();
  return core;
}

void require_loop(const LoopCore& core) {
  const LoopCore* running = LoopCore::running_here();
  if (running && running != &core) refuse_other_loop();
}

void introduce_future(FutureState& state, const char* name) {
  if (!state.core().observer()) return;
  state.core().observer()->created(state, std::source_location());
  state.set_name(name);
}

}  // namespace loopscope::detail
