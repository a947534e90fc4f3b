// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <vector>

#include <loopscope/ui/store/change_set.h>
#include <loopscope/ui/store/id_map.h>
#include <loopscope/ui/store/object_row.h>

namespace loopscope::ui {

/// The rows by number, their lists (creation, finishing, waiters), and the notes of what changed.
/// Every operation is O(1) but evict() and clear, which are O(rows dropped).
class ObjectTable {
 public:
  ObjectRow* find(ObjectId id) {
    ObjectRow** row = rows_.find(id);
    return row ? *row : nullptr;
  }
  const ObjectRow* find(ObjectId id) const { return const_cast<ObjectTable*>(this)->find(id); }

  /// A new row; the number must be new.
  ObjectRow& add(ObjectId id);

  /// Notes that what a row shows has changed.
  void changed(ObjectRow& row) {
    if (row.changedIn == changes_.revision || row.addedIn == changes_.revision) return;
    row.changedIn = changes_.revision;
    changes_.changed.push_back(row.id);
  }

  /// The task waits for `future` from now on, or for nothing when null.
  void await(ObjectRow& task, ObjectRow* future);

  /// Counts a row among the finished ones, whose state is set already.
  void finished(ObjectRow& row);

  void remove(ObjectRow& row);

  /// Drops the oldest finished rows beyond the limit; returns how many.
  std::size_t evict(std::size_t keep);

  /// Drops the finished rows that nobody awaits; returns how many.
  std::size_t clearFinished();

  std::size_t size() const { return creation_.size; }
  std::size_t finishedCount() const { return finished_.size; }
  const ObjectRow* first() const { return creation_.first; }
  ObjectRow* first() { return creation_.first; }

  ChangeSet& changes() { return changes_; }
  const ChangeSet& changes() const { return changes_; }

  /// Forgets the changes noted so far.
  void beginChanges();

  /// Takes out what was made and is gone again, and what changed and is gone.
  void settleChanges();

 private:
  IdMap<ObjectRow*> rows_;
  std::deque<ObjectRow> storage_;  ///< a deque, for rows are linked by address
  std::vector<ObjectRow*> free_;
  RowList creation_;
  RowList finished_;
  std::uint64_t rootOrder_ = 0;
  ChangeSet changes_;
  bool removedAny_ = false;  ///< in this change set
};

}  // namespace loopscope::ui
