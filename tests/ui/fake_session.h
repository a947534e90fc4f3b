// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <loopscope/inspect/command.h>
#include <ui/session/session.h>
#include <ui/store/store.h>

namespace loopscope::ui::test {

/// A session without a loop: a test tells what happened, reads what was asked, and answers.
class FakeSession : public Session {
  Q_OBJECT

 public:
  using Session::Session;

  const Store& store() const override { return store_; }
  std::uint64_t send(inspect::Command command) override;
  void clearFinished() override;
  void setRetention(int finishedObjects) override;
  QStringList futureTypes() const override { return {"int", "bool", "std::string"}; }
  QStringList catalogue() const override { return {"sleeper", "counter"}; }
  QStringList errorTypes() const override {
    return {"std::runtime_error", "TimeoutError", "std::invalid_argument"};
  }

  /// Appends a record: fill in what is special about it, the rest is done here.
  inspect::Record& add(inspect::RecordKind kind, ObjectId object = 0);
  inspect::TextId text(std::string_view text);

  void future(ObjectId id, std::string_view name, std::string_view type);
  void task(ObjectId id, std::string_view name, std::string_view type, ObjectId creator = 0);
  void callback(ObjectId future, std::uint64_t number, std::string_view what);
  void await(ObjectId task, ObjectId future);
  void result(ObjectId id, std::string_view value);
  void error(ObjectId id, std::string_view type, std::string_view message);
  void cancelled(ObjectId id, std::string_view message);

  /// Schedules a call from a thread and returns its ticket.
  inspect::Ticket schedule(inspect::CallKind kind, ObjectId object, std::string_view what,
                           ThreadId thread = 1, std::uint64_t callback = 0);
  void begin(inspect::Ticket ticket);
  void end(inspect::Ticket ticket, inspect::CallOutcome outcome = inspect::CallOutcome::ok,
           std::string_view type = {}, std::string_view message = {});
  void iteration(std::uint64_t calls);
  void pass(std::int64_t nanoseconds) { now_ += nanoseconds; }

  /// Feeds all that was added to the store and tells the views.
  void flush();

  /// Answers a command, by default the last one.
  void answer(inspect::OutcomeKind outcome, const QString& reason = {}, std::uint64_t number = 0);

  std::vector<inspect::Command> sent;
  int retention = -1;

 private:
  struct Call {
    inspect::CallKind kind;
    ObjectId object;
    std::uint64_t callback;
    inspect::TextId what;
    std::int64_t begun = 0;
  };

  inspect::Record& callRecord(inspect::Ticket ticket, inspect::RecordKind of_call,
                              inspect::RecordKind of_step);

  Store store_;
  std::vector<inspect::Record> records_;
  std::map<std::string, inspect::TextId, std::less<>> texts_;
  std::map<inspect::Ticket, Call> calls_;
  std::uint64_t sequence_ = 0;
  std::uint64_t iteration_ = 0;
  std::uint64_t numbers_ = 0;
  inspect::Ticket tickets_ = 0;
  std::int64_t now_ = 1'000'000'000;
};

}  // namespace loopscope::ui::test
