// SPDX-License-Identifier: MIT
#include <algorithm>

#include <loopscope/ui/store/store_builder.h>

namespace loopscope::ui {

namespace {

constexpr std::size_t MaxCallbacksListed = 1024;
constexpr std::size_t MaxCancelRequests = 32;

CallbackRow* findCallback(ObjectRow& row, std::uint64_t number) {
  const auto place =
      std::lower_bound(row.callbacks.begin(), row.callbacks.end(), number,
                       [](const CallbackRow& one, std::uint64_t n) { return one.number < n; });
  return place != row.callbacks.end() && place->number == number ? &*place : nullptr;
}

/// Callbacks that wait are the program's own; those that are over are listed up to a limit.
void trimCallbacks(ObjectRow& row) {
  if (row.callbacks.size() <= MaxCallbacksListed) return;
  std::size_t over = 0;
  for (const CallbackRow& one : row.callbacks) over += one.removed || one.firedBy != 0;
  if (over < MaxCallbacksListed) return;
  std::size_t drop = over - MaxCallbacksListed / 4;
  row.callbacksForgotten += drop;
  std::erase_if(row.callbacks, [&drop](const CallbackRow& one) {
    return drop > 0 && (one.removed || one.firedBy != 0) && drop-- > 0;
  });
}

}  // namespace

/// The row of an object that a record speaks of, made when the view has not seen it yet. Null for
/// an object that was evicted: a late record must not raise it from the dead.
ObjectRow* StoreBuilder::touch(ObjectId id, const Record& record, ObjectKind kind) {
  if (id == 0) return nullptr;
  ObjectRow* row = objects.find(id);
  if (!row) {
    const bool seen = firstCreated_ != 0 && id >= firstCreated_;
    if (seen && status.gaps == 0 && status.evictedObjects > 0) return nullptr;
    row = &objects.add(id);
    row->placeholder = true;
    row->kind = kind;
    row->created = record.time;
    row->createdIteration = record.iteration;
  }
  row->lastSequence = sequence_;
  objects.changed(*row);
  return row;
}

void StoreBuilder::created(const Record& record) {
  if (record.object == 0) return;
  if (firstCreated_ == 0) firstCreated_ = record.object;
  ObjectRow* row = objects.find(record.object);
  if (row) row->lastSequence = sequence_;
  if (row && !row->placeholder) return;  // told once more, in a snapshot
  if (!row) row = &objects.add(record.object);
  row->moment = moment_;
  row->placeholder = false;
  row->kind = record.detail <= static_cast<std::uint16_t>(ObjectKind::primitive)
                  ? static_cast<ObjectKind>(record.detail)
                  : ObjectKind::future;
  if (row->kind == ObjectKind::primitive) setPresent(*row);
  row->created = record.time;
  row->createdIteration = record.iteration;
  row->creator = record.other;
  row->thread = record.thread;
  row->typeName = texts_[record.text];
  row->site = texts_[record.text2];
  if (row->kind == ObjectKind::task && record.value != 0 && row->name.empty())
    row->name = Text("Task-" + std::to_string(record.value));
  row->lastSequence = sequence_;
  objects.changed(*row);
}

void StoreBuilder::named(const Record& record) {
  ObjectRow* row = touch(record.object, record);
  if (!row) return;
  row->name = texts_[record.text];
  for (ObjectRow* task = row->waiters.first; task; task = task->waiterLink.next)
    objects.changed(*task);  // they show what they wait for by its name
}

void StoreBuilder::setPresent(ObjectRow& row) {
  if (!isPending(row.state)) return;
  row.state = ObjectState::present;
  ++primitives_;
}

void StoreBuilder::changed(const Record& record) {
  ObjectRow* row = touch(record.object, record, ObjectKind::primitive);
  if (!row || row->kind != ObjectKind::primitive) return;
  setPresent(*row);
  row->value = texts_[record.text];
}

/// Both kinds of record come here: destroyed, and destroyed_pending with its complaint.
void StoreBuilder::destroyed(const Record& record) {
  if (record.kind == inspect::RecordKind::destroyed_pending) {
    FiringEntry& entry = note(record, EntryKind::destroyedPending, words_.destroyedPending);
    entry.outcome = EntryOutcome::ok;
    ++status.errors;
  }
  ObjectRow* row = objects.find(record.object);
  if (!row) return;
  row->lastSequence = sequence_;
  row->handleGone = true;
  objects.changed(*row);
  if (isFinished(row->state)) return;
  objects.await(*row, nullptr);
  const bool primitive = row->state == ObjectState::present;
  if (primitive) --primitives_;
  if (row->placeholder) return objects.remove(*row);  // it may have been done before the view began
  row->state = primitive ? ObjectState::gone : ObjectState::destroyed;
  row->finished = record.time;
  if (!primitive) ++status.finishedTotal;
  objects.finished(*row);
}

void StoreBuilder::callbackAdded(const Record& record) {
  ObjectRow* row = touch(record.object, record);
  if (!row) return;
  trimCallbacks(*row);
  const CallbackRow callback{record.other, texts_[record.text], 0, false};
  if (row->callbacks.empty() || row->callbacks.back().number < callback.number) {
    row->callbacks.push_back(callback);
  } else if (CallbackRow* known = findCallback(*row, callback.number)) {
    *known = callback;
  } else {
    row->callbacks.push_back(callback);
    std::sort(row->callbacks.begin(), row->callbacks.end(),
              [](const CallbackRow& a, const CallbackRow& b) { return a.number < b.number; });
  }
}

void StoreBuilder::callbackRemoved(const Record& record) {
  ObjectRow* row = objects.find(record.object);
  if (!row) return;
  if (CallbackRow* callback = findCallback(*row, record.other)) callback->removed = true;
  row->lastSequence = sequence_;
  objects.changed(*row);
}

void StoreBuilder::callbackFired(ObjectRow& row, std::uint64_t callback, std::uint64_t entry) {
  if (CallbackRow* known = findCallback(row, callback)) {
    known->firedBy = entry;
    objects.changed(row);
  }
}

void StoreBuilder::awaiting(const Record& record) {
  ObjectRow* task = touch(record.object, record, ObjectKind::task);
  if (!task || !isPending(task->state)) return;
  ObjectRow* future = touch(record.other, record);
  objects.await(*task, future);
  if (future) task->state = ObjectState::waiting;
}

void StoreBuilder::resumed(const Record& record) {
  ObjectRow* task = objects.find(record.object);
  if (!task) return;
  task->lastSequence = sequence_;
  objects.await(*task, nullptr);
  if (task->state == ObjectState::waiting) {
    task->state = ObjectState::running;
    objects.changed(*task);
  }
}

void StoreBuilder::outcomeReached(const Record& record, ObjectState state) {
  ObjectRow* row = touch(record.object, record);
  if (!row || !isPending(row->state)) return;
  objects.await(*row, nullptr);
  row->state = state;
  row->finished = record.time;
  if (state == ObjectState::result) row->value = texts_[record.text];
  if (state == ObjectState::error) row->errorType = texts_[record.text];
  if (state != ObjectState::result) row->message = texts_[record.text2];
  ++status.finishedTotal;
  objects.finished(*row);
  // What is created and done at once, outside any call, was so when the view began.
  if (row->moment != moment_ || !running_.empty()) noteOutcome(*row, record);
}

void StoreBuilder::cancelRequested(const Record& record) {
  ObjectRow* row = record.value ? touch(record.object, record) : objects.find(record.object);
  if (!row) return;
  if (row->cancelRequests.size() >= MaxCancelRequests) {
    row->cancelRequests.erase(row->cancelRequests.begin());
    ++row->cancelRequestsForgotten;
  }
  const ObjectRow* by = objects.find(record.other);
  CancelRequest& request = row->cancelRequests.emplace_back();
  request.by = record.other;
  request.byName = by ? by->name : Text();
  request.message = texts_[record.text2];
  request.passedOn = record.detail == static_cast<std::uint16_t>(inspect::CancelOrigin::passed_on);
  request.taken = record.value != 0;
  request.time = record.time;
  if (request.taken && row->kind == ObjectKind::task) ++row->cancelling;
  row->lastSequence = sequence_;
  objects.changed(*row);
  noteCancelRequest(*row, record);
}

void StoreBuilder::cancelWithdrawn(const Record& record) {
  ObjectRow* row = touch(record.object, record, ObjectKind::task);
  if (row && row->cancelling > 0) --row->cancelling;
}

void StoreBuilder::neverRetrieved(const Record& record) {
  FiringEntry& entry = note(record, EntryKind::neverRetrieved, words_.neverRetrieved);
  entry.outcome = EntryOutcome::threw;
  entry.outcomeType = texts_[record.text];
  entry.outcomeText = texts_[record.text2];
  ++status.errors;
  if (ObjectRow* row = objects.find(record.object)) {
    row->neverRetrieved = true;
    objects.changed(*row);
  }
}

}  // namespace loopscope::ui
