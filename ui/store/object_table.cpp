// SPDX-License-Identifier: MIT
#include <loopscope/ui/store/object_table.h>

#include <algorithm>
#include <utility>

#include <loopscope/ui/store/row_list.h>

namespace loopscope::ui {

namespace {

/// Keeps the last of each number: there may be several when an object was made more than once.
void dropRepeated(std::vector<ObjectId>& ids) {
  IdMap<bool> seen;
  std::reverse(ids.begin(), ids.end());
  std::erase_if(ids, [&seen](ObjectId id) { return std::exchange(seen[id], true); });
  std::reverse(ids.begin(), ids.end());
}

}  // namespace

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
  removedAny_ = false;
  ++changes_.revision;
}

void ObjectTable::settleChanges() {
  if (!removedAny_) return;
  // A number that went and came back (a placeholder does) is, to whoever saw it before, a change.
  std::erase_if(changes_.removed, [this](ObjectId id) {
    ObjectRow* row = find(id);
    if (!row) return false;
    std::erase(changes_.added, id);
    std::erase(changes_.changed, id);
    row->addedIn = row->changedIn = 0;
    changed(*row);
    return true;
  });
  const auto gone = [this](ObjectId id) { return rows_.find(id) == nullptr; };
  std::erase_if(changes_.added, gone);
  dropRepeated(changes_.added);
  std::erase_if(changes_.changed, gone);
}

}  // namespace loopscope::ui
