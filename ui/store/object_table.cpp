// SPDX-License-Identifier: MIT
#include <ui/store/object_table.h>

#include <algorithm>

#include <ui/store/row_list.h>

namespace loopscope::ui {

ObjectRow& ObjectTable::add(ObjectId id) {
  if (free_.empty()) {
    storage_.emplace_back();
    free_.push_back(&storage_.back());
  }
  ObjectRow& row = *free_.back();
  free_.pop_back();
  row.id = id;
  row.rootOrder = ++rootOrder_;
  row.addedIn = changes_.revision;
  rows_[id] = &row;
  append<&ObjectRow::creationLink>(creation_, row);
  changes_.added.push_back(id);
  return row;
}

void ObjectTable::await(ObjectRow& task, ObjectRow* future) {
  ObjectRow* old = task.awaitedRow;
  if (old == future) return;
  if (old) {
    ui::remove<&ObjectRow::waiterLink>(old->waiters, task);
    old->waiterCount = old->waiters.size;
    if (old->waiterCount == 0) old->rootOrder = ++rootOrder_;
    changed(*old);
  }
  if (future) {
    append<&ObjectRow::waiterLink>(future->waiters, task);
    future->waiterCount = future->waiters.size;
    changed(*future);
  }
  task.awaitedRow = future;
  task.awaited = future ? future->id : 0;
  changed(task);
}

void ObjectTable::finished(ObjectRow& row) {
  append<&ObjectRow::finishedLink>(finished_, row);
  changed(row);
}

void ObjectTable::remove(ObjectRow& row) {
  await(row, nullptr);
  while (row.waiters.first) await(*row.waiters.first, nullptr);
  if (isFinished(row.state)) ui::remove<&ObjectRow::finishedLink>(finished_, row);
  ui::remove<&ObjectRow::creationLink>(creation_, row);
  if (row.addedIn != changes_.revision) changes_.removed.push_back(row.id);
  removedAny_ = true;
  rows_.erase(row.id);
  row = ObjectRow();
  free_.push_back(&row);
}

std::size_t ObjectTable::evict(std::size_t keep) {
  const std::size_t before = finished_.size;
  while (finished_.size > keep) remove(*finished_.first);
  return before - finished_.size;
}

std::size_t ObjectTable::clearFinished() {
  const std::size_t before = finished_.size;
  for (ObjectRow* row = finished_.first; row;) {
    ObjectRow* next = row->finishedLink.next;
    if (row->waiterCount == 0) remove(*row);
    row = next;
  }
  return before - finished_.size;
}

void ObjectTable::beginChanges() {
  changes_.added.clear();
  changes_.changed.clear();
  changes_.removed.clear();
  changes_.outcomes.clear();
  ++changes_.revision;
}

void ObjectTable::settleChanges() {
  if (!removedAny_) return;
  removedAny_ = false;
  const auto gone = [this](ObjectId id) { return rows_.find(id) == nullptr; };
  std::erase_if(changes_.added, gone);
  std::erase_if(changes_.changed, gone);
}

}  // namespace loopscope::ui
