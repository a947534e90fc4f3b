// SPDX-License-Identifier: MIT
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include <QSignalSpy>
#include <QTest>

#include <loopscope/inspect/inspector.h>
#include <loopscope/sleep.h>
#include <loopscope/ui/session/live_session.h>
#include <loopscope/ui/store/object_row.h>

using namespace loopscope;
using namespace loopscope::ui;
using inspect::Command;
using inspect::CommandKind;
using inspect::Inspector;
using inspect::OutcomeKind;

namespace {

Coro<int> plus_one(Future<int> future) { co_return co_await future + 1; }

const ObjectRow* rowNamed(const Store& store, std::string_view name) {
  for (const ObjectRow* row = store.firstObject(); row; row = Store::nextObject(*row))
    if (row->name.view() == name) return row;
  return nullptr;
}

/// Runs what is ready on a loop that nothing else drives.
void turn(Loop& loop, int iterations = 1) {
  for (int i = 0; i < iterations; ++i) {
    loop.call_soon(named("stop", [&loop] { loop.stop(); }));
    loop.run_forever();
  }
}

struct Answer {
  OutcomeKind kind;
  QString reason;
};

/// A loop driven by hand, its inspector and a session.
struct Fixture {
  Loop loop{std::make_unique<VirtualClock>()};
  std::unique_ptr<Inspector> inspector = std::make_unique<Inspector>(loop);
  LiveSession session{*inspector};

  Answer ask(Command command) {
    std::optional<Answer> answer;
    std::uint64_t number = 0;
    const auto connection =
        QObject::connect(&session, &Session::answered,
                         [&](std::uint64_t of, OutcomeKind kind, const QString& reason) {
                           if (of == number) answer = {kind, reason};
                         });
    number = session.send(std::move(command));
    turn(loop);
    session.poll();
    QObject::disconnect(connection);
    return answer.value_or(Answer{OutcomeKind::gone, "no answer"});
  }
};

}  // namespace

class LiveSessionTest : public QObject {
  Q_OBJECT

 private slots:
  void objectsOfTheLoopAppearInTheStore() {
    Fixture f;
    const auto answer = f.loop.create_future<int>("answer");
    const auto task = f.loop.create_task_with({.name = "fetch"}, plus_one, answer);
    turn(f.loop);
    f.session.poll();
    const ObjectRow* row = rowNamed(f.session.store(), "fetch");
    QVERIFY(row);
    QCOMPARE(row->kind, inspect::ObjectKind::task);
    QCOMPARE(row->awaited, answer.id());
    QCOMPARE(f.session.store().object(answer.id())->typeName.string(), std::string("int"));
  }

  void aResultSetByCommandWakesTheTask() {
    Fixture f;
    const auto answer = f.loop.create_future<int>("answer");
    const auto task = f.loop.create_task_with({.name = "fetch"}, plus_one, answer);
    turn(f.loop);
    const Answer said =
        f.ask({.kind = CommandKind::set_result, .object = answer.id(), .text = "41"});
    QCOMPARE(said.kind, OutcomeKind::done);
    turn(f.loop);
    f.session.poll();
    QCOMPARE(task.result(), 42);
    QCOMPARE(rowNamed(f.session.store(), "fetch")->value.string(), std::string("42"));
  }

  void attachedLateItShowsAllThereIs() {
    Loop loop(std::make_unique<VirtualClock>());
    std::vector<Future<int>> futures;
    std::vector<Task<int>> tasks;
    for (int i = 0; i < 3000; ++i) {
      futures.push_back(loop.create_future<int>("f" + std::to_string(i)));
      if (i % 2) tasks.push_back(loop.create_task(plus_one(futures.back())));
    }
    turn(loop);
    Inspector inspector(loop, {.loop_name = "late", .journal_slots = 1024});
    LiveSession session(inspector);
    for (int polls = 0; polls < 200 && session.store().objectCount() < 4500; ++polls) {
      session.poll();
      turn(loop);
    }
    QCOMPARE(session.store().objectCount(), std::size_t(4500));
    QCOMPARE(session.store().status().dropped, std::uint64_t(0));
  }

  void afterALossTheStateIsToldAgainAndNothingStaysThatHasEnded() {
    Loop loop(std::make_unique<VirtualClock>());
    Inspector inspector(loop, {.loop_name = "flood", .journal_slots = 1024});
    LiveSession session(inspector);
    const auto answer = loop.create_future<int>("answer");
    const auto gate = loop.create_future<void>("gate");
    std::vector<Task<int>> tasks;
    for (int i = 0; i < 3000; ++i) tasks.push_back(loop.create_task(plus_one(answer)));
    turn(loop);
    for (int polls = 0; polls < 10; ++polls) session.poll();
    QVERIFY(session.store().status().dropped > 0);
    answer.set_result(1);
    for (int i = 0; i < 3; ++i) turn(loop);  // their ends are lost, too
    tasks.clear();
    const auto pending = [&] {
      session.poll();
      turn(loop);
      std::size_t count = 0;
      for (const ObjectRow* row = session.store().firstObject(); row; row = Store::nextObject(*row))
        count += isPending(row->state);
      return count;
    };
    QTRY_COMPARE(pending(), std::size_t(1));  // the gate
    QCOMPARE(session.store().status().pending, std::size_t(1));
  }

