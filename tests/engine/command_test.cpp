// SPDX-License-Identifier: MIT
#include <QTest>

#include <memory>
#include <string>

#include <loopscope/inspect/inspector.h>
#include <loopscope/logging.h>
#include <loopscope/sleep.h>
#include <tests/engine/inspected_loop.h>
#include <tests/engine/record_reader.h>

using namespace loopscope;
using inspect::Command;
using inspect::CommandKind;
using inspect::Inspector;
using inspect::OutcomeKind;
using inspect::RecordKind;
using test::RecordReader;
using test::stay;

namespace {

struct Opaque {};

class DiskFull : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A loop that is turned by hand, its inspector, and the answers to commands.
struct Desk {
  /// Submits, turns once, and gives the one answer.
  RecordReader::Entry ask(Command command) {
    command.number = ++last;
    if (!inspector.submit(command)) qFatal("the command was not taken");
    turn();
    const auto answers = reader.read(RecordKind::outcome);
    if (answers.size() != 1 || answers[0].other != last) qFatal("not exactly one answer");
    return answers[0];
  }

  void turn() {
    loop.stop();
    loop.run_forever();
  }

  Loop loop{std::make_unique<ScaledClock>()};
  Inspector inspector{loop};
  RecordReader reader{inspector.journal()};
  std::uint64_t last = 0;
};

void compare(const RecordReader::Entry& answer, OutcomeKind kind, const std::string& reason = {}) {
  QCOMPARE(static_cast<OutcomeKind>(answer.detail), kind);
  QCOMPARE(answer.message, reason);
}

}  // namespace

class CommandTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    set_log_sink([this](LogLevel, std::string_view line) { logged_ += line; });
  }
  void cleanup() {
    set_log_sink({});
    logged_.clear();
  }

  void aResultIsReadAsTheFuturesType() {
    Desk desk;
    const auto future = desk.loop.create_future<int>("answer");
    const Command set{.kind = CommandKind::set_result, .object = future.id(), .text = "42"};
    compare(desk.ask(set), OutcomeKind::done);
    QCOMPARE(future.result(), 42);
    compare(desk.ask(set), OutcomeKind::refused, "already done");
  }

  void wrongTextIsRefusedAndNothingIsSet() {
    Desk desk;
    const auto future = desk.loop.create_future<int>("answer");
    const auto answer =
        desk.ask({.kind = CommandKind::set_result, .object = future.id(), .text = "forty-two"});
    QCOMPARE(static_cast<OutcomeKind>(answer.detail), OutcomeKind::refused);
    QVERIFY2(answer.message.find("forty-two") != std::string::npos, answer.message.c_str());
    QVERIFY(!future.done());
  }

  void aTypeWithoutATextFormSaysThatItCannotBeSet() {
    Desk desk;
    const auto future = desk.loop.create_future<Opaque>();
    const auto answer =
        desk.ask({.kind = CommandKind::set_result, .object = future.id(), .text = "x"});
    QCOMPARE(static_cast<OutcomeKind>(answer.detail), OutcomeKind::refused);
    QVERIFY2(answer.message.find("TextForm") != std::string::npos, answer.message.c_str());
  }

  void aTaskTakesNoResultAndNoException() {
    Desk desk;
    const auto gate = desk.loop.create_future<void>();
    const auto task = desk.loop.create_task(stay(gate));
    desk.turn();
    compare(desk.ask({.kind = CommandKind::set_result, .object = task.id(), .text = ""}),
            OutcomeKind::refused, "a task takes no result: its coroutine gives one");
    compare(
        desk.ask({.kind = CommandKind::throw_error, .object = task.id(), .text = "runtime_error"}),
        OutcomeKind::refused, "a task takes no exception from outside: it can be cancelled");
    gate.set_result();
    desk.turn();
  }

  void anErrorIsThrownByItsRegisteredName() {
    Desk desk;
    desk.inspector.errors().add<DiskFull>();
    const auto future = desk.loop.create_future<int>();
    const std::string name = desk.inspector.errors().names().back();
    compare(desk.ask({.kind = CommandKind::throw_error,
                      .object = future.id(),
                      .text = name,
                      .message = "no space left"}),
            OutcomeKind::done);
    QVERIFY_EXCEPTION_THROWN(future.result(), DiskFull);
    const auto other = desk.loop.create_future<int>();
    const auto answer =
        desk.ask({.kind = CommandKind::throw_error, .object = other.id(), .text = "Unheard"});
    QCOMPARE(static_cast<OutcomeKind>(answer.detail), OutcomeKind::refused);
    QVERIFY(!other.done());
  }

  void aCancellationCarriesItsMessage() {
    Desk desk;
    const auto future = desk.loop.create_future<int>();
    compare(desk.ask({.kind = CommandKind::cancel,
                      .object = future.id(),
                      .message = "by hand",
                      .has_message = true}),
            OutcomeKind::done);
    QVERIFY(future.cancelled());
    try {
      future.result();
    } catch (const CancelledError& error) {
      QCOMPARE(error.message().value_or(""), std::string("by hand"));
    }
  }

  void anObjectThatIsGoneSaysSo() {
    Desk desk;
    auto future = desk.loop.create_future<int>();
    const auto id = future.id();
    future = {};
    compare(desk.ask({.kind = CommandKind::cancel, .object = id}), OutcomeKind::gone,
            "there is no such object any more");
  }

  void aCallbackAddedByCommandLogsTheOutcome() {
    Desk desk;
    const auto future = desk.loop.create_future<int>("answer");
    compare(desk.ask({.kind = CommandKind::add_callback, .object = future.id()}),
            OutcomeKind::done);
    future.set_result(42);
    desk.turn();
    QVERIFY2(logged_.find("answer") != std::string::npos, logged_.c_str());
  }

  void aFutureOfAChosenTypeIsMadeAndStays() {
    Desk desk;
    const auto made =
        desk.ask({.kind = CommandKind::create_future, .text = "int", .message = "by hand"});
    compare(made, OutcomeKind::done);
    compare(desk.ask({.kind = CommandKind::set_result, .object = made.object, .text = "1"}),
            OutcomeKind::done);
    const auto unknown = desk.ask({.kind = CommandKind::create_future, .text = "Unheard"});
    compare(unknown, OutcomeKind::refused, "no future type 'Unheard' is in the catalogue");
  }

  void aTaskOfTheCatalogueIsStarted() {
    Desk desk;
    int ran = 0;
    desk.inspector.catalogue().add_coroutine("count", [&ran]() -> Coro<void> {
      ++ran;
      co_return;
    });
    const auto answer =
        desk.ask({.kind = CommandKind::start_task, .text = "count", .message = "by hand"});
    compare(answer, OutcomeKind::done);
    QVERIFY(answer.object != 0);
    desk.turn();
    QCOMPARE(ran, 1);
    compare(desk.ask({.kind = CommandKind::start_task, .text = "Unheard"}), OutcomeKind::refused,
            "no task 'Unheard' is in the catalogue");
  }

  void theLoopIsPausedSteppedAndRunAgain() {
    Desk desk;
    int ran = 0;
    compare(desk.ask({.kind = CommandKind::pause}), OutcomeKind::done);
    QVERIFY(desk.loop.is_paused());
    for (int i = 0; i < 3; ++i) desk.loop.call_soon([&ran] { ++ran; });
    desk.turn();
    QCOMPARE(ran, 0);
    compare(desk.ask({.kind = CommandKind::step_callback}), OutcomeKind::done);
    QCOMPARE(ran, 1);
    compare(desk.ask({.kind = CommandKind::step_iteration}), OutcomeKind::done);
    QCOMPARE(ran, 3);
    compare(desk.ask({.kind = CommandKind::run}), OutcomeKind::done);
    QVERIFY(!desk.loop.is_paused());
  }

  void theSpeedIsSetInThousandths() {
    Desk desk;
    compare(desk.ask({.kind = CommandKind::set_speed, .value = 250}), OutcomeKind::done);
    QCOMPARE(static_cast<ScaledClock&>(desk.loop.clock()).speed(), 0.25);
    const auto answer = desk.ask({.kind = CommandKind::set_speed, .value = 0});
    QCOMPARE(static_cast<OutcomeKind>(answer.detail), OutcomeKind::refused);
    QVERIFY(!answer.message.empty());
  }

 private:
  std::string logged_;
};

QTEST_APPLESS_MAIN(CommandTest)
#include "command_test.moc"
