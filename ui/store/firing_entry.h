// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include <loopscope/ui/store/object_row.h>

namespace loopscope::ui {

/// What a line of the firing order is: a call that the loop ran, or a note between calls.
enum class EntryKind : std::uint8_t {
  call,  ///< as inspect::CallKind …
  timer,
  step,
  doneCallback,
  io,             ///< … up to here
  settled,        ///< an object got its outcome outside the loop's calls, perhaps by hand
  cancelRequest,  ///< a cancellation that was asked for, by the program or by hand, or passed on
  ended,          ///< a call ends whose own line stands above what was told during it
  refused,        ///< a command that could not be carried out
  unhandledError,
  neverRetrieved,
  destroyedPending,
  slowCallback,
  misuse,
  printed,  ///< the program's own output
  gap,
};

constexpr bool isCall(EntryKind kind) { return kind <= EntryKind::io; }

/// How a line of the firing order ended, and which of its members say more.
enum class EntryOutcome : std::uint8_t {
  running,  ///< has begun and not ended yet
  ok,
  continued,  ///< what was told during the call stands below; it ends in the entry endedIn
  threw,      ///< outcomeType, outcomeText: the error
  waiting,    ///< outcomeObject, outcomeText: what the task waits for, by name
  finished,   ///< outcomeText: the task's result
  failed,     ///< the task ended with an error: outcomeType, outcomeText
  cancelled,  ///< outcomeText: the message
  refused,    ///< outcomeText: why
  unknown,    ///< its end was lost in a gap
  text,       ///< outcomeText says it all
};

/// One line of the firing order. Numbers count from 1 without holes.
struct FiringEntry {
  std::uint64_t number = 0;
  std::int64_t time = 0;    ///< loop time in ns
  std::int64_t steady = 0;  ///< steady clock in ns
  std::uint64_t iteration = 0;
  std::uint32_t position = 0;          ///< place among the iteration's calls, from 1; 0 for notes
  std::uint32_t callsInIteration = 0;  ///< calls that the iteration set out to run, 0: unknown
  EntryKind kind = EntryKind::call;
  EntryOutcome outcome = EntryOutcome::running;
  ObjectKind objectKind = ObjectKind::future;
  bool byHand = false;  ///< settled or cancelled by a command
  bool slow = false;    ///< the debug check found that it took too long
  inspect::Ticket ticket = 0;
  Text what;
  ObjectId object = 0;
  Text objectName;          ///< the name at that time; may be empty: see objectName(entry)
  ThreadId fromThread = 0;  ///< that handed the call over
  ThreadId loopThread = 0;
  std::int64_t queueDelay = -1;  ///< ns between scheduling and running, -1: unknown
  std::int64_t duration = -1;    ///< ns, -1: not ended or unknown
  std::uint64_t callback = 0;    ///< number of the callback or timer
  std::uint64_t dropped = 0;     ///< of a gap: records

  // Why it runs in this place.
  std::uint64_t scheduledBy = 0;  ///< number of the entry during which it was scheduled, 0: none
  std::uint64_t scheduledIteration = 0;
  std::uint64_t endedIn = 0;   ///< number of the entry that tells the end of this call, 0: this one
  std::int64_t deadline = -1;  ///< of a timer, ns of loop time, -1: no timer or unknown

  ObjectKind outcomeKind = ObjectKind::future;
  ObjectId outcomeObject = 0;
  Text outcomeType;
  Text outcomeText;

  /// The last object that got its outcome during this call: "answer = 42".
  ObjectId settledObject = 0;
  ObjectState settledState = ObjectState::result;
  Text settledName;
  Text settledText;
};

/// A timer that is set and not due yet.
struct TimerEntry {
  std::uint64_t number = 0;
  std::int64_t deadline = 0;  ///< loop time in ns
  Text what;
  ObjectId object = 0;  ///< its future, 0: none
};

/// A call that is in the ready queue and has not begun.
struct DueEntry {
  inspect::Ticket ticket = 0;
  inspect::CallKind kind = inspect::CallKind::call;
  bool unscheduled = false;
  ThreadId thread = 0;  ///< that handed the call over
  Text what;
  ObjectId object = 0;
  std::uint64_t callback = 0;  ///< number of the callback or timer
  std::uint64_t scheduledBy = 0;
  std::uint64_t scheduledIteration = 0;
  std::int64_t steady = 0;  ///< when it was scheduled
};

}  // namespace loopscope::ui
