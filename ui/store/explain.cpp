// SPDX-License-Identifier: MIT
#include <loopscope/ui/store/store.h>
#include <loopscope/ui/store/words.h>

namespace loopscope::ui {

namespace {

/// "entry 41 (step of fetch)"
std::string entryPhrase(const Store& store, std::uint64_t n) {
  const FiringEntry* entry = store.firing(n);
  std::string text = "entry " + std::to_string(n);
  if (!entry) return text;
  text += " (" + entry->what.string();
  if (entry->object != 0) text += " of " + objectName(*entry);
  return text + ")";
}

std::string place(const FiringEntry& entry) {
  if (entry.position == 0) return {};
  std::string text = "Call " + std::to_string(entry.position);
  if (entry.callsInIteration >= entry.position)
    text += " of " + std::to_string(entry.callsInIteration);
  return text + " in iteration " + std::to_string(entry.iteration) + ". ";
}

std::string howItCame(const Store& store, const FiringEntry& entry) {
  if (entry.fromThread == 0) return "When it was scheduled is not known. ";
  const std::string iteration = " in iteration " + std::to_string(entry.scheduledIteration);
  if (entry.fromThread != entry.loopThread) {
    return "Thread " + store.threadName(entry.fromThread) + " handed it over; the loop took it in" +
           iteration + ". ";
  }
  if (entry.kind == EntryKind::timer) {
    std::string text = "Its timer was due";
    if (entry.deadline >= 0) text += " at " + durationText(entry.deadline) + " of loop time";
    return text + "; timers that are due queue up, earliest first, before an iteration begins. ";
  }
  if (entry.scheduledBy != 0) {
    return "It was scheduled" + iteration + ", during " + entryPhrase(store, entry.scheduledBy) +
           ". ";
  }
  return "It was scheduled" + iteration + ", outside the loop's calls. ";
}

std::string explainNote(const Store& store, const FiringEntry& entry) {
  switch (entry.kind) {
    case EntryKind::gap:
      return "The program was faster than the view: " + outcomeText(entry) +
             ". What is shown of that time is not complete.";
    case EntryKind::refused: return "A command was not carried out.";
    case EntryKind::settled:
    case EntryKind::cancelRequest:
      if (entry.scheduledBy == 0)
        return entry.byHand ? "Done by hand, between two calls of the loop."
                            : "Done outside the loop's calls.";
      break;
    case EntryKind::ended:
      return "The end of " + entryPhrase(store, entry.scheduledBy) +
             ", whose own line stands above what was told during it.";
    default: break;
  }
  if (entry.scheduledBy == 0) return "Noticed between two calls of the loop.";
  return "Noticed during " + entryPhrase(store, entry.scheduledBy) + ".";
}

}  // namespace

std::string explainFiring(const Store& store, const FiringEntry& entry) {
  if (!isCall(entry.kind)) return explainNote(store, entry);
  std::string text;
  if (entry.ticket != 0 && entry.position == 0) {
    text = "An eager task: its first step runs at once, inside the call that made it. ";
  } else {
    text = place(entry) + howItCame(store, entry);
  }
  if (entry.scheduledIteration != 0 && entry.iteration > entry.scheduledIteration) {
    text += "An iteration runs only what was ready at its start, so it had to wait for this one. ";
  } else if (entry.position != 0) {
    text += "Calls run in the order in which they were scheduled. ";
  }
  if (entry.settledObject != 0) {
    text += "It set the outcome of " +
            displayName(ObjectKind::future, entry.settledObject, entry.settledName) +
            (entry.settledText.empty() ? "" : ": " + entry.settledText.string()) + ". ";
  }
  text.pop_back();
  return text;
}

}  // namespace loopscope::ui
