// SPDX-License-Identifier: MIT
#include <QtTest>

#include <thread>

#include <loopscope/errors.h>
#include <loopscope/loop.h>
#include <loopscope/named.h>
#include <loopscope/qt/bridge.h>
#include <loopscope/qt/signal.h>
#include <loopscope/qt/tasks.h>
#include <loopscope/run_in_executor.h>
#include <loopscope/sleep.h>
#include <tests/qt/spin.h>

using namespace loopscope;
using namespace std::chrono_literals;
using loopscope::qt::QtBridge;
using loopscope::qt::Tasks;
using loopscope::qt::WhileRunning;
using loopscope::test::spin_briefly;
using loopscope::test::spin_until;

namespace {

class Sender : public QObject {
  Q_OBJECT
 signals:
  void number(int value);
  void nothing();
};

}  // namespace

/// The engine's functions in Qt's slots, and coroutines as slots.
class SlotsTest : public QObject {
  Q_OBJECT

 private slots:
  void aSlotKnowsTheLoopThatTheBridgeDrives();
  void ofSeveralLoopsNoneIsTaken();
  void withoutABridgeThereIsNone();
  void eachEmissionMakesATask();
  void emissionsWaitForTheTaskBefore();
  void emissionsAreDroppedMeanwhile();
  void theTaskBeforeIsCancelled();
  void theTaskIsNamedAfterTheFunction();
  void anotherThreadsEmissionsComeThroughTheDoor();
  void theConnectionEndsWithTheTasks();
};

void SlotsTest::aSlotKnowsTheLoopThatTheBridgeDrives() {
  Loop loop;
  const QtBridge bridge(loop);
  Future<int> job;
  Future<QString> renamed;
  bool called = false;
  QTimer::singleShot(0, this, [&] {
    called = true;
    QCOMPARE(&get_running_loop(), &loop);
    QVERIFY(!current_task());
    renamed = qt::signal(this, &QObject::objectNameChanged);
    job = run_in_executor([] { return 42; });
  });
  QVERIFY(spin_until([&] { return called && job.done(); }));
  QCOMPARE(job.result(), 42);
  setObjectName("renamed");
  QVERIFY(renamed.done());
}

void SlotsTest::ofSeveralLoopsNoneIsTaken() {
  Loop one;
  Loop other;
  const QtBridge bridge(one);
  {
    const QtBridge second(other);
    QVERIFY_THROWS_EXCEPTION(RuntimeError, get_running_loop());
    // In a call of a loop it is that one.
    Loop* running = nullptr;
    other.call_soon([&] { running = &get_running_loop(); });
    QVERIFY(spin_until([&] { return running != nullptr; }));
    QCOMPARE(running, &other);
  }
  QCOMPARE(&get_running_loop(), &one);
}

void SlotsTest::withoutABridgeThereIsNone() {
  QVERIFY_THROWS_EXCEPTION(RuntimeError, get_running_loop());
  Loop loop;
  { const QtBridge bridge(loop); }
  QVERIFY_THROWS_EXCEPTION(RuntimeError, get_running_loop());
}

void SlotsTest::eachEmissionMakesATask() {
  Loop loop;
  const QtBridge bridge(loop);
  Tasks tasks(loop);
  Sender sender;
  QList<int> seen;
  int without = 0;
  const auto take = [&seen](int value) -> Coro<void> {
    co_await sleep(0s);
    seen << value;
  };
  const auto take_none = [&without]() -> Coro<void> {
    ++without;
    co_return;
  };
  qt::connect(&sender, &Sender::number, tasks, take);
  qt::connect(&sender, &Sender::number, tasks, take_none);
  for (int value = 1; value <= 3; ++value) emit sender.number(value);
  QVERIFY(spin_until([&] { return seen.size() == 3; }));
  QCOMPARE(seen, (QList<int>{1, 2, 3}));
  QCOMPARE(without, 3);
}

