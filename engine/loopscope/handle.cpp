// SPDX-License-Identifier: MIT
#include <loopscope/handle.h>

namespace loopscope {
namespace {

void cancel_call(detail::Call& call) {
  // Only a call that waits is in a loop, which may be gone otherwise.
  if (call.state() == detail::Call::State::waiting)
    call.core->cancel_call(call);
  else
    call.cancel();
}

bool is_cancelled(const detail::Call& call) noexcept {
  return call.state() == detail::Call::State::cancelled;
}

}  // namespace

void TimerHandle::cancel() {
  if (timer_) cancel_call(*timer_);
}

bool TimerHandle::cancelled() const noexcept { return timer_ && is_cancelled(*timer_); }

Duration TimerHandle::when() const noexcept {
  return timer_ ? static_cast<const detail::TimerCall*>(timer_.get())->when : Duration::zero();
}

void Handle::cancel() {
  if (call_)
    cancel_call(*call_);
  else if (core_ && !std::exchange(cancelled_, true))
    core_->cancel_soon(ticket_);
}

bool Handle::cancelled() const noexcept {
  if (call_) return is_cancelled(*call_);
  return core_ && (cancelled_ || core_->was_dropped(ticket_));
}

}  // namespace loopscope
