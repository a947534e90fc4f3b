// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include <loopscope/inspect/command.h>
#include <loopscope/ui/session/session.h>
#include <loopscope/ui/store/store.h>
#include <tests/ui/record_stream.h>

namespace loopscope::ui::test {

/// A session without a loop: a test tells what happened, reads what was asked, and answers.
class FakeSession : public Session {
  Q_OBJECT

 public:
  FakeSession() { records.now = 1'000'000'000; }

  const Store& store() const override { return store_; }
  std::uint64_t send(inspect::Command command) override;
  void clearFinished() override;
  void setRetention(int finishedObjects) override;
  QStringList futureTypes() const override { return {"int", "bool", "std::string"}; }
  QStringList catalogue() const override { return {"sleeper", "counter"}; }
  QStringList errorTypes() const override {
    return {"std::runtime_error", "TimeoutError", "std::invalid_argument"};
  }

  /// Schedules a call from a thread and returns its ticket; begin() and end() know the rest of it.
  Ticket schedule(CallKind kind, ObjectId object, const std::string& what, ThreadId thread = 1,
                  std::uint64_t callback = 0);
  void begin(Ticket ticket);
  void end(Ticket ticket, CallOutcome outcome = CallOutcome::ok, const std::string& type = {},
           const std::string& message = {});

  /// Lets the loop's clock and the steady clock go on.
  void pass(std::int64_t nanoseconds) { records.now += nanoseconds; }

  /// Feeds all that was written to the store and tells the views.
  void flush();

  /// Answers a command, by default the last one.
  void answer(OutcomeKind outcome, const QString& reason = {}, std::uint64_t number = 0);

  RecordStream records;
  std::vector<inspect::Command> sent;
  int retention = -1;

 private:
  struct Call {
    CallKind kind = CallKind::call;
    ObjectId object = 0;
    std::uint64_t callback = 0;
    std::string what;
    std::int64_t begun = 0;
  };

  Store store_;
  std::map<Ticket, Call> calls_;
  std::uint64_t numbers_ = 0;
  Ticket tickets_ = 0;
};

}  // namespace loopscope::ui::test