void SlotsTest::emissionsWaitForTheTaskBefore() {
  Loop loop;
  const QtBridge bridge(loop);
  Tasks tasks(loop);
  Sender sender;
  QStringList told;
  const auto take = [&told](int value) -> Coro<void> {
    told << QString("begin %1").arg(value);
    co_await sleep(1ms);
    told << QString("end %1").arg(value);
  };
  qt::connect(&sender, &Sender::number, tasks, take, WhileRunning::queue);
  emit sender.number(1);
  emit sender.number(2);
  QVERIFY(spin_until([&] { return told.size() == 4; }));
  QCOMPARE(told, (QStringList{"begin 1", "end 1", "begin 2", "end 2"}));
}

void SlotsTest::emissionsAreDroppedMeanwhile() {
  Loop loop;
  const QtBridge bridge(loop);
  Tasks tasks(loop);
  Sender sender;
  QList<int> seen;
  const auto take = [&seen](int value) -> Coro<void> {
    seen << value;
    co_await sleep(1ms);
  };
  qt::connect(&sender, &Sender::number, tasks, take, WhileRunning::drop);
  emit sender.number(1);
  emit sender.number(2);
  QVERIFY(spin_until([&] { return tasks.size() == 0; }));
  emit sender.number(3);
  QVERIFY(spin_until([&] { return tasks.size() == 0; }));
  QCOMPARE(seen, (QList<int>{1, 3}));
}

void SlotsTest::theTaskBeforeIsCancelled() {
  Loop loop;
  const QtBridge bridge(loop);
  Tasks tasks(loop);
  Sender sender;
  QStringList told;
  const auto take = [&told](int value) -> Coro<void> {
    try {
      co_await sleep(value == 3 ? Duration(0) : Duration(1h));
      told << QString("end %1").arg(value);
    } catch (const CancelledError& error) {
      told << QString("%1: ").arg(value) + QString::fromStdString(*error.message());
      throw;
    }
  };
  qt::connect(&sender, &Sender::number, tasks, take, WhileRunning::restart);
  emit sender.number(1);
  spin_briefly();
  emit sender.number(2);
  emit sender.number(3);
  QVERIFY(spin_until([&] { return told.size() == 2; }));
  QCOMPARE(told, (QStringList{"1: the signal was emitted again", "end 3"}));
}

void SlotsTest::theTaskIsNamedAfterTheFunction() {
  Loop loop;
  const QtBridge bridge(loop);
  Tasks tasks(loop);
  Sender sender;
  const auto take = []() -> Coro<void> { co_await sleep(1h); };
  qt::connect(&sender, &Sender::nothing, tasks, named("refresh", take));
  emit sender.nothing();
  QCOMPARE(loop.all_tasks().at(0).name(), std::string("refresh"));
}

void SlotsTest::anotherThreadsEmissionsComeThroughTheDoor() {
  Loop loop;
  const QtBridge bridge(loop);
  Tasks tasks(loop);
  Sender sender;
  std::thread::id where;
  const auto take = [&where]() -> Coro<void> {
    where = std::this_thread::get_id();
    co_return;
  };
  qt::connect(&sender, &Sender::nothing, tasks, take);
  std::thread([&sender] { emit sender.nothing(); }).join();
  QVERIFY(spin_until([&] { return where != std::thread::id(); }));
  QCOMPARE(where, std::this_thread::get_id());
}

void SlotsTest::theConnectionEndsWithTheTasks() {
  Loop loop;
  const QtBridge bridge(loop);
  Sender sender;
  int calls = 0;
  const auto take = [&calls]() -> Coro<void> {
    ++calls;
    co_return;
  };
  {
    Tasks tasks(loop);
    qt::connect(&sender, &Sender::nothing, tasks, take);
  }
  emit sender.nothing();
  spin_briefly();
  QCOMPARE(calls, 0);
}

QTEST_GUILESS_MAIN(SlotsTest)
#include "slots_test.moc"
