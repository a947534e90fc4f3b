// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <type_traits>

/// What the engine tells an observer: a stream of fixed-size records, in the order in which things
/// happened on the loop's thread. The same records travel in process, into files, over sockets.
namespace loopscope::inspect {

/// Number of a future, task or named primitive. Unique in the process, never reused; 0 is "none".
using ObjectId = std::uint64_t;

/// Number of an interned text; 0 is "no text". RecordKind::text comes before its first use.
using TextId = std::uint32_t;

/// Small process-wide number of a thread, given in the order in which threads meet the engine.
using ThreadId = std::uint32_t;

/// Place of a call in its loop's ready queue, counted from 1. A call that is scheduled, begun and
/// ended has the same ticket in all three records; smaller tickets run first.
using Ticket = std::uint64_t;

/// The comment of each kind names the fields that it uses beyond sequence, time, steady, iteration
/// and thread (the thread that acted; for `scheduled` the thread that handed the call over).
enum class RecordKind : std::uint16_t {
  text,    ///< text: its number; value: length in bytes; the bytes follow in whole record slots
  gap,     ///< value: how many records were dropped just before this one, because the ring was full
  thread,  ///< thread: a thread's number; text: its name
  loop,    ///< first record of a loop; text: the loop's name; text2: its clock ("steady", …)

  /// object; other: the task that made it; detail: ObjectKind; text: type (of a future its value's, of a
  /// primitive "Lock", …); text2: site; value: N of a
  /// task, which is called "Task-N" unless `named` follows
  created,
  named,             ///< object; text: its name
  destroyed,         ///< object
  callback_added,    ///< object: the future; other: callback number; text: what it is
  callback_removed,  ///< object: the future; other: callback number
  changed,           ///< object: a primitive; text: how it stands from now on

  /// ticket; detail: CallKind; object: its future or task; other: callback or timer number;
  /// text: what it is
  scheduled,
  unscheduled,     ///< ticket: cancelled before it ran
  callback_begin,  ///< ticket; detail: CallKind; object; other; text: as in `scheduled`
  callback_end,    ///< ticket; value: ns; detail: CallOutcome; text: error type; text2: message
  step_begin,      ///< ticket; object: the task
  step_end,        ///< ticket; object: the task; value: duration in ns; detail: CallOutcome

  awaiting,  ///< object: the task; other: the future that it waits for (0: a bare yield)
  resumed,   ///< object: the task; other: the future that it waited for

  result,     ///< object; text: the value, when its type has a text form
  error,      ///< object; text: type of the error; text2: message
  cancelled,  ///< object; text2: message
  /// object; other: by CancelOrigin; detail: CancelOrigin; text2: message;
  /// value: 1 when the request was taken, 0 when refused
  cancel_requested,
  cancel_withdrawn,  ///< object: a task that took one of its requests back by uncancel()

  timer_set,        ///< other: timer number; value: deadline in ns of loop time; text: what it is;
                    ///< object: its future, if any
  timer_fired,      ///< other: timer number
  timer_cancelled,  ///< other: timer number

  /// text: type; text2: message; object: its future or task, if any; value: TextId of the sentence
  /// given to the exception handler; ticket: of the call that failed, or 0
  unhandled_error,
  never_retrieved,    ///< object; text: type of the error; text2: message
  destroyed_pending,  ///< object: a task that was destroyed while pending
  slow_callback,      ///< ticket; object; value: duration in ns; text: what took so long
  misuse,             ///< text2: what the debug check found (a foreign thread, …); object
  printed,  ///< text2: a line of the program's own output; object: the task that printed it

  /// An iteration begins; value: number of calls it will run; other: number of timers that are set
  iteration,
  paused,   ///< the loop stands still; other: number of timers that are set
  running,  ///< the loop runs (again); value: speed in thousandths; other: number of timers set
  stepped,  ///< value: 0 one callback, 1 one iteration
  outcome,  ///< other: the command's number; object; detail: OutcomeKind; text2: why refused

  /// All that lives is told anew, for a new reader or after a loss: value 0 before the first object, 1 after the
  /// last one. What has not been told of in between does not live any more. Other records may come in between.
  snapshot,
};

enum class ObjectKind : std::uint16_t {
  future,
  task,
  primitive,  ///< a lock, event, queue, task group … that has a name: it is never done
};

/// What a call in the ready queue is.
enum class CallKind : std::uint16_t {
  call,           ///< call_soon, call_soon_threadsafe
  timer,          ///< call_later, call_at
  step,           ///< a step of a task
  done_callback,  ///< a callback of a finished future
  io,             ///< a reader or writer of a file descriptor
};

/// How a call ended.
enum class CallOutcome : std::uint16_t {
  ok,
  raised,    ///< a callback threw; it went to the exception handler
  waiting,   ///< a step ended at an await
  finished,  ///< a step ended the task, whatever its outcome
};

/// How a request to cancel came to its object, and what `other` of its record says.
enum class CancelOrigin : std::uint16_t {
  asked,      ///< other: the task whose step called cancel(), 0: a callback or a person
  passed_on,  ///< other: what was cancelled before, and waits for this one or has gathered it
};

/// What became of a command. Gone: the object, or the loop, does not exist any more.
enum class OutcomeKind : std::uint16_t { done, refused, gone };

/// One record. Plain data, the same in memory, in a file and on the wire (little endian).
struct Record {
  std::uint64_t sequence = 0;  ///< counts from 1 without holes; a hole means dropped records
  std::int64_t time = 0;       ///< loop time in ns
  std::int64_t steady = 0;     ///< steady clock in ns, for durations whatever the loop's clock does
  std::uint64_t iteration = 0;  ///< the loop's iteration, counted from 1; 0 before the first
  ObjectId object = 0;
  std::uint64_t other = 0;
  std::uint64_t value = 0;
  Ticket ticket = 0;
  RecordKind kind = RecordKind::text;
  std::uint16_t detail = 0;
  ThreadId thread = 0;
  TextId text = 0;
  TextId text2 = 0;
};

static_assert(sizeof(Record) == 80 && std::is_trivially_copyable_v<Record>);

}  // namespace loopscope::inspect