  void wrongTextIsRefusedWithTheReason() {
    Fixture f;
    const auto answer = f.loop.create_future<int>("answer");
    const Answer said =
        f.ask({.kind = CommandKind::set_result, .object = answer.id(), .text = "abc"});
    QCOMPARE(said.kind, OutcomeKind::refused);
    QCOMPARE(said.reason, QString("'abc' is not an int"));
    QVERIFY(!answer.done());
  }

  void updatedIsEmittedOnlyWhenSomethingChanged() {
    Fixture f;
    f.session.poll();
    QSignalSpy updated(&f.session, &Session::updated);
    f.session.poll();
    QCOMPARE(updated.count(), 0);
    const auto future = f.loop.create_future<int>();
    f.session.poll();
    QCOMPARE(updated.count(), 1);
  }

  void recordsArriveWithoutAsking() {
    Fixture f;
    QSignalSpy updated(&f.session, &Session::updated);
    QVERIFY(updated.wait(1000));
    QCOMPARE(f.session.store().status().clock.string(), std::string("virtual"));
  }

  void theRegistriesNameWhatCommandsMayUse() {
    Fixture f;
    f.inspector->catalogue().add_coroutine("nap", []() { return sleep(Duration(1)); });
    QVERIFY(f.session.futureTypes().contains("int"));
    QVERIFY(f.session.errorTypes().contains("TimeoutError"));
    QCOMPARE(f.session.catalogue(), QStringList{"nap"});
  }

  void aSecondSessionSeesTheObjectsThatThereAre() {
    Fixture f;
    const auto answer = f.loop.create_future<int>("answer");
    const auto task = f.loop.create_task_with({.name = "fetch"}, plus_one, answer);
    turn(f.loop);
    f.session.poll();
    LiveSession second(*f.inspector);
    turn(f.loop);
    second.poll();
    const ObjectRow* row = rowNamed(second.store(), "fetch");
    QVERIFY(row);
    QCOMPARE(row->awaited, answer.id());
    QCOMPARE(second.store().object(answer.id())->name.string(), std::string("answer"));
  }

  void withoutALoopCommandsAreAnsweredWithGone() {
    auto loop = std::make_unique<Loop>();
    Inspector inspector(*loop);
    LiveSession session(inspector);
    loop.reset();
    QSignalSpy answered(&session, &Session::answered);
    const std::uint64_t number = session.send({.kind = CommandKind::pause});
    QVERIFY(answered.wait(1000));
    QCOMPARE(answered[0][0].toULongLong(), qulonglong(number));
    QCOMPARE(answered[0][1].value<OutcomeKind>(), OutcomeKind::gone);
  }

  void aCommandThatTheLoopNeverGotToIsGoneWithIt() {
    auto loop = std::make_unique<Loop>();
    Inspector inspector(*loop);
    LiveSession session(inspector);
    QSignalSpy answered(&session, &Session::answered);
    session.send({.kind = CommandKind::pause});
    loop.reset();
    QVERIFY(answered.wait(1000));
    QCOMPARE(answered.count(), 1);
    QCOMPARE(answered[0][1].value<OutcomeKind>(), OutcomeKind::gone);
  }

  void teardownWorksInAnyOrder_data() {
    QTest::addColumn<QString>("order");
    for (const char* order : {"lis", "lsi", "ils", "isl", "sli", "sil"})
      QTest::newRow(order) << order;
  }
  void teardownWorksInAnyOrder() {
    QFETCH(QString, order);
    auto loop = std::make_unique<Loop>(std::make_unique<VirtualClock>());
    auto inspector = std::make_unique<Inspector>(*loop);
    auto session = std::make_unique<LiveSession>(*inspector);
    auto future = loop->create_future<int>("answer");
    const auto task = loop->create_task(plus_one(future));
    task.state().core().loop();
    turn(*loop);
    session->send({.kind = CommandKind::create_future, .text = "int"});
    turn(*loop);
    for (const QChar which : order) {
      if (which == 'l') loop.reset();
      if (which == 'i') inspector.reset();
      if (which == 's') session.reset();
      if (session) session->poll();
    }
  }

  void aLoopInItsOwnThreadIsSteeredFromHere() {
    std::unique_ptr<Inspector> inspector;
    std::optional<LoopDoor> door;
    std::mutex lock;
    std::condition_variable ready;
    std::thread thread([&] {
      Loop loop;
      {
        const std::lock_guard guard(lock);
        inspector = std::make_unique<Inspector>(loop);
        door.emplace(loop.door());
      }
      ready.notify_one();
      loop.run_forever();
    });
    {
      std::unique_lock guard(lock);
      ready.wait(guard, [&] { return door.has_value(); });
    }
    LiveSession session(*inspector);
    QSignalSpy answered(&session, &Session::answered);
    session.send({.kind = CommandKind::create_future, .text = "int", .message = "mine"});
    QVERIFY(answered.wait(5000));
    const ObjectRow* row = rowNamed(session.store(), "mine");
    QVERIFY(row);
    session.send({.kind = CommandKind::pause});
    QVERIFY(answered.wait(5000));
    QVERIFY(session.store().status().paused);
    session.send({.kind = CommandKind::set_result, .object = row->id, .text = "5"});
    QVERIFY(answered.wait(5000));
    QCOMPARE(rowNamed(session.store(), "mine")->value.string(), std::string("5"));
    session.send({.kind = CommandKind::run});
    QVERIFY(answered.wait(5000));
    inspector.reset();  // on a thread that is not the loop's
    door->call_soon_threadsafe([&] { get_running_loop().stop(); });
    thread.join();
  }
};

QTEST_MAIN(LiveSessionTest)
#include "live_session_test.moc"
