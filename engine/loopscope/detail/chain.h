// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

#include <loopscope/concurrent_future.h>
#include <loopscope/detail/outside_work.h>
#include <loopscope/detail/source_link.h>
#include <loopscope/door.h>
#include <loopscope/future.h>
#include <loopscope/named.h>

/// How an outcome passes between a ConcurrentFuture and a future of a loop (X10, X11). Neither side
/// keeps the other from going: cancellations travel through weak references.
namespace loopscope::detail {

/// Whether an outcome that is passed on is moved. A value that cannot be copied always is.
enum class Passing : std::uint8_t { copy, move };

template <class T>
std::exception_ptr fetch_exception(const ConcurrentFuture<T>& source, Passing passing) {
  return passing == Passing::move ? source.state().take_exception() : source.exception();
}
template <class T>
std::exception_ptr fetch_exception(const Future<T>& source, Passing) {
  return source.exception();
}

template <class Source, class T>
void copy_value(const Source& source, const Future<T>& target, Passing passing) {
  if constexpr (std::is_void_v<T>)
    target.set_result();
  else if constexpr (ConcurrentValue<T>::copies && !std::is_reference_v<T>)
    target.set_result(passing == Passing::move ? source.take() : source.result());
  else
    target.set_result(source.take());
}

/// On the loop's thread; `source` is a ConcurrentFuture<T> or Future<T>. A cancelled target stays
/// as it is; any other that is done throws InvalidStateError.
template <class Source, class T>
void copy_outcome(const Source& source, const Future<T>& target, Passing passing) {
  if (target.cancelled()) return;
  if (source.cancelled()) {
    target.cancel();
  } else if (std::exception_ptr error = fetch_exception(source, passing)) {
    target.set_exception(std::move(error));
  } else {
    try {
      copy_value(source, target, passing);
    } catch (...) {
      if (target.done()) throw;
      target.set_exception(std::current_exception());  // a copy that failed
    }
  }
}

/// Sends the outcome through the door, always, also on the loop's own thread (X9). To a loop that
/// is closed it is dropped.
template <class T>
void post_outcome(const LoopDoor& door, const ConcurrentFuture<T>& source, Future<T> target,
                  Passing passing) {
  if (door.is_closed()) return;
  try {
    door.call_soon_threadsafe(named("copy_outcome", [source, target = std::move(target), passing] {
      copy_outcome(source, target, passing);
    }));
  } catch (const RuntimeError&) {
    // closed meanwhile
  }
}

/// On the target's loop thread. While somebody else is to complete the source, a virtual clock
/// waits.
template <class T>
void chain(const ConcurrentFuture<T>& source, const Future<T>& target, Passing passing) {
  target.add_done_callback(named("cancel_source", [weak = source.weak()](const Future<T>& ended) {
    if (!ended.cancelled()) return;
    if (const auto state = weak.lock()) state->cancel();
  }));
  LoopCore& core = target.state().core();
  auto work = source.state().completed_outside(core) ? OutsideWork(core) : OutsideWork();
  source.add_done_callback(
      named("post_outcome", [door = LoopDoor(Ref(&core)), target = Future<T>(target), passing,
                             work = std::move(work)](const ConcurrentFuture<T>& ended) mutable {
        // Moved: whether an awaiter may move the value depends on who holds the target.
        post_outcome(door, ended, std::move(target), passing);
      }));
}

/// Two futures of one loop.
template <class T>
void chain(const Future<T>& source, const Future<T>& target) {
  SourceLink link(source.state());
  target.add_done_callback(named("cancel_source", [link](const Future<T>& ended) {
    if (ended.cancelled()) link.cancel();
  }));
  source.add_done_callback(
      named("copy_outcome", [target, anchor = SourceLink::Anchor(link)](const Future<T>& ended) {
        copy_outcome(ended, target, Passing::copy);
      }));
}

}  // namespace loopscope::detail
