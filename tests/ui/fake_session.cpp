// SPDX-License-Identifier: MIT
#include <tests/ui/fake_session.h>

namespace loopscope::ui::test {

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

Ticket FakeSession::schedule(CallKind kind, ObjectId object, const std::string& what,
                             ThreadId thread, std::uint64_t callback) {
  calls_[++tickets_] = {kind, object, callback, what, 0};
  records.scheduled(tickets_, kind, object, callback, what).thread = thread;
  return tickets_;
}

void FakeSession::begin(Ticket ticket) {
  Call& call = calls_.at(ticket);
  call.begun = records.now;
  if (call.kind == CallKind::step)
    records.stepBegin(ticket, call.object);
  else
    records.callBegin(ticket, call.kind, call.object, call.callback, call.what);
}

void FakeSession::end(Ticket ticket, CallOutcome outcome, const std::string& type,
                      const std::string& message) {
  const Call& call = calls_.at(ticket);
  const auto duration = static_cast<std::uint64_t>(records.now - call.begun);
  if (call.kind == CallKind::step)
    records.stepEnd(ticket, call.object, outcome, duration);
  else
    records.callEnd(ticket, outcome, duration, type, message);
}

void FakeSession::flush() {
  store_.feed(records.take());
  emit updated();
}

void FakeSession::answer(OutcomeKind outcome, const QString& reason, std::uint64_t number) {
  emit answered(number ? number : numbers_, outcome, reason);
}

}  // namespace loopscope::ui::test
