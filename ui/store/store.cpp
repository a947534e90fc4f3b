// SPDX-License-Identifier: MIT
#include <loopscope/ui/store/store.h>

#include <algorithm>

#include <loopscope/ui/store/store_builder.h>

namespace loopscope::ui {

Store::Store() : builder_(std::make_unique<StoreBuilder>()) {}
Store::~Store() = default;

void Store::feed(std::span<const inspect::Record> records) {
  startChange();
  builder_->read(records);
  builder_->settle();
}

void Store::clearFinished() {
  startChange();
  builder_->status.evictedObjects += builder_->objects.clearFinished();
  builder_->settle();
}

void Store::setRetention(std::size_t finishedObjects) {
  startChange();
  builder_->retention = finishedObjects;
  builder_->settle();
}

void Store::setFiringLimit(std::size_t entries) {
  startChange();
  builder_->log.setLimit(entries);
  builder_->settle();
}

void Store::setNow(std::int64_t loopTime) {
  builder_->status.now = std::max(builder_->status.now, loopTime);
}

const ObjectRow* Store::object(ObjectId id) const { return builder_->objects.find(id); }
std::size_t Store::objectCount() const { return builder_->objects.size(); }
const ObjectRow* Store::firstObject() const { return builder_->objects.first(); }

std::vector<ObjectId> Store::waiters(const ObjectRow& row, std::size_t limit) const {
  std::vector<ObjectId> ids;
  for (const ObjectRow* one = row.waiters.first; one && ids.size() < limit;
       one = one->waiterLink.next) {
    ids.push_back(one->id);
  }
  return ids;
}

bool Store::uncertain(const ObjectRow& row) const {
  return !isFinished(row.state) && row.lastSequence < builder_->lastGap;
}

std::uint64_t Store::firstFiring() const { return builder_->log.first(); }
std::uint64_t Store::nextFiring() const { return builder_->log.next(); }
const FiringEntry* Store::firing(std::uint64_t number) const {
  return std::as_const(builder_->log).find(number);
}

std::vector<const DueEntry*> Store::due(std::size_t limit) const {
  return builder_->due.first(limit);
}
std::size_t Store::dueCount() const { return builder_->due.size(); }

std::vector<TimerEntry> Store::timers(std::size_t limit) const {
  return builder_->timers.first(limit);
}

const LoopStatus& Store::status() const { return builder_->status; }

std::string Store::threadName(ThreadId thread) const { return builder_->threads.name(thread); }

const ChangeSet& Store::changes() const {
  builder_->changesSeen = true;
  return builder_->objects.changes();
}

void Store::startChange() {
  if (builder_->changesSeen) builder_->beginChanges();
  builder_->changesSeen = false;
}

}  // namespace loopscope::ui
