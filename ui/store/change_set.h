// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include <loopscope/ui/store/object_row.h>

namespace loopscope::ui {

/// What became of a command that a session sent.
struct CommandOutcome {
  std::uint64_t number = 0;
  ObjectId object = 0;
  inspect::OutcomeKind kind = inspect::OutcomeKind::done;
  Text reason;
};

/// What a feed changed. An object is in one of the three lists at most; one that was made and is
/// gone again is in none.
struct ChangeSet {
  std::uint64_t revision = 0;   ///< counts change sets of a store, from 1
  std::vector<ObjectId> added;  ///< in order of creation
  std::vector<ObjectId> changed;
  std::vector<ObjectId> removed;
  std::uint64_t firstNewFiring = 1;      ///< entries from this number on are new
  std::uint64_t firstChangedFiring = 1;  ///< older entries from this number on may have changed
  bool due = false;
  bool status = false;
  std::vector<CommandOutcome> outcomes;
};

}  // namespace loopscope::ui
