// SPDX-License-Identifier: MIT
#include <algorithm>

#include <loopscope/ui/store/store_builder.h>
#include <loopscope/ui/store/words.h>

namespace loopscope::ui {

namespace {

EntryOutcome entryOutcome(ObjectState state) {
  switch (state) {
    case ObjectState::error: return EntryOutcome::failed;
    case ObjectState::cancelled: return EntryOutcome::cancelled;
    default: return EntryOutcome::finished;
  }
}

}  // namespace

/// A line that is no call of the loop.
FiringEntry& StoreBuilder::note(const Record& record, EntryKind kind, const Text& what) {
  FiringEntry& entry = log.append();
  entry.kind = kind;
  entry.time = record.time;
  entry.steady = record.steady;
  entry.iteration = record.iteration;
  entry.ticket = record.ticket;
  entry.what = what;
  entry.fromThread = record.thread;
  entry.loopThread = status.loopThread ? status.loopThread : record.thread;
  if (!running_.empty()) {
    entry.scheduledBy = running_.back().entry;
    if (kind == EntryKind::printed || kind == EntryKind::cancelRequest)
      running_.back().split = true;
  }
  if (kind != EntryKind::gap) setObject(entry, record.object);
  return entry;
}

void StoreBuilder::setObject(FiringEntry& entry, ObjectId id) {
  entry.object = id;
  const ObjectRow* row = objects.find(id);
  entry.objectName = row ? row->name : Text();
  entry.objectKind = row ? row->kind : ObjectKind::future;
}

void StoreBuilder::entryChanged(const FiringEntry& entry) {
  ChangeSet& changes = objects.changes();
  changes.firstChangedFiring = std::min(changes.firstChangedFiring, entry.number);
}

void StoreBuilder::unhandledError(const Record& record) {
  const auto sentence = static_cast<inspect::TextId>(record.value);
  FiringEntry& entry =
      note(record, EntryKind::unhandledError, sentence ? texts_[sentence] : words_.unhandled);
  entry.outcome = EntryOutcome::threw;
  entry.outcomeType = texts_[record.text];
  entry.outcomeText = texts_[record.text2];
  ++status.errors;
}

void StoreBuilder::slowCallback(const Record& record) {
  std::uint64_t during = 0;  // the call has just ended; notes may have come after it
  for (std::uint64_t number = log.next() - 1; during == 0 && number + 64 > log.next(); --number) {
    FiringEntry* call = log.find(number);
    if (!call) break;
    if (!isCall(call->kind) || call->ticket != record.ticket) continue;
    call->slow = true;
    entryChanged(*call);
    during = number;
  }
  FiringEntry& entry = note(record, EntryKind::slowCallback, texts_[record.text]);
  entry.duration = durationOf(record);
  entry.outcome = EntryOutcome::ok;
  entry.scheduledBy = during;
}

void StoreBuilder::misuse(const Record& record) {
  FiringEntry& entry = note(record, EntryKind::misuse, words_.misuse);
  entry.outcome = EntryOutcome::text;
  entry.outcomeText = texts_[record.text2];
  ++status.errors;
}

void StoreBuilder::printed(const Record& record) {
  FiringEntry& entry = note(record, EntryKind::printed, words_.printed);
  entry.outcome = EntryOutcome::text;
  entry.outcomeText = texts_[record.text2];
}

/// An outcome reached during a call is that call's doing; outside, it is a line of its own, which
/// the answer to a command may turn into "by hand".
void StoreBuilder::noteOutcome(const ObjectRow& row, const Record& record) {
  FiringEntry* call = running_.empty() ? nullptr : log.find(running_.back().entry);
  if (call && call->kind == EntryKind::step && row.id == running_.back().object) return;
  const Text& shown = row.state == ObjectState::result ? row.value : row.message;
  FiringEntry* last = call || outsideEntry_ ? log.find(log.next() - 1) : nullptr;
  const bool asked = last && last->kind == EntryKind::cancelRequest && last->object == row.id;
  if (call && !asked) {
    call->settledObject = row.id;
    call->settledState = row.state;
    call->settledName = row.name;
    call->settledText = row.state == ObjectState::error ? row.errorType : shown;
    return entryChanged(*call);
  }
  FiringEntry& entry = asked ? *last : note(record, EntryKind::settled, words_.settled);
  entry.outcome = entryOutcome(row.state);
  entry.outcomeType = row.errorType;
  entry.outcomeText = shown;
  entryChanged(entry);
  if (!call && outsideEntry_ == 0) outsideEntry_ = entry.number;
}

namespace {

/// "cancel requested by killer", "cancel passed on by outermost"
Text cancelTitle(const CancelRequest& request) {
  const std::string_view how = request.passedOn ? "cancel passed on by " : "cancel requested by ";
  const ObjectKind kind = request.passedOn ? ObjectKind::future : ObjectKind::task;
  return Text(std::string(how) + displayName(kind, request.by, request.byName));
}

/// "taken", "taken, request 2: “too late”"
Text takenText(const ObjectRow& row) {
  std::string text = "taken";
  if (row.cancelling > 1) text += ", request " + std::to_string(row.cancelling);
  const Text& message = row.cancelRequests.back().message;
  return Text(message.empty() ? text : text + ": “" + message.string() + "”");
}

}  // namespace

/// `row` has the request as its last.
void StoreBuilder::noteCancelRequest(const ObjectRow& row, const Record& record) {
  const CancelRequest& request = row.cancelRequests.back();
  FiringEntry& entry = note(record, EntryKind::cancelRequest,
                            request.by == 0 ? words_.cancelRequest : cancelTitle(request));
  entry.outcome = request.taken ? EntryOutcome::text : EntryOutcome::refused;
  if (request.taken) entry.outcomeText = takenText(row);
  if (!request.taken && isFinished(row.state)) entry.outcomeText = words_.done;
  if (running_.empty() && outsideEntry_ == 0) outsideEntry_ = entry.number;
}

/// A command did it, unless it was passed on.
void StoreBuilder::markByHand(FiringEntry& entry) {
  if (entry.kind == EntryKind::settled) {
    entry.byHand = true;
    entry.what = words_.setByHand;
  } else if (entry.kind == EntryKind::cancelRequest &&
             entry.what.view() == words_.cancelRequest.view()) {
    entry.byHand = true;
    entry.what = words_.cancelByHand;
    ObjectRow* row = objects.find(entry.object);
    if (row && !row->cancelRequests.empty()) row->cancelRequests.back().byHand = true;
  } else {
    return;
  }
  entryChanged(entry);
}

void StoreBuilder::commandOutcome(const Record& record) {
  const auto kind = static_cast<inspect::OutcomeKind>(record.detail);
  std::vector<CommandOutcome>& outcomes = objects.changes().outcomes;
  if (outcomes.size() < 10'000) {
    outcomes.push_back({record.other, record.object, kind, texts_[record.text2]});
  }
  const std::uint64_t first = outsideEntry_ ? outsideEntry_ : log.next();
  outsideEntry_ = 0;
  ++moment_;
  for (std::uint64_t number = first; number < log.next(); ++number) {
    if (FiringEntry* entry = log.find(number)) markByHand(*entry);
  }
  if (kind == inspect::OutcomeKind::done || first < log.next()) return;
  FiringEntry& entry = note(record, EntryKind::refused, words_.command);
  entry.outcome = EntryOutcome::refused;
  entry.outcomeText = texts_[record.text2];
  if (kind == inspect::OutcomeKind::gone && entry.outcomeText.empty()) {
    entry.outcomeText = words_.gone;
  }
}

}  // namespace loopscope::ui
