// SPDX-License-Identifier: MIT
#include <tests/ui/fake_session.h>

#include <cstring>

namespace loopscope::ui::test {

using inspect::CallKind;
using inspect::Record;
using inspect::RecordKind;
using inspect::Ticket;

std::uint64_t FakeSession::send(inspect::Command command) {
  command.number = ++numbers_;
  sent.push_back(std::move(command));
  return numbers_;
}

void FakeSession::clearFinished() {
  store_.clearFinished();
  emit updated();
}

void FakeSession::setRetention(int finishedObjects) {
  retention = finishedObjects;
  store_.setRetention(static_cast<std::size_t>(finishedObjects));
}

Record& FakeSession::add(RecordKind kind, ObjectId object) {
  Record record;
  record.sequence = ++sequence_;
  record.time = record.steady = now_;
  record.iteration = iteration_;
  record.kind = kind;
  record.object = object;
  record.thread = 1;
  return records_.emplace_back(record);
}

inspect::TextId FakeSession::text(std::string_view text) {
  if (text.empty()) return 0;
  const auto known = texts_.find(text);
  if (known != texts_.end()) return known->second;
  const auto number = static_cast<inspect::TextId>(texts_.size() + 1);
  texts_.emplace(text, number);
  Record& record = add(RecordKind::text);
  record.text = number;
  record.value = text.size();
  const std::size_t places = (text.size() + sizeof(Record) - 1) / sizeof(Record);
  const std::size_t at = records_.size();
  records_.resize(at + places);
  std::memcpy(static_cast<void*>(&records_[at]), text.data(), text.size());
  return number;
}

void FakeSession::future(ObjectId id, std::string_view name, std::string_view type) {
  const auto type_text = text(type);
  const auto site = text("main.cpp:20");
  const auto name_text = text(name);
  Record& record = add(RecordKind::created, id);
  record.text = type_text;
  record.text2 = site;
  add(RecordKind::named, id).text = name_text;
}

void FakeSession::task(ObjectId id, std::string_view name, std::string_view type,
                       ObjectId creator) {
  const auto type_text = text(type);
  const auto site = text("main.cpp:34");
  const auto name_text = text(name);
  Record& record = add(RecordKind::created, id);
  record.detail = static_cast<std::uint16_t>(inspect::ObjectKind::task);
  record.text = type_text;
  record.text2 = site;
  record.other = creator;
  add(RecordKind::named, id).text = name_text;
}

void FakeSession::callback(ObjectId future, std::uint64_t number, std::string_view what) {
  const auto what_text = text(what);
  Record& record = add(RecordKind::callback_added, future);
  record.other = number;
  record.text = what_text;
}

void FakeSession::await(ObjectId task, ObjectId future) {
  add(RecordKind::awaiting, task).other = future;
}

void FakeSession::result(ObjectId id, std::string_view value) {
  const auto value_text = text(value);
  add(RecordKind::result, id).text = value_text;
}

void FakeSession::error(ObjectId id, std::string_view type, std::string_view message) {
  const auto type_text = text(type);
  const auto message_text = text(message);
  Record& record = add(RecordKind::error, id);
  record.text = type_text;
  record.text2 = message_text;
}

void FakeSession::cancelled(ObjectId id, std::string_view message) {
  const auto message_text = text(message);
  add(RecordKind::cancelled, id).text2 = message_text;
}

Ticket FakeSession::schedule(CallKind kind, ObjectId object, std::string_view what, ThreadId thread,
                             std::uint64_t callback) {
  const Call call{kind, object, callback, text(what)};
  calls_.emplace(++tickets_, call);
  Record& record = add(RecordKind::scheduled, object);
  record.ticket = tickets_;
  record.detail = static_cast<std::uint16_t>(kind);
  record.other = callback;
  record.text = call.what;
  record.thread = thread;
  return tickets_;
}

Record& FakeSession::callRecord(Ticket ticket, RecordKind of_call, RecordKind of_step) {
  const Call& call = calls_.at(ticket);
  Record& record = add(call.kind == CallKind::step ? of_step : of_call, call.object);
  record.ticket = ticket;
  record.detail = static_cast<std::uint16_t>(call.kind);
  record.other = call.callback;
  record.text = call.what;
  return record;
}

void FakeSession::begin(Ticket ticket) {
  callRecord(ticket, RecordKind::callback_begin, RecordKind::step_begin);
  calls_.at(ticket).begun = now_;
}

void FakeSession::end(Ticket ticket, inspect::CallOutcome outcome, std::string_view type,
                      std::string_view message) {
  const auto type_text = text(type);
  const auto message_text = text(message);
  Record& record = callRecord(ticket, RecordKind::callback_end, RecordKind::step_end);
  record.value = static_cast<std::uint64_t>(now_ - calls_.at(ticket).begun);
  record.detail = static_cast<std::uint16_t>(outcome);
  record.text = type_text;
  record.text2 = message_text;
}

void FakeSession::iteration(std::uint64_t calls) {
  ++iteration_;
  add(RecordKind::iteration).value = calls;
}

void FakeSession::flush() {
  store_.feed(records_);
  records_.clear();
  emit updated();
}

void FakeSession::answer(inspect::OutcomeKind outcome, const QString& reason,
                         std::uint64_t number) {
  emit answered(number ? number : numbers_, outcome, reason);
}

}  // namespace loopscope::ui::test
