// SPDX-License-Identifier: MIT
#include <QtTest>

#include <thread>

#include <loopscope/loop.h>
#include <loopscope/qt/bind.h>
#include <loopscope/qt/bridge.h>
#include <tests/qt/spin.h>

using namespace loopscope;
using loopscope::qt::bind_to;
using loopscope::qt::QtBridge;
using loopscope::test::spin_briefly;
using loopscope::test::spin_until;

namespace {

class Target : public QObject {
 public:
  using QObject::QObject;
  bool anybody() const { return isSignalConnected(QMetaMethod::fromSignal(&QObject::destroyed)); }
};

Coro<int> wait_for(Future<int> future) { co_return co_await future; }

}  // namespace

class BindTest : public QObject {
  Q_OBJECT

 private slots:
  void theObjectsEndCancelsTheTask();
  void theTaskCanSeeWhichObject();
  void theTasksEndLetsGoOfTheObject();
  void anObjectOnAnotherThreadCancelsThroughTheDoor();
  void aTaskMayDestroyItsObject();
  void aTaskThatIsDoneIsNotBound();
  void theLoopMayGoFirst();
};

void BindTest::theObjectsEndCancelsTheTask() {
  Loop loop;
  const QtBridge bridge(loop);
  auto object = std::make_unique<Target>();
  const Task<int> task =
      bind_to(object.get(), loop.create_task(wait_for(loop.create_future<int>())));
  spin_briefly();
  QVERIFY(!task.done());
  object.reset();
  QVERIFY(spin_until([&] { return task.done(); }));
  QVERIFY(task.cancelled());
}

void BindTest::theTaskCanSeeWhichObject() {
  Loop loop;
  const QtBridge bridge(loop);
  auto object = std::make_unique<QObject>();
  object->setObjectName("window");
  const Future<int> future = bind_to(object.get(), loop.create_future<int>());
  object.reset();
  try {
    future.result();
  } catch (const CancelledError& error) {
    QCOMPARE(*error.message(), std::string("QObject 'window' was destroyed"));
  }
  QVERIFY(future.cancelled());
}

void BindTest::theTasksEndLetsGoOfTheObject() {
  Loop loop;
  const QtBridge bridge(loop);
  Target object;
  const Future<int> future = bind_to(&object, loop.create_future<int>());
  QVERIFY(object.anybody());
  future.set_result(1);
  QVERIFY(spin_until([&] { return !object.anybody(); }));
}

void BindTest::anObjectOnAnotherThreadCancelsThroughTheDoor() {
  Loop loop;
  const QtBridge bridge(loop);
  auto object = std::make_unique<QObject>();
  const Task<int> task =
      bind_to(object.get(), loop.create_task(wait_for(loop.create_future<int>())));
  std::thread other([moved = std::move(object)]() mutable { moved.reset(); });
  QVERIFY(spin_until([&] { return task.done(); }));
  other.join();
  QVERIFY(task.cancelled());
}

void BindTest::aTaskMayDestroyItsObject() {
  Loop loop;
  const QtBridge bridge(loop);
  auto object = std::make_unique<QObject>();
  const Future<int> never = loop.create_future<int>();
  bool went_on = false;
  const Task<void> task = bind_to(object.get(), loop.create_task([&]() -> Coro<void> {
    object.reset();
    went_on = true;
    co_await never;
  }));
  QVERIFY(spin_until([&] { return task.done(); }));
  QVERIFY(went_on);
  QVERIFY(task.cancelled());
}

void BindTest::aTaskThatIsDoneIsNotBound() {
  Loop loop;
  Target object;
  const Future<int> future = loop.create_future<int>();
  future.set_result(1);
  QVERIFY(bind_to(&object, future) == future);
  QVERIFY(!object.anybody());
}

void BindTest::theLoopMayGoFirst() {
  Target object;
  Future<int> future;
  {
    Loop loop;
    future = bind_to(&object, loop.create_future<int>());
  }
  QVERIFY(!future.done());
}

QTEST_GUILESS_MAIN(BindTest)
#include "bind_test.moc"
