// SPDX-License-Identifier: MIT
#include <loopscope/detail/call.h>

namespace loopscope::detail {

void Call::drop_callable() noexcept {
  if (!holds_callable_) return;
  // First the mark, then the destructor: it may come back here.
  holds_callable_ = false;
  ops_->drop(*this);
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

void Call::cancel() noexcept {
  const bool waiting = state_ == State::waiting && !runs_again_;
  state_ = State::cancelled;
  if (waiting) drop_callable();
}

void Call::destroy() noexcept {
  drop_callable();
  ops_->free(this);
}

}  // namespace loopscope::detail
