// SPDX-License-Identifier: MIT
#include <loopscope/ui/store/store_builder.h>

#include <algorithm>

#include <loopscope/ui/store/words.h>

namespace loopscope::ui {

using inspect::RecordKind;

StoreBuilder::StoreBuilder() {
  beginChanges();
  changesSeen = false;
}

namespace {

/// Times that can be subtracted from one another; an engine's clocks never come near the limit.
bool isSane(const Record& record) {
  constexpr std::int64_t Limit = std::int64_t{1} << 61;
  return record.time > -Limit && record.time < Limit && record.steady > -Limit &&
         record.steady < Limit;
}

}  // namespace

std::int64_t StoreBuilder::durationOf(const Record& record) {
  return static_cast<std::int64_t>(std::min<std::uint64_t>(record.value, std::uint64_t{1} << 61));
}

void StoreBuilder::read(std::span<const Record> records) {
  for (std::size_t i = 0; i < records.size(); ++i) {
    const Record& record = records[i];
    checkSequence(record);
    ++status.records;
    if (record.kind == RecordKind::text) {
      i += readText(records, i);
    } else {
      readOne(record);
    }
  }
}

void StoreBuilder::readOne(const Record& record) {
  if (!isSane(record)) return;
  status.now = std::max(status.now, record.time);
  status.recordTime = record.time;
  status.steady = record.steady;
  if (record.kind <= RecordKind::loop) {
    readLoop(record);
  } else if (record.kind <= RecordKind::changed) {
    readObject(record);
  } else if (record.kind <= RecordKind::step_end) {
    readCall(record);
  } else if (record.kind <= RecordKind::cancel_withdrawn) {
    readObject(record);
  } else {
    readLoop(record);
  }
  // A flood may finish far more objects in one feed than are kept in the end.
  if (objects.finishedCount() > 2 * retention + 1000) {
    status.evictedObjects += objects.evict(retention);
  }
}

void StoreBuilder::readObject(const Record& record) {
  switch (record.kind) {
    case RecordKind::created: return created(record);
    case RecordKind::named: return named(record);
    case RecordKind::destroyed: return destroyed(record);
    case RecordKind::callback_added: return callbackAdded(record);
    case RecordKind::callback_removed: return callbackRemoved(record);
    case RecordKind::changed: return changed(record);
    case RecordKind::awaiting: return awaiting(record);
    case RecordKind::resumed: return resumed(record);
    case RecordKind::result: return outcomeReached(record, ObjectState::result);
    case RecordKind::error: return outcomeReached(record, ObjectState::error);
    case RecordKind::cancelled: return outcomeReached(record, ObjectState::cancelled);
    case RecordKind::cancel_requested: return cancelRequested(record);
    case RecordKind::cancel_withdrawn: return cancelWithdrawn(record);
    default: return;
  }
}

void StoreBuilder::readCall(const Record& record) {
  switch (record.kind) {
    case RecordKind::scheduled: return scheduled(record);
    case RecordKind::unscheduled: return unscheduled(record);
    case RecordKind::callback_begin: return callBegin(record);
    case RecordKind::callback_end: return callEnd(record);
    case RecordKind::step_begin: return stepBegin(record);
    case RecordKind::step_end: return stepEnd(record);
    default: return;
  }
}

void StoreBuilder::readLoop(const Record& record) {
  switch (record.kind) {
    case RecordKind::gap: return gap(record.value, record);
    case RecordKind::thread: return threads.set(record.thread, texts_[record.text]);
    case RecordKind::loop:
      status.loopName = texts_[record.text];
      status.clock = texts_[record.text2];
      return;
    case RecordKind::timer_set:
      objects.changes().due = true;
      return timers.set({record.other, durationOf(record), texts_[record.text], record.object});
    case RecordKind::timer_fired: return timers.fired(record.other);
    case RecordKind::timer_cancelled:
      objects.changes().due = true;
      return timers.cancelled(record.other);
    case RecordKind::unhandled_error: return unhandledError(record);
    case RecordKind::never_retrieved: return neverRetrieved(record);
    case RecordKind::destroyed_pending: return destroyed(record);
    case RecordKind::slow_callback: return slowCallback(record);
    case RecordKind::misuse: return misuse(record);
    case RecordKind::printed: return printed(record);
    case RecordKind::iteration: return iteration(record);
    case RecordKind::paused: status.paused = true; return countTimers(record);
    case RecordKind::running:
      status.paused = false;
      countTimers(record);
      if (record.value != 0) status.speed = record.value;
      return;
    case RecordKind::outcome: return commandOutcome(record);
    case RecordKind::snapshot: return record.value == 0 ? beginSnapshot() : endSnapshot();
    default: return;
  }
}

/// Returns the number of slots that the bytes take.
std::size_t StoreBuilder::readText(std::span<const Record> records, std::size_t at) {
  const std::size_t left = records.size() - at - 1;
  const std::size_t bytes = std::min<std::size_t>(records[at].value, left * sizeof(Record));
  const char* begin = bytes ? reinterpret_cast<const char*>(&records[at + 1]) : "";
  texts_.add(records[at].text, std::string_view(begin, bytes));
  return (bytes + sizeof(Record) - 1) / sizeof(Record);
}

/// A hole in the sequence that no gap record explains is a gap as well.
void StoreBuilder::checkSequence(const Record& record) {
  if (record.sequence == 0) return;
  const std::uint64_t expected = sequence_ + 1;
  const bool hole = sequence_ != 0 && record.sequence > expected && record.kind != RecordKind::gap;
  sequence_ = record.sequence;
  if (hole) gap(record.sequence - expected, record);
}

/// The ends of the calls that ran, and the calls that were due, may be among what was lost.
void StoreBuilder::gap(std::uint64_t dropped, const Record& record) {
  ++status.gaps;
  status.dropped += dropped;
  status.uncertain = true;
  lastGap = sequence_;
  snapshotFrom_ = 0;  // what it said may be among what is lost: there will be another
  closeAbove(nullptr);
  FiringEntry* last = log.find(log.next() - 1);
  const bool adjacent = last && last->kind == EntryKind::gap;
  FiringEntry& entry = adjacent ? *last : note(record, EntryKind::gap, words_.gap);
  entry.dropped += dropped;
  entry.outcome = EntryOutcome::text;
  entry.outcomeText =
      Text(grouped(entry.dropped) + (entry.dropped == 1 ? " record was" : " records were") +
           " dropped here");
  if (adjacent) entryChanged(entry);
  objects.changes().due = true;
}

void StoreBuilder::beginSnapshot() { snapshotFrom_ = sequence_; }

/// What the snapshot has not told of lives no more. How it ended is not known: its row goes.
void StoreBuilder::endSnapshot() {
  if (snapshotFrom_ == 0) return;
  std::vector<ObjectRow*> gone;
  for (ObjectRow* row = objects.first(); row; row = row->creationLink.next)
    if (!isFinished(row->state) && row->lastSequence < snapshotFrom_) gone.push_back(row);
  for (ObjectRow* row : gone) {
    if (row->state == ObjectState::present) --primitives_;
    objects.await(*row, nullptr);
    objects.remove(*row);
  }
  snapshotFrom_ = 0;
}

void StoreBuilder::iteration(const Record& record) {
  if (status.uncertain) timers.expire(record.time);
  countTimers(record);
  status.iteration = record.iteration;
  status.loopThread = record.thread;
  ++moment_;
  position_ = 0;
  callsInIteration_ = static_cast<std::uint32_t>(record.value);
}

/// Timers may have been set before anybody looked, and the records of new ones are the first that a full
/// ring drops: their number is told again and again.
void StoreBuilder::countTimers(const Record& record) {
  untoldTimers_ =
      static_cast<std::int64_t>(record.other) - static_cast<std::int64_t>(timers.waiting());
}

void StoreBuilder::settle() {
  status.evictedObjects += objects.evict(retention);
  objects.settleChanges();
  status.done = objects.finishedCount();
  status.pending = objects.size() - status.done - primitives_;
  status.ready = due.size();
  status.timers = static_cast<std::size_t>(
      std::max<std::int64_t>(0, static_cast<std::int64_t>(timers.waiting()) + untoldTimers_));
  status.evictedFirings = log.first() - 1;
  objects.changes().status = true;
}

void StoreBuilder::beginChanges() {
  objects.beginChanges();
  ChangeSet& changes = objects.changes();
  changes.firstNewFiring = changes.firstChangedFiring = log.next();
  changes.due = changes.status = false;
}

}  // namespace loopscope::ui
