// SPDX-License-Identifier: MIT
#include <algorithm>

#include <loopscope/ui/store/store_builder.h>

namespace loopscope::ui {

using inspect::CallKind;
using inspect::CallOutcome;

void StoreBuilder::scheduled(const Record& record) {
  if (record.ticket == 0) return;
  DueEntry entry;
  entry.ticket = record.ticket;
  entry.kind = static_cast<CallKind>(record.detail);
  entry.thread = record.thread;
  entry.what = texts_[record.text];
  entry.object = record.object;
  entry.callback = record.other;
  entry.scheduledIteration = record.iteration;
  entry.steady = record.steady;
  // What another thread handed over merely arrives while a call runs.
  const bool own = status.loopThread == 0 || record.thread == status.loopThread;
  if (own && !running_.empty()) entry.scheduledBy = running_.back().entry;
  due.schedule(std::move(entry));
  objects.changes().due = true;
  if (record.detail != static_cast<std::uint16_t>(CallKind::step)) return;
  ObjectRow* task = touch(record.object, record, ObjectKind::task);
  if (task && isPending(task->state)) task->state = ObjectState::scheduled;
}

void StoreBuilder::unscheduled(const Record& record) {
  const DueEntry entry = due.unschedule(record.ticket);
  objects.changes().due = true;
  if (entry.ticket == 0) return;
  if (entry.kind == CallKind::timer) timers.cancelled(entry.callback);
  ObjectRow* task = entry.kind == CallKind::step ? objects.find(entry.object) : nullptr;
  if (!task || task->state != ObjectState::scheduled) return;
  task->state = task->awaited ? ObjectState::waiting : ObjectState::pending;
  objects.changed(*task);
}

FiringEntry& StoreBuilder::beginEntry(const Record& record, EntryKind kind) {
  outsideEntry_ = 0;
  ++moment_;
  status.uncertain = false;
  FiringEntry& entry = log.append();
  entry.kind = kind;
  entry.time = record.time;
  entry.steady = record.steady;
  entry.iteration = record.iteration;
  entry.ticket = record.ticket;
  entry.loopThread = record.thread;
  entry.what = texts_[record.text];
  entry.callback = record.other;
  setObject(entry, record.object);
  if (record.ticket != 0 && (running_.empty() || running_.back().ticket != record.ticket)) {
    entry.position = ++position_;
    entry.callsInIteration = callsInIteration_;
    explain(entry, due.begin(record.ticket), record);
    objects.changes().due = true;
  }
  if (entry.kind == EntryKind::timer) entry.deadline = timers.take(entry.callback);
  if (entry.what.empty()) entry.what = kind == EntryKind::step ? words_.step : words_.call;
  status.loopThread = record.thread;
  return entry;
}

void StoreBuilder::explain(FiringEntry& entry, const DueEntry& known, const Record& record) {
  if (known.ticket == 0) return;
  entry.fromThread = known.thread;
  entry.queueDelay = std::max<std::int64_t>(0, record.steady - known.steady);
  entry.scheduledBy = known.scheduledBy;
  entry.scheduledIteration = known.scheduledIteration;
  if (entry.what.empty()) entry.what = known.what;
  if (entry.object == 0) setObject(entry, known.object);
  if (entry.callback == 0) entry.callback = known.callback;
}

void StoreBuilder::callBegin(const Record& record) {
  const auto kind = static_cast<EntryKind>(std::min<std::uint16_t>(record.detail, 4));
  FiringEntry& entry = beginEntry(record, kind);
  const bool step = kind == EntryKind::step;
  running_.push_back({entry.number, record.ticket, entry.object, true, step, false});
  ObjectRow* row = objects.find(entry.object);
  if (!row) return;
  row->lastSequence = sequence_;
  if (kind == EntryKind::doneCallback) callbackFired(*row, entry.callback, entry.number);
  if (step && isPending(row->state)) {
    objects.await(*row, nullptr);
    row->state = ObjectState::running;
    objects.changed(*row);
  }
}

void StoreBuilder::stepBegin(const Record& record) {
  Running* top = running_.empty() ? nullptr : &running_.back();
  if (top && top->stepCall && !top->step && top->ticket == record.ticket &&
      (top->object == record.object || top->object == 0)) {
    top->step = true;
    top->object = record.object;
    FiringEntry* entry = log.find(top->entry);
    if (entry && entry->object == 0) setObject(*entry, record.object);
  } else {
    const FiringEntry& entry = beginEntry(record, EntryKind::step);
    running_.push_back({entry.number, record.ticket, record.object, false, false, true});
  }
  ObjectRow* task = touch(record.object, record, ObjectKind::task);
  if (!task || !isPending(task->state)) return;
  objects.await(*task, nullptr);
  task->state = ObjectState::running;
}

StoreBuilder::Running* StoreBuilder::findRunning(const Record& record, bool step) {
  for (auto one = running_.rbegin(); one != running_.rend(); ++one) {
    if (one->ticket != record.ticket) continue;
    if (step ? one->step && one->object == record.object : one->call) return &*one;
  }
  return nullptr;
}

/// Ends, without knowing how, the calls that began after `running` (null: all): records are missing.
void StoreBuilder::closeAbove(const Running* running) {
  while (!running_.empty() && &running_.back() != running) {
    if (FiringEntry* entry = log.find(running_.back().entry)) {
      if (entry->outcome == EntryOutcome::running) entry->outcome = EntryOutcome::unknown;
      entryChanged(*entry);
    }
    ObjectRow* task = objects.find(running_.back().object);
    if (task && task->state == ObjectState::running) {
      task->state = ObjectState::pending;
      objects.changed(*task);
    }
    running_.pop_back();
  }
}

/// The number of the entry that tells how a call ends: its own, or a line below what was told during
/// it, which says the rest.
std::uint64_t StoreBuilder::endEntry(Running& running, const Record& record) {
  if (!running.split) return running.entry;
  if (running.end != 0) return running.end;
  const bool step = running.step || running.stepCall;
  FiringEntry& end = note(record, EntryKind::ended, step ? words_.endOfStep : words_.endOfCall);
  setObject(end, running.object);
  end.ticket = running.ticket;
  end.scheduledBy = running.entry;
  running.end = end.number;
  FiringEntry* begun = log.find(running.entry);
  if (!begun) return running.end;
  end.settledObject = std::exchange(begun->settledObject, 0);
  end.settledState = begun->settledState;
  end.settledName = std::move(begun->settledName);
  end.settledText = std::move(begun->settledText);
  begun->outcome = EntryOutcome::continued;
  begun->endedIn = end.number;
  entryChanged(*begun);
  return running.end;
}

void StoreBuilder::callEnd(const Record& record) {
  Running* running = findRunning(record, false);
  if (!running) return;
  closeAbove(running);
  const auto duration = durationOf(record);
  const auto outcome = static_cast<CallOutcome>(record.detail);
  FiringEntry* entry = log.find(endEntry(*running, record));
  ObjectRow* task = objects.find(running->object);
  const bool step = running->step || running->stepCall;
  if (entry) {
    entry->duration = duration;
    if (outcome == CallOutcome::raised) {
      entry->outcome = EntryOutcome::threw;
      entry->outcomeType = texts_[record.text];
      entry->outcomeText = texts_[record.text2];
    } else if (entry->outcome == EntryOutcome::running) {
      stepOutcome(*entry, outcome, step ? task : nullptr);
    }
    entryChanged(*entry);
  }
  if (step && task && task->state == ObjectState::running) {
    task->state = ObjectState::pending;
    objects.changed(*task);
  }
  running_.pop_back();
}

void StoreBuilder::stepEnd(const Record& record) {
  Running* running = findRunning(record, true);
  if (!running) return;
  closeAbove(running);
  ObjectRow* task = objects.find(record.object);
  if (FiringEntry* entry = log.find(endEntry(*running, record))) {
    entry->duration = durationOf(record);
    stepOutcome(*entry, static_cast<CallOutcome>(record.detail), task);
    if (entry->outcome == EntryOutcome::threw) {
      entry->outcomeType = texts_[record.text];
      entry->outcomeText = texts_[record.text2];
    }
    entryChanged(*entry);
  }
  if (task && task->state == ObjectState::running) {
    task->state = ObjectState::pending;
    objects.changed(*task);
  }
  if (running->call) return;  // callback_end follows
  running_.pop_back();
}

void StoreBuilder::stepOutcome(FiringEntry& entry, CallOutcome outcome, const ObjectRow* task) {
  entry.outcome = outcome == CallOutcome::raised ? EntryOutcome::threw : EntryOutcome::ok;
  if (outcome == CallOutcome::waiting) {
    entry.outcome = EntryOutcome::waiting;
    const ObjectRow* future = task ? task->awaitedRow : nullptr;
    if (!future) return;
    entry.outcomeObject = future->id;
    entry.outcomeKind = future->kind;
    entry.outcomeText = future->name;
  } else if (outcome == CallOutcome::finished) {
    entry.outcome = EntryOutcome::finished;
    if (!task) return;
    if (task->state == ObjectState::error) entry.outcome = EntryOutcome::failed;
    if (task->state == ObjectState::cancelled) entry.outcome = EntryOutcome::cancelled;
    entry.outcomeType = task->errorType;
    entry.outcomeText = task->state == ObjectState::result ? task->value : task->message;
  }
}

}  // namespace loopscope::ui
