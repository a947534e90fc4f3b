// SPDX-License-Identifier: MIT
#include <loopscope/inspect/port.h>

#include <utility>

#include <loopscope/detail/call.h>
#include <loopscope/detail/loop_core.h>
#include <loopscope/errors.h>
#include <loopscope/inspect/probe.h>
#include <loopscope/threads.h>

namespace loopscope::inspect {
namespace {

// Of a loop that stands still: beyond, notes are dropped. Commands come at the pace of people.
constexpr std::size_t most_requests = 10'000;

}  // namespace

Port::~Port() = default;

bool Port::submit(Command command) { return post(std::move(command)); }
bool Port::request_snapshot() { return post(Snapshot{}); }
bool Port::continue_snapshot() { return post(ContinueSnapshot{}); }
bool Port::release_futures() { return post(ReleaseFutures{}); }

bool Port::print(std::string line) {
  Note note{RecordKind::printed, std::move(line), 0, this_thread_id()};
  std::shared_ptr<Probe> probe;
  if (const detail::LoopCore* here = detail::LoopCore::running_here()) {
    const std::lock_guard guard(lock_);
    if (open_ && core_.get() == here) probe = probe_.lock();
  }
  // From a call of the loop: at once, in the midst of what the call does.
  if (!probe) return post(std::move(note));
  probe->write_note(note);
  return true;
}

bool Port::is_open() const {
  const std::lock_guard guard(lock_);
  return open_ && !core_->is_closed();
}

bool Port::post(Request request) {
  const std::lock_guard guard(lock_);
  if (!open_ || core_->is_closed()) return false;
  if (std::holds_alternative<Note>(request) && requests_.size() >= most_requests) return false;
  requests_.push_back(std::move(request));
  if (called_) return true;
  auto* call = detail::make_call<detail::PostedCall>(core_.get(), [probe = probe_] {
    if (const auto alive = probe.lock()) alive->serve();
  });
  try {
    core_->call_urgent(call);
  } catch (const RuntimeError&) {  // closed just now
    requests_.pop_back();
    return false;
  }
  called_ = true;
  return true;
}

void Port::open(detail::LoopCore& core, const std::shared_ptr<Probe>& probe) {
  const std::lock_guard guard(lock_);
  core_ = detail::Ref<detail::LoopCore>(&core);
  probe_ = probe;
  open_ = true;
}

/// At once on the loop's thread; elsewhere when the loop next looks. A loop that is closed or gone has
/// detached, or will when it ends.
void Port::detach() {
  std::shared_ptr<Probe> probe;
  {
    const std::lock_guard guard(lock_);
    if (open_ && core_->owner() == this_thread_id()) probe = probe_.lock();
  }
  if (probe)
    probe->detach();
  else
    post(Detach{});
}

void Port::close() {
  const std::lock_guard guard(lock_);
  open_ = false;
}

std::deque<Port::Request> Port::take() {
  const std::lock_guard guard(lock_);
  called_ = false;
  return std::exchange(requests_, {});
}

}  // namespace loopscope::inspect
