// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include <loopscope/ui/store/due_queue.h>
#include <loopscope/ui/store/firing_log.h>
#include <loopscope/ui/store/loop_status.h>
#include <loopscope/ui/store/object_table.h>
#include <loopscope/ui/store/text_table.h>
#include <loopscope/ui/store/thread_names.h>
#include <loopscope/ui/store/timer_table.h>

namespace loopscope::ui {

using inspect::Record;

/// Reads records, one handler a kind, into the tables that a Store shows.
class StoreBuilder {
 public:
  StoreBuilder();

  void read(std::span<const Record> records);

  /// Drops what the limits do not allow and brings the figures up to date.
  void settle();

  ObjectTable objects;
  FiringLog log;
  DueQueue due;
  TimerTable timers;
  LoopStatus status;
  ThreadNames threads;
  std::size_t retention = 10'000;
  std::uint64_t lastGap = 0;  ///< sequence number of the last gap
  bool changesSeen = true;    ///< the next change begins a new change set

  void beginChanges();

 private:
  /// A call that has begun and not ended; steps of eager tasks nest.
  struct Running {
    std::uint64_t entry = 0;
    inspect::Ticket ticket = 0;
    ObjectId object = 0;
    bool call = false;      ///< begun by callback_begin, so callback_end will close it
    bool stepCall = false;  ///< that record said that it is a step
    bool step = false;      ///< a step_begin has been seen for it
    bool split = false;     ///< something was told during it that stands below its line
    std::uint64_t end = 0;  ///< the line of its end, when it is split and has ended
  };

  // store_builder.cpp
  void readOne(const Record& record);
  void readObject(const Record& record);
  void readCall(const Record& record);
  void readLoop(const Record& record);
  std::size_t readText(std::span<const Record> records, std::size_t at);
  void checkSequence(const Record& record);
  void gap(std::uint64_t dropped, const Record& record);
  void beginSnapshot();
  void endSnapshot();
  void iteration(const Record& record);
  void countTimers(const Record& record);
  static std::int64_t durationOf(const Record& record);

  // store_builder_objects.cpp
  ObjectRow* touch(ObjectId id, const Record& record, ObjectKind kind = ObjectKind::future);
  void created(const Record& record);
  void named(const Record& record);
  void destroyed(const Record& record);
  void changed(const Record& record);
  void setPresent(ObjectRow& row);
  void callbackAdded(const Record& record);
  void callbackRemoved(const Record& record);
  void callbackFired(ObjectRow& row, std::uint64_t callback, std::uint64_t entry);
  void awaiting(const Record& record);
  void resumed(const Record& record);
  void outcomeReached(const Record& record, ObjectState state);
  void cancelRequested(const Record& record);
  void cancelWithdrawn(const Record& record);
  void neverRetrieved(const Record& record);

  // store_builder_calls.cpp
  void scheduled(const Record& record);
  void unscheduled(const Record& record);
  FiringEntry& beginEntry(const Record& record, EntryKind kind);
  void explain(FiringEntry& entry, const DueEntry& known, const Record& record);
  void callBegin(const Record& record);
  void callEnd(const Record& record);
  void stepBegin(const Record& record);
  void stepEnd(const Record& record);
  Running* findRunning(const Record& record, bool step);
  void closeAbove(const Running* running);
  std::uint64_t endEntry(Running& running, const Record& record);
  void stepOutcome(FiringEntry& entry, inspect::CallOutcome outcome, const ObjectRow* task);

  // store_builder_notes.cpp
  FiringEntry& note(const Record& record, EntryKind kind, const Text& what);
  void setObject(FiringEntry& entry, ObjectId id);
  void entryChanged(const FiringEntry& entry);
  void unhandledError(const Record& record);
  void slowCallback(const Record& record);
  void misuse(const Record& record);
  void printed(const Record& record);
  void noteOutcome(const ObjectRow& row, const Record& record);
  void noteCancelRequest(const ObjectRow& row, const Record& record);
  void markByHand(FiringEntry& entry);
  void commandOutcome(const Record& record);

  TextTable texts_;
  std::vector<Running> running_;
  ObjectId firstCreated_ = 0;       ///< smaller numbers are older than the view
  std::uint64_t sequence_ = 0;      ///< of the last record
  std::uint64_t snapshotFrom_ = 0;  ///< where the snapshot began that goes on, 0: none
  std::uint64_t moment_ = 1;        ///< counts calls begun, iterations and commands
  std::uint64_t outsideEntry_ = 0;  ///< the first entry since the last call: the work of a command?
  std::uint32_t position_ = 0;      ///< calls begun in this iteration
  std::uint32_t callsInIteration_ = 0;
  std::int64_t untoldTimers_ = 0;  ///< set, beyond those whose records have been read
  std::size_t primitives_ = 0;     ///< that are present

  // Texts of the store's own.
  struct Words {
    Text step{"step"}, call{"call"}, settled{"set outside the loop's calls"},
        setByHand{"set by hand"}, cancelRequest{"cancel requested"},
        cancelByHand{"cancel requested by hand"}, endOfStep{"end of step"},
        endOfCall{"end of call"}, command{"command"}, unhandled{"unhandled error"},
        neverRetrieved{"error never retrieved"}, destroyedPending{"task destroyed while pending"},
        misuse{"misuse"}, printed{"prints"}, gap{"gap"}, gone{"the object is gone"},
        done{"already done"};
  } words_;
};

}  // namespace loopscope::ui
