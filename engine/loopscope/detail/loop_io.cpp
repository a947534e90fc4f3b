// SPDX-License-Identifier: MIT
#include <loopscope/detail/callable.h>
#include <loopscope/detail/loop_core.h>
#include <loopscope/errors.h>
#include <loopscope/inspect/observer.h>

#include <system_error>
#include <utility>

namespace loopscope::detail {
namespace {

// A reader stays: each time its descriptor is ready, a reference to it goes into the ready queue.
void run_watch(ReadyWord& word) {
  const auto call = Ref<Call>::adopt(static_cast<Call*>(word.object));
  call->in_queue = false;
  try {
    call->run_again();
  } catch (...) {
    callable_failed(call->name());
  }
}

void drop_watch(ReadyWord& word) noexcept { Ref<Call>::adopt(static_cast<Call*>(word.object)); }

CallInfo watch_info(const ReadyWord& word) {
  const auto* call = static_cast<const Call*>(word.object);
  return {.kind = inspect::CallKind::io,
          .what = call->name(),
          .cancelled = call->state() == Call::State::cancelled};
}

constexpr ReadyKind watch_kind{&run_watch, &drop_watch, &watch_info};

}  // namespace

Interest LoopCore::interest(const Watch& watch) noexcept {
  return {.read = static_cast<bool>(watch.reader), .write = static_cast<bool>(watch.writer)};
}

void LoopCore::set_watch(int fd, bool write, Call* call) {
  const auto owned = Ref<Call>::adopt(call);
  require_open();
  check_thread(write ? "add_writer()" : "add_reader()");
  if (fd < 0) throw ValueError("Invalid file descriptor: " + std::to_string(fd));
  const auto found = watches_.find(fd);
  Interest wanted = found != watches_.end() ? interest(found->second) : Interest{};
  (write ? wanted.write : wanted.read) = true;
  reactor_->watch(fd, wanted);
  Watch& watch = watches_[fd];
  set(listening, true);
  // Cancelled last: the destructor of its callable may come back here.
  const Ref<Call> replaced = std::exchange(write ? watch.writer : watch.reader, owned);
  if (replaced) cancel_watch(*replaced);
}

void LoopCore::cancel_watch(Call& call) noexcept {
  if (call.in_queue && observer_) observer_->unscheduled(call.ticket);
  call.cancel();
}

void LoopCore::set_reader(int fd, Call* call) { set_watch(fd, false, call); }
void LoopCore::set_writer(int fd, Call* call) { set_watch(fd, true, call); }

bool LoopCore::remove_watch(int fd, bool write) {
  check_thread(write ? "remove_writer()" : "remove_reader()");
  const auto found = watches_.find(fd);
  if (found == watches_.end()) return false;
  const Ref<Call> removed = std::move(write ? found->second.writer : found->second.reader);
  if (!removed) return false;
  const Interest left = interest(found->second);
  if (!left.read && !left.write) watches_.erase(found);
  set(listening, !watches_.empty());
  reactor_->watch(fd, left);
  cancel_watch(*removed);
  return true;
}

void LoopCore::descriptor_ready(int fd, Interest ready) {
  const auto found = watches_.find(fd);
  if (found == watches_.end()) return;
  if (ready.read) push_watch(found->second.reader);
  if (ready.write) push_watch(found->second.writer);
}

void LoopCore::push_watch(Ref<Call> call) {
  // Once is enough: a stepped loop asks the kernel again before the queue is empty.
  if (!call || call->in_queue) return;
  call->in_queue = true;
  call->ticket = ready_.pushed() + 1;
  push_ready(&watch_kind, call.detach());
}

void LoopCore::set_reactor(Reactor* reactor) {
  Reactor* next = reactor ? reactor : own_reactor_.get();
  Reactor* previous = nullptr;
  {
    const std::lock_guard guard(lock_);
    previous = std::exchange(reactor_, next);
  }
  // Destroyed at the end: their callables may come back here.
  std::vector<Watch> lost;
  std::erase_if(watches_, [&](auto& entry) {
    auto& [fd, watch] = entry;
    previous->watch(fd, {});
    try {
      next->watch(fd, interest(watch));
      return false;
    } catch (const std::system_error&) {
      lost.push_back(std::move(watch));
      return true;
    }
  });
  set(listening, !watches_.empty());
  for (const Watch& watch : lost) {
    if (watch.reader) cancel_watch(*watch.reader);
    if (watch.writer) cancel_watch(*watch.writer);
  }
}

}  // namespace loopscope::detail
