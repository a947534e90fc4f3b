// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <loopscope/inspect/record.h>
#include <loopscope/ui/store/change_set.h>
#include <loopscope/ui/store/firing_entry.h>
#include <loopscope/ui/store/loop_status.h>
#include <loopscope/ui/store/object_row.h>

namespace loopscope::ui {

class StoreBuilder;

/// What a stream of records adds up to: the objects of a loop, the order in which its calls ran,
/// what is due, and the loop's figures. Plain values, no Qt, no clock, one thread.
///
/// Nothing in here grows without bound: finished objects, firing entries, texts and due calls are
/// kept up to a limit, and what was dropped is counted. No record is trusted: ids that are unknown
/// (the view began late, or records were dropped) are taken in their stride.
class Store {
 public:
  Store();
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// Takes records in; a text's bytes follow its record in the same span. About 50 ns a record.
  void feed(std::span<const inspect::Record> records);

  /// Drops the finished objects that nobody awaits.
  void clearFinished();

  /// How many finished objects are kept (10,000 at first); the oldest go first.
  void setRetention(std::size_t finishedObjects);

  /// How many firing entries are kept (20,000 at first); the oldest go first.
  void setFiringLimit(std::size_t entries);

  /// Tells what the loop's clock shows, for ages while no records arrive. Never goes back.
  void setNow(std::int64_t loopTime);

  /// Null when there is no such object (any more). Good until the store next changes.
  const ObjectRow* object(ObjectId id) const;
  std::size_t objectCount() const;

  /// The objects in order of creation: for (auto* row = firstObject(); row; row = nextObject(*row)).
  const ObjectRow* firstObject() const;
  static const ObjectRow* nextObject(const ObjectRow& row) { return row.creationLink.next; }

  /// The tasks that wait for an object, in the order in which they began to wait.
  std::vector<ObjectId> waiters(const ObjectRow& row, std::size_t limit = 1000) const;

  /// True when records were dropped since the object was last heard of: its state may be stale.
  bool uncertain(const ObjectRow& row) const;

  /// Entries firstFiring() … nextFiring() - 1 are kept; null outside. Good until the next feed.
  std::uint64_t firstFiring() const;
  std::uint64_t nextFiring() const;
  const FiringEntry* firing(std::uint64_t number) const;

  /// The first calls that are due, next first. Good until the store next changes.
  std::vector<const DueEntry*> due(std::size_t limit) const;
  std::size_t dueCount() const;

  /// The first timers that are set and not due yet, next first.
  std::vector<TimerEntry> timers(std::size_t limit) const;

  const LoopStatus& status() const;

  /// The name of a thread, or "thread 3"; "" for 0.
  std::string threadName(ThreadId thread) const;

  /// What changed since the changes were last looked at. Looking (by any number of readers) marks
  /// them as seen: the next feed(), clearFinished() or setRetention() then begins a new set.
  const ChangeSet& changes() const;

 private:
  void startChange();

  std::unique_ptr<StoreBuilder> builder_;
};

}  // namespace loopscope::ui
