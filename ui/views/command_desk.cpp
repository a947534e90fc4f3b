// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/command_desk.h>

namespace loopscope::ui {

using inspect::OutcomeKind;

void CommandDesk::setSession(Session* session) {
  if (session_) session_->disconnect(this);
  session_ = session;
  waiting_.clear();
  early_.clear();
  if (session_) connect(session_, &Session::answered, this, &CommandDesk::answered);
}

void CommandDesk::send(inspect::Command command, Answer answer) {
  if (!session_) {
    deliver(answer, OutcomeKind::refused, tr("There is no loop to act on."));
    return;
  }
  sending_ = true;
  const std::uint64_t number = session_->send(std::move(command));
  sending_ = false;
  const auto early = early_.find(number);
  if (early == early_.end()) {
    waiting_.emplace(number, std::move(answer));
    return;
  }
  const auto [outcome, reason] = early->second;
  early_.clear();
  deliver(answer, outcome, reason);
}

void CommandDesk::answered(std::uint64_t number, OutcomeKind outcome, const QString& reason) {
  const auto found = waiting_.find(number);
  if (found == waiting_.end()) {
    if (sending_) early_.insert_or_assign(number, std::pair(outcome, reason));
    return;
  }
  const Answer answer = std::move(found->second);
  waiting_.erase(found);
  deliver(answer, outcome, reason);
}

void CommandDesk::deliver(const Answer& answer, OutcomeKind outcome, const QString& reason) {
  QString text = reason;
  if (outcome == OutcomeKind::gone && text.isEmpty()) text = tr("It no longer exists.");
  if (outcome == OutcomeKind::refused && text.isEmpty()) text = tr("Refused.");
  if (answer)
    answer(outcome, text);
  else if (outcome != OutcomeKind::done)
    Q_EMIT failed(text);
}

}  // namespace loopscope::ui
