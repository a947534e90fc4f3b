// SPDX-License-Identifier: MIT
#include <loopscope/ui/store/words.h>

#include <cstdio>

#include <loopscope/ui/store/store.h>

namespace loopscope::ui {

std::string displayName(ObjectKind kind, ObjectId id, std::string_view name) {
  if (!name.empty()) return std::string(name);
  constexpr std::string_view words[] = {"future #", "task #", "primitive #"};
  return std::string(words[static_cast<std::size_t>(kind)]) + std::to_string(id);
}

std::string displayName(const ObjectRow& row) {
  if (!row.placeholder || !row.name.empty()) return displayName(row.kind, row.id, row.name);
  return "#" + std::to_string(row.id) + " (created before the view began)";
}

std::string_view stateWord(ObjectState state) {
  switch (state) {
    case ObjectState::pending: return "pending";
    case ObjectState::waiting: return "waiting";
    case ObjectState::scheduled: return "scheduled";
    case ObjectState::running: return "running";
    case ObjectState::present: return "present";
    case ObjectState::result: return "result";
    case ObjectState::error: return "error";
    case ObjectState::cancelled: return "cancelled";
    case ObjectState::destroyed: return "destroyed while pending";
    case ObjectState::gone: return "gone";
  }
  return "";
}

std::string stateText(const ObjectRow& row) {
  std::string text(stateWord(row.state));
  return row.cancelling > 0 && isPending(row.state) ? text + ", cancelling" : text;
}

std::string_view stateGlyph(ObjectState state) {
  switch (state) {
    case ObjectState::pending: return "◌";
    case ObjectState::waiting: return "●";
    case ObjectState::scheduled: return "▷";
    case ObjectState::running: return "▶";
    case ObjectState::present: return "◇";
    case ObjectState::result: return "✔";
    case ObjectState::error: return "✖";
    case ObjectState::cancelled: return "⊘";
    case ObjectState::destroyed: return "∅";
    case ObjectState::gone: return "×";
  }
  return "";
}

std::string_view kindWord(const ObjectRow& row) {
  switch (row.kind) {
    case ObjectKind::future: return "Future";
    case ObjectKind::task: return "Task";
    case ObjectKind::primitive: break;
  }
  return row.typeName.empty() ? "Primitive" : row.typeName.view();
}

std::string kindAndType(const ObjectRow& row) {
  std::string text(kindWord(row));
  if (row.kind != ObjectKind::primitive && !row.typeName.empty())
    text.append("<").append(row.typeName.view()).append(">");
  return text;
}

std::string_view kindWord(EntryKind kind) {
  switch (kind) {
    case EntryKind::call: return "call";
    case EntryKind::timer: return "timer";
    case EntryKind::step: return "step";
    case EntryKind::doneCallback: return "done callback";
    case EntryKind::io: return "io";
    case EntryKind::settled: return "outcome";
    case EntryKind::cancelRequest: return "cancel request";
    case EntryKind::ended: return "end of a call";
    case EntryKind::refused: return "refused command";
    case EntryKind::unhandledError: return "unhandled error";
    case EntryKind::neverRetrieved: return "error never retrieved";
    case EntryKind::destroyedPending: return "destroyed while pending";
    case EntryKind::slowCallback: return "slow call";
    case EntryKind::misuse: return "misuse";
    case EntryKind::printed: return "output";
    case EntryKind::gap: return "gap";
  }
  return "";
}

std::string_view kindWord(inspect::CallKind kind) {
  return kind <= inspect::CallKind::io ? kindWord(static_cast<EntryKind>(kind)) : "call";
}

namespace {

std::string errorText(std::string_view type, std::string_view message) {
  std::string text(type.empty() ? std::string_view("error") : type);
  return message.empty() ? text : text.append(": ").append(message);
}

std::string withDetail(std::string text, std::string_view detail) {
  return detail.empty() ? text : text.append(": ").append(detail);
}

}  // namespace

std::string valueText(const Store& store, const ObjectRow& row) {
  switch (row.state) {
    case ObjectState::result: return row.value.string();
    case ObjectState::error: return errorText(row.errorType, row.message);
    case ObjectState::cancelled: return row.message.string();
    case ObjectState::present: return row.value.string();
    default: break;
  }
  const ObjectRow* awaited = store.object(row.awaited);
  return awaited ? "→ " + displayName(*awaited) : std::string();
}

std::string objectName(const FiringEntry& entry) {
  if (entry.object == 0) return {};
  return displayName(entry.objectKind, entry.object, entry.objectName);
}

namespace {

/// "answer = 42" says more of a call than that it went well.
std::string settledBy(const FiringEntry& entry) {
  if (entry.settledObject == 0) return "ok";
  const std::string name = displayName(ObjectKind::future, entry.settledObject, entry.settledName);
  const std::string_view value = entry.settledText;
  if (entry.settledState == ObjectState::error) return withDetail(name + " failed", value);
  if (entry.settledState == ObjectState::cancelled) return withDetail(name + " cancelled", value);
  return value.empty() ? name + " is done" : name + " = " + std::string(value);
}

}  // namespace

std::string outcomeText(const FiringEntry& entry) {
  const std::string_view text = entry.outcomeText;
  switch (entry.outcome) {
    case EntryOutcome::running: return "running";
    case EntryOutcome::ok: return settledBy(entry);
    case EntryOutcome::continued: return "ends in entry " + std::to_string(entry.endedIn);
    case EntryOutcome::threw: return "threw " + errorText(entry.outcomeType, text);
    case EntryOutcome::waiting:
      if (entry.outcomeObject == 0) return "waiting for its next turn";
      return "waiting for " + displayName(entry.outcomeKind, entry.outcomeObject, text);
    case EntryOutcome::finished: return withDetail("finished", text);
    case EntryOutcome::failed: return "finished: " + errorText(entry.outcomeType, text);
    case EntryOutcome::cancelled: return withDetail("cancelled", text);
    case EntryOutcome::refused: return withDetail("refused", text);
    case EntryOutcome::unknown: return "unknown: records were dropped";
    case EntryOutcome::text: return std::string(text);
  }
  return {};
}

std::string fromThreadText(const Store& store, const FiringEntry& entry) {
  std::string from = store.threadName(entry.fromThread);
  if (entry.fromThread == entry.loopThread || from.empty()) return from;
  return from + " → " + store.threadName(entry.loopThread);
}

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

std::string durationText(std::int64_t nanoseconds) {
  if (nanoseconds < 0) return {};
  const double ns = static_cast<double>(nanoseconds);
  char text[48];
  const auto print = [&text](double value, const char* unit) {
    std::snprintf(text, sizeof text,
                  value < 9.995   ? "%.2f %s"
                  : value < 99.95 ? "%.1f %s"
                                  : "%.0f %s",
                  value, unit);
  };
  if (ns < 999.5) {
    std::snprintf(text, sizeof text, "%lld ns", static_cast<long long>(nanoseconds));
  } else if (ns < 999.5e3) {
    print(ns / 1e3, "µs");
  } else if (ns < 999.5e6) {
    print(ns / 1e6, "ms");
  } else if (ns < 59.95e9) {
    print(ns / 1e9, "s");
  } else {
    const std::int64_t seconds = (nanoseconds + 500'000'000) / 1'000'000'000;
    if (seconds < 3600)
      return std::to_string(seconds / 60) + " min " + std::to_string(seconds % 60) + " s";
    return std::to_string(seconds / 3600) + " h " + std::to_string(seconds % 3600 / 60) + " min";
  }
  return text;
}

}  // namespace loopscope::ui
