// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include <loopscope/ui/store/firing_entry.h>

namespace loopscope::ui {

class Store;

// The words for what the store holds, in UTF-8. Every view says the same thing in the same words.

/// The name, or "future #12", "task #3", "#7 (created before the view began)".
std::string displayName(const ObjectRow& row);
std::string displayName(ObjectKind kind, ObjectId id, std::string_view name);

/// "pending", "waiting", "scheduled", "running", "result", "error", "cancelled", "destroyed while pending";
/// of a primitive "present" or "gone"
std::string_view stateWord(ObjectState state);

/// The word, and whether the task is being cancelled: "waiting, cancelling"
std::string stateText(const ObjectRow& row);

/// A shape for the state that reads without colour.
std::string_view stateGlyph(ObjectState state);

/// "Future", "Task", or the type of a primitive: "Lock"
std::string_view kindWord(const ObjectRow& row);
/// "Future<int>", "Task<void>", "Lock"
std::string kindAndType(const ObjectRow& row);

/// "call", "timer", "step", "done callback", "io", "note", …
std::string_view kindWord(EntryKind kind);
std::string_view kindWord(inspect::CallKind kind);

/// The result, "ValueError: bad input", "cancelled: too late", "→ answer" for a waiting task, "locked,
/// 2 wait" for a primitive, or "".
std::string valueText(const Store& store, const ObjectRow& row);

/// The object of an entry, "" when it has none.
std::string objectName(const FiringEntry& entry);

/// "ok", "answer = 42", "threw ValueError: bad input", "waiting for answer", "finished: 42",
/// "refused: already done", …
std::string outcomeText(const FiringEntry& entry);

/// "legacy", or "legacy → loop" when the call came from another thread than the loop's.
std::string fromThreadText(const Store& store, const FiringEntry& entry);

/// Why the entry ran in this place of the order, in whole sentences.
std::string explainFiring(const Store& store, const FiringEntry& entry);

/// "12,345"
std::string grouped(std::uint64_t number);

/// "0.2 ms", "3.1 s", "2 min 5 s"; negative: "".
std::string durationText(std::int64_t nanoseconds);

}  // namespace loopscope::ui
