// SPDX-License-Identifier: MIT
#include <loopscope/detail/call.h>

namespace loopscope::detail {
namespace {

CallInfo info_of(const Call& call, inspect::CallKind kind) {
  return {.kind = kind, .what = call.name(), .cancelled = call.state() == Call::State::cancelled};
}

}  // namespace

void drop_ready_call(ReadyWord& word) noexcept {
  auto* call = static_cast<Call*>(word.object);
  call->cancel();
  call->release();
}

CallInfo ready_call_info(const ReadyWord& word) {
  return info_of(*static_cast<const Call*>(word.object), inspect::CallKind::call);
}

CallInfo ready_timer_info(const ReadyWord& word) {
  const auto& call = *static_cast<const Call*>(word.object);
  CallInfo info = info_of(call, inspect::CallKind::timer);
  info.other = static_cast<const TimerCall&>(call).number;
  return info;
}

void Call::run_again() {
  if (state_ != State::waiting || runs_again_) return;
  struct Running {
    Call& call;
    explicit Running(Call& which) : call(which) { call.runs_again_ = true; }
    ~Running() {
      call.runs_again_ = false;
      if (call.state_ == State::cancelled) call.drop_callable();
    }
  } now(*this);
  ops_->invoke(*this);
}

void Call::cancel_and_release_shared() noexcept {
  const auto own = Ref<Call>::adopt(this);  // the callable, which lies in the call, is destroyed
  cancel();
}

void Call::destroy() noexcept {
  drop_callable();
  ops_->free(this);
}

}  // namespace loopscope::detail
