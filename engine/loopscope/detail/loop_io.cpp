// SPDX-License-Identifier: MIT
#include <loopscope/detail/loop_core.h>
#include <loopscope/errors.h>

#include <system_error>

namespace loopscope::detail {
namespace {

// A reader stays: each time its descriptor is ready, a reference to it goes into the ready queue.
void run_watch(LoopCore& core, void* object) {
  const auto call = Ref<Call>::adopt(static_cast<Call*>(object));
  try {
    call->run_again();
  } catch (const FatalExit&) {
    throw;
  } catch (...) {
    core.callback_failed(call->name(), std::current_exception());
  }
}

void drop_watch(void* object) noexcept { Ref<Call>::adopt(static_cast<Call*>(object)); }

CallInfo watch_info(const void* object) {
  return {.kind = inspect::CallKind::io, .what = static_cast<const Call*>(object)->name()};
}

constexpr ReadyKind watch_kind{&run_watch, &drop_watch, &watch_info};

}  // namespace

void LoopCore::set_watch(int fd, bool write, Call* call) {
  const auto owned = Ref<Call>::adopt(call);
  require_open();
  check_thread(write ? "add_writer()" : "add_reader()");
  if (fd < 0) throw ValueError("Invalid file descriptor: " + std::to_string(fd));
  const auto found = watches_.find(fd);
  const bool reads = !write || (found != watches_.end() && found->second.reader);
  const bool writes = write || (found != watches_.end() && found->second.writer);
  reactor_->watch(fd, {.read = reads, .write = writes});
  Watch& watch = watches_[fd];
  Ref<Call>& place = write ? watch.writer : watch.reader;
  if (place) place->cancel();
  place = owned;
}

void LoopCore::set_reader(int fd, Call* call) { set_watch(fd, false, call); }
void LoopCore::set_writer(int fd, Call* call) { set_watch(fd, true, call); }

bool LoopCore::remove_watch(int fd, bool write) {
  check_thread(write ? "remove_writer()" : "remove_reader()");
  const auto found = watches_.find(fd);
  if (found == watches_.end()) return false;
  const Ref<Call> removed = std::move(write ? found->second.writer : found->second.reader);
  if (!removed) return false;
  const Watch& left = found->second;
  reactor_->watch(
      fd, {.read = static_cast<bool>(left.reader), .write = static_cast<bool>(left.writer)});
  if (!left.reader && !left.writer) watches_.erase(found);
  removed->cancel();
  return true;
}

void LoopCore::descriptor_ready(int fd, Interest ready) {
  const auto found = watches_.find(fd);
  if (found == watches_.end()) return;
  const Watch watch = found->second;
  if (ready.read && watch.reader) push_ready(&watch_kind, Ref<Call>(watch.reader).detach());
  if (ready.write && watch.writer) push_ready(&watch_kind, Ref<Call>(watch.writer).detach());
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
      next->watch(
          fd, {.read = static_cast<bool>(watch.reader), .write = static_cast<bool>(watch.writer)});
      return false;
    } catch (const std::system_error&) {
      lost.push_back(std::move(watch));
      return true;
    }
  });
  for (const Watch& watch : lost) {
    if (watch.reader) watch.reader->cancel();
    if (watch.writer) watch.writer->cancel();
  }
}

}  // namespace loopscope::detail
