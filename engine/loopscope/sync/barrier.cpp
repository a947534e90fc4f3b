// SPDX-License-Identifier: MIT
#include <loopscope/sync/barrier.h>

namespace loopscope {

namespace {

int require_parties(int parties) {
  if (parties < 1) throw ValueError("parties must be > 0");
  return parties;
}

}  // namespace

Barrier::Barrier(int parties, std::string name, std::source_location site)
    : changed_(detail::PartOf{exhibit_}),
      parties_(require_parties(parties)),
      exhibit_("Barrier", std::move(name), site, *this) {}

/// All of it changes under the lock of `changed_`, which tells the exhibit when it is released.
std::string Barrier::standing() const {
  switch (state_) {
    case State::filling: break;
    case State::draining: return "open, " + std::to_string(count_) + " to pass";
    case State::resetting: return "being reset";
    case State::broken: return "broken";
  }
  return std::to_string(count_) + " of " + std::to_string(parties_) + " here";
}

Coro<int> Barrier::wait() {
  const Guard<Lock> guard = co_await changed_.scoped();
  // Tasks of the round before leave first.
  auto open = [this] { return state_ != State::draining && state_ != State::resetting; };
  co_await changed_.wait_for(open);
  if (broken()) throw BrokenBarrierError("Barrier aborted");
  const int index = count_++;
  std::exception_ptr failure;
  try {
    co_await pass_or_wait(index);
  } catch (...) {
    failure = std::current_exception();
  }
  leave();
  if (failure) std::rethrow_exception(failure);
  co_return index;
}

Coro<void> Barrier::pass_or_wait(int index) {
  if (index + 1 == parties_) {
    state_ = State::draining;
    changed_.notify_all();
    co_return;
  }
  auto full = [this] { return state_ != State::filling; };
  co_await changed_.wait_for(full);
  if (broken() || state_ == State::resetting) throw BrokenBarrierError("Abort or reset of barrier");
}

void Barrier::leave() {
  if (--count_ > 0) return;
  if (state_ == State::resetting || state_ == State::draining) state_ = State::filling;
  changed_.notify_all();
}

Coro<void> Barrier::reset() {
  const Guard<Lock> guard = co_await changed_.scoped();
  state_ = count_ > 0 ? State::resetting : State::filling;
  changed_.notify_all();
}

Coro<void> Barrier::abort() {
  const Guard<Lock> guard = co_await changed_.scoped();
  state_ = State::broken;
  changed_.notify_all();
}

}  // namespace loopscope
