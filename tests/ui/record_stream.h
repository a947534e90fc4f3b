// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <loopscope/inspect/record.h>

namespace loopscope::ui::test {

using namespace inspect;

/// Writes a record stream as an engine would: texts interned before their first use, sequence
/// numbers without holes, a clock that the test sets. take() gives what was written since last time.
class RecordStream {
 public:
  std::int64_t now = 0;  ///< loop time and steady clock of the records that follow, ns
  std::uint64_t iterationNumber = 0;
  ThreadId threadNumber = 1;

  TextId text(const std::string& text) {
    if (text.empty()) return 0;
    const auto [place, isNew] = texts_.try_emplace(text, static_cast<TextId>(texts_.size() + 1));
    if (isNew) writeText(place->second, text);
    return place->second;
  }

  void writeText(TextId id, const std::string& text) {
    Record record;
    record.kind = RecordKind::text;
    record.text = id;
    record.value = text.size();
    stamp(record);
    records_.push_back(record);
    const std::size_t blocks = (text.size() + sizeof(Record) - 1) / sizeof(Record);
    const std::size_t at = records_.size();
    records_.resize(at + blocks);
    if (blocks > 0) std::memcpy(static_cast<void*>(&records_[at]), text.data(), text.size());
  }

  Record& write(RecordKind kind, ObjectId object = 0, std::uint64_t other = 0) {
    Record record;
    record.kind = kind;
    record.object = object;
    record.other = other;
    stamp(record);
    records_.push_back(record);
    return records_.back();
  }

  /// Leaves a hole in the sequence, as a full ring does.
  void skipSequence(std::uint64_t count) { sequence_ += count; }

  void loop(const std::string& name) {
    const TextId id = text(name);
    write(RecordKind::loop).text = id;
  }
  void thread(ThreadId number, const std::string& name) {
    const TextId id = text(name);
    Record& record = write(RecordKind::thread);
    record.thread = number;
    record.text = id;
  }
  void created(ObjectId object, ObjectKind kind, const std::string& name = {},
               const std::string& type = "int") {
    const TextId typeId = text(type);
    const TextId site = text("main.cpp:20");
    Record& record = write(RecordKind::created, object);
    record.detail = static_cast<std::uint16_t>(kind);
    record.text = typeId;
    record.text2 = site;
    if (!name.empty()) named(object, name);
  }
  void future(ObjectId object, const std::string& name = {}) {
    created(object, ObjectKind::future, name);
  }
  void task(ObjectId object, const std::string& name = {}) {
    created(object, ObjectKind::task, name);
  }
  void named(ObjectId object, const std::string& name) {
    const TextId id = text(name);
    write(RecordKind::named, object).text = id;
  }
  void changed(ObjectId object, const std::string& standing) {
    const TextId id = text(standing);
    write(RecordKind::changed, object).text = id;
  }
  void destroyed(ObjectId object) { write(RecordKind::destroyed, object); }
  void callbackAdded(ObjectId object, std::uint64_t number, const std::string& what) {
    const TextId id = text(what);
    write(RecordKind::callback_added, object, number).text = id;
  }
  Record& scheduled(Ticket ticket, CallKind kind, ObjectId object = 0, std::uint64_t other = 0,
                    const std::string& what = {}) {
    const TextId id = text(what);
    Record& record = write(RecordKind::scheduled, object, other);
    record.ticket = ticket;
    record.detail = static_cast<std::uint16_t>(kind);
    record.text = id;
    return record;
  }
  void unscheduled(Ticket ticket) { write(RecordKind::unscheduled).ticket = ticket; }
  void callBegin(Ticket ticket, CallKind kind, ObjectId object = 0, std::uint64_t other = 0,
                 const std::string& what = {}) {
    const TextId id = text(what);
    Record& record = write(RecordKind::callback_begin, object, other);
    record.ticket = ticket;
    record.detail = static_cast<std::uint16_t>(kind);
    record.text = id;
  }
  void callEnd(Ticket ticket, CallOutcome outcome = CallOutcome::ok, std::uint64_t duration = 1000,
               const std::string& type = {}, const std::string& message = {}) {
    const TextId typeId = text(type);
    const TextId messageId = text(message);
    Record& record = write(RecordKind::callback_end);
    record.ticket = ticket;
    record.detail = static_cast<std::uint16_t>(outcome);
    record.value = duration;
    record.text = typeId;
    record.text2 = messageId;
  }
  void stepBegin(Ticket ticket, ObjectId task) {
    write(RecordKind::step_begin, task).ticket = ticket;
  }
  void stepEnd(Ticket ticket, ObjectId task, CallOutcome outcome, std::uint64_t duration = 1000) {
    Record& record = write(RecordKind::step_end, task);
    record.ticket = ticket;
    record.detail = static_cast<std::uint16_t>(outcome);
    record.value = duration;
  }
  void awaiting(ObjectId task, ObjectId future) { write(RecordKind::awaiting, task, future); }
  void resumed(ObjectId task, ObjectId future) { write(RecordKind::resumed, task, future); }
  void result(ObjectId object, const std::string& value) {
    const TextId id = text(value);
    write(RecordKind::result, object).text = id;
  }
  void error(ObjectId object, const std::string& type, const std::string& message) {
    outcome(RecordKind::error, object, type, message);
  }
  void cancelled(ObjectId object, const std::string& message = {}) {
    outcome(RecordKind::cancelled, object, {}, message);
  }
  void outcome(RecordKind kind, ObjectId object, const std::string& type,
               const std::string& message) {
    const TextId typeId = text(type);
    const TextId messageId = text(message);
    Record& record = write(kind, object);
    record.text = typeId;
    record.text2 = messageId;
  }
  void answer(std::uint64_t command, ObjectId object, OutcomeKind kind,
              const std::string& reason = {}) {
    const TextId id = text(reason);
    Record& record = write(RecordKind::outcome, object, command);
    record.detail = static_cast<std::uint16_t>(kind);
    record.text2 = id;
  }
  void iteration(std::uint64_t calls, std::uint64_t timers = 0) {
    ++iterationNumber;
    write(RecordKind::iteration, 0, timers).value = calls;
  }

  std::vector<Record> take() { return std::exchange(records_, {}); }

 private:
  void stamp(Record& record) {
    record.sequence = ++sequence_;
    record.time = now;
    record.steady = now;
    record.iteration = iterationNumber;
    record.thread = threadNumber;
  }

  std::map<std::string, TextId> texts_;
  std::vector<Record> records_;
  std::uint64_t sequence_ = 0;
};

}  // namespace loopscope::ui::test
