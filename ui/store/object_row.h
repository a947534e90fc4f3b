// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <loopscope/inspect/record.h>
#include <loopscope/ui/store/text.h>

namespace loopscope::ui {

using inspect::ObjectId;
using inspect::ObjectKind;
using inspect::ThreadId;

enum class ObjectState : std::uint8_t {
  pending,    ///< a future without an outcome; a task that has not been scheduled yet
  waiting,    ///< a task that awaits something
  scheduled,  ///< a task whose next step is in the ready queue
  running,    ///< a task in a step
  present,    ///< a primitive
  result,
  error,
  cancelled,
  destroyed,  ///< gone while it had no outcome
  gone,       ///< a primitive that was destroyed
};

constexpr bool isFinished(ObjectState state) { return state >= ObjectState::result; }
/// A future or task without an outcome.
constexpr bool isPending(ObjectState state) { return state < ObjectState::present; }

/// A callback of a future, in the order in which callbacks were added.
struct CallbackRow {
  std::uint64_t number = 0;
  Text text;
  std::uint64_t firedBy = 0;  ///< number of the firing entry that ran it, 0 while it has not run
  bool removed = false;
};

struct CancelRequest {
  ObjectId by = 0;  ///< the task that asked, or what passed it on; 0: a callback or a person
  Text byName;
  Text message;
  bool passedOn = false;  ///< `by` was cancelled before, and waits for this one or has gathered it
  bool byHand = false;    ///< a command asked for it
  bool taken = false;     ///< false: refused, because the object was done
  std::int64_t time = 0;
};

struct ObjectRow;

/// Neighbours of a row in one of the store's lists.
struct RowLink {
  ObjectRow* previous = nullptr;
  ObjectRow* next = nullptr;
};

/// Rows that are linked through themselves: see row_list.h.
struct RowList {
  ObjectRow* first = nullptr;
  ObjectRow* last = nullptr;
  std::size_t size = 0;
};

/// A future, task or primitive as the records tell it. Plain values; owned by the store.
struct ObjectRow {
  ObjectId id = 0;
  ObjectKind kind = ObjectKind::future;
  ObjectState state = ObjectState::pending;
  bool placeholder = false;     ///< its creation was not seen; the kind may be a guess
  bool handleGone = false;      ///< destroyed: no command can reach it any more
  bool neverRetrieved = false;  ///< destroyed with an error that nobody looked at
  ThreadId thread = 0;          ///< the thread that created it
  Text name;                    ///< may be empty: see displayName()
  Text typeName;
  Text value;                 ///< the result, when its type has a text form; how a primitive stands
  Text errorType;             ///< of an error
  Text message;               ///< of an error or a cancellation
  Text site;                  ///< where it was created
  std::int64_t created = 0;   ///< loop time in ns
  std::int64_t finished = 0;  ///< loop time in ns, valid once isFinished(state)
  std::uint64_t createdIteration = 0;
  ObjectId creator = 0;  ///< the task that made it, 0: none
  ObjectId awaited = 0;  ///< what this task waits for, 0: nothing; always an object of the store
  std::size_t waiterCount = 0;  ///< tasks that wait for this; Store::waiters() names them
  std::vector<CallbackRow> callbacks;
  std::size_t callbacksForgotten = 0;  ///< long-fired or removed callbacks no longer listed
  std::vector<CancelRequest> cancelRequests;
  std::size_t cancelRequestsForgotten = 0;
  std::size_t cancelling = 0;  ///< requests that a task has taken and not taken back by uncancel()

  /// Place among the objects that nobody awaits: counts up whenever an object is created or loses
  /// its last waiter, so that what surfaces last is shown last.
  std::uint64_t rootOrder = 0;

  // For the store's own use.
  std::uint64_t lastSequence = 0;
  std::uint64_t moment = 0;  ///< when it was first seen: counts calls, iterations and commands
  std::uint64_t addedIn = 0;
  std::uint64_t changedIn = 0;
  RowLink creationLink;
  RowLink finishedLink;
  RowLink waiterLink;  ///< among those that wait for `awaited`
  RowList waiters;
  ObjectRow* awaitedRow = nullptr;
};

}  // namespace loopscope::ui
