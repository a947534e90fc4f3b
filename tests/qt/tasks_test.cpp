// SPDX-License-Identifier: MIT
#include <QtTest>

#include <memory>
#include <thread>

#include <loopscope/logging.h>
#include <loopscope/loop.h>
#include <loopscope/qt/bridge.h>
#include <loopscope/qt/signal.h>
#include <loopscope/qt/tasks.h>
#include <loopscope/sleep.h>
#include <tests/qt/spin.h>

using namespace loopscope;
using namespace std::chrono_literals;
using loopscope::qt::QtBridge;
using loopscope::qt::Tasks;
using loopscope::test::spin_briefly;
using loopscope::test::spin_until;

namespace {

/// As a window with coroutines of its own: a guard and a catch block that use its members.
class Owner : public QObject {
 public:
  explicit Owner(Loop& loop, QStringList& told, QObject* parent = nullptr)
      : QObject(parent), told_(told), tasks_(loop) {}

  Task<void> work() { return tasks_.create_task(run(), {.name = "work"}); }
  template <class F>
  auto add(F&& function) {
    return tasks_.create_task(std::forward<F>(function));
  }
  Tasks& tasks() { return tasks_; }
  QString& word() { return *word_; }

 private:
  Coro<void> run() {
    const auto guard = qScopeGuard([this] { told_ << "guard " + *word_; });
    try {
      co_await sleep(1h);
    } catch (const CancelledError& error) {
      told_ << "caught " + *word_ + ": " + QString::fromStdString(error.message().value_or(""));
      throw;
    }
  }

  QStringList& told_;
  std::unique_ptr<QString> word_ = std::make_unique<QString>("alive");
  Tasks tasks_;
};

const QStringList run_down{"caught alive: its owner was destroyed", "guard alive"};

}  // namespace

class TasksTest : public QObject {
  Q_OBJECT

 private slots:
  void guardsAndCatchBlocksRunWhileTheObjectIsWhole_data();
  void guardsAndCatchBlocksRunWhileTheObjectIsWhole();
  void theyRunAsWellWhileTheLoopIsPaused();
  void aTaskThatHasNotBegunNeverBegins();
  void cleanupMayAwait();
  void whoRefusesToEndIsDestroyedWithItsOwner();
  void aTaskMayDestroyItsOwner();
  void anOwnerMayGoInTheEmissionThatWakesItsTask();
  void theLoopMayGoFirst();
  void aLoopThatNobodyDrivesIsRunMeanwhile();
  void onAnotherThreadTheTasksGoOnAndSomebodySaysSo();
  void thoseThatAreDoneAreLetGo();
  void theLoopOfTheThreadIsTakenWithoutAName();
};

void TasksTest::guardsAndCatchBlocksRunWhileTheObjectIsWhole_data() {
  QTest::addColumn<int>("way");
  QTest::newRow("deleted") << 0;
  QTest::newRow("deleteLater") << 1;
  QTest::newRow("its parent is deleted") << 2;
  QTest::newRow("deleted in a call of the loop") << 3;
  QTest::newRow("deleted in another task") << 4;
}

void TasksTest::guardsAndCatchBlocksRunWhileTheObjectIsWhole() {
  QFETCH(const int, way);
  Loop loop;
  const QtBridge bridge(loop);
  QStringList told;
  auto parent = std::make_unique<QObject>();
  auto* owner = new Owner(loop, told, parent.get());
  const Task<void> task = owner->work();
  spin_briefly();
  Task<void> other;
  if (way == 0) {
    delete owner;
    QCOMPARE(told, run_down);  // when the destructor returns
  } else if (way == 1) {
    owner->deleteLater();
    QCoreApplication::sendPostedEvents(owner, QEvent::DeferredDelete);
  } else if (way == 2) {
    parent.reset();
  } else if (way == 3) {
    loop.call_soon([owner] { delete owner; });
  } else {
    const auto destroy = [owner]() -> Coro<void> {
      co_await sleep(0s);
      delete owner;
    };
    other = loop.create_task(destroy);
  }
  QVERIFY(spin_until([&] { return told == run_down; }));
  QVERIFY(task.cancelled());
  if (other) QVERIFY(spin_until([&] { return other.done(); }));
}

void TasksTest::theyRunAsWellWhileTheLoopIsPaused() {
  Loop loop;
  const QtBridge bridge(loop);
  QStringList told;
  auto owner = std::make_unique<Owner>(loop, told);
  const Task<void> task = owner->work();
  spin_briefly();
  loop.pause();
  owner.reset();
  QCOMPARE(told, run_down);
  QVERIFY(loop.is_paused());
}

void TasksTest::aTaskThatHasNotBegunNeverBegins() {
  Loop loop;
  const QtBridge bridge(loop);
  QStringList told;
  auto owner = std::make_unique<Owner>(loop, told);
  const Task<void> task = owner->work();
  owner.reset();
  QVERIFY(task.cancelled());
  QVERIFY(told.isEmpty());
}

void TasksTest::cleanupMayAwait() {
  Loop loop;
  const QtBridge bridge(loop);
  QStringList told;
  auto owner = std::make_unique<Owner>(loop, told);
  Owner& alive = *owner;
  const auto body = [&]() -> Coro<void> {
    try {
      co_await sleep(1h);
    } catch (const CancelledError&) {
    }
    co_await sleep(0s);
    told << alive.word();
  };
  const Task<void> task = owner->add(body);
  spin_briefly();
  owner.reset();
  QCOMPARE(told, QStringList{"alive"});
  QVERIFY(task.done());
}

void TasksTest::whoRefusesToEndIsDestroyedWithItsOwner() {
  Loop loop;
  const QtBridge bridge(loop);
  QStringList told;
  std::string logged;
  set_log_sink([&](LogLevel, std::string_view line) { logged = line; });
  auto owner = std::make_unique<Owner>(loop, told);
  Owner& alive = *owner;
  const auto body = [&]() -> Coro<void> {
    const auto guard = qScopeGuard([&] { told << "guard " + alive.word(); });
    for (;;) {
      try {
        co_await sleep(1h);
      } catch (const CancelledError&) {
      }
    }
  };
  const Task<void> task = owner->add(body);
  spin_briefly();
  owner.reset();
  set_log_sink({});
  QCOMPARE(told, QStringList{"guard alive"});
  QVERIFY(task.cancelled());
  QVERIFY2(logged.find("goes on after 8 cancellations") != std::string::npos, logged.c_str());
}

void TasksTest::aTaskMayDestroyItsOwner() {
  Loop loop;
  const QtBridge bridge(loop);
  QStringList told;
  auto* owner = new Owner(loop, told);
  const auto body = [&told](Owner* mine) -> Coro<void> {
    co_await sleep(0s);
    delete mine;
    told << "goes on";
    co_await sleep(1h);
    told << "never";
  };
  const Task<void> task = owner->tasks().create_task(body(owner));
  QVERIFY(spin_until([&] { return task.done(); }));
  QCOMPARE(told, QStringList{"goes on"});
  QVERIFY(task.cancelled());
}

void TasksTest::anOwnerMayGoInTheEmissionThatWakesItsTask() {
  Loop loop;
  const QtBridge bridge(loop);
  QStringList told;
  QObject sender;
  auto owner = std::make_unique<Owner>(loop, told);
  Owner& alive = *owner;
  const auto body = [&]() -> Coro<void> {
    const auto guard = qScopeGuard([&] { told << "guard " + alive.word(); });
    co_await qt::signal(&sender, &QObject::objectNameChanged);
    told << "woken " + alive.word();
    co_await sleep(1h);
  };
  const Task<void> task = owner->add(body);
  spin_briefly();
  connect(&sender, &QObject::objectNameChanged, [&] { owner.reset(); });
  sender.setObjectName("emitted");
  QCOMPARE(told.last(), QString("guard alive"));
  QVERIFY(task.done());
}

void TasksTest::theLoopMayGoFirst() {
  QStringList told;
  auto loop = std::make_unique<Loop>();
  const Owner owner(*loop, told);
  set_log_sink([](LogLevel, std::string_view) {});
  loop.reset();
  set_log_sink({});
}

void TasksTest::aLoopThatNobodyDrivesIsRunMeanwhile() {
  Loop loop;
  QStringList told;
  auto owner = std::make_unique<Owner>(loop, told);
  const Task<void> task = owner->work();
  loop.stop();
  loop.run_forever();
  owner.reset();
  QCOMPARE(told, run_down);
  QVERIFY(!loop.is_running());
}

void TasksTest::onAnotherThreadTheTasksGoOnAndSomebodySaysSo() {
  Loop loop;
  const QtBridge bridge(loop);
  std::string logged;
  set_log_sink([&](LogLevel, std::string_view line) { logged = line; });
  auto tasks = std::make_unique<Tasks>(loop);
  const Task<void> task = tasks->create_task(sleep(1h));
  spin_briefly();
  std::thread([&] { tasks.reset(); }).join();
  set_log_sink({});
  QVERIFY2(logged.find("another thread") != std::string::npos, logged.c_str());
  QVERIFY(!task.done());
  task.cancel();
  QVERIFY(spin_until([&] { return task.done(); }));
}

void TasksTest::thoseThatAreDoneAreLetGo() {
  Loop loop;
  const QtBridge bridge(loop);
  Tasks tasks(loop);
  for (int i = 0; i < 10; ++i) static_cast<void>(tasks.create_task(sleep(0s)));
  QCOMPARE(tasks.size(), std::size_t(10));
  QVERIFY(spin_until([&] { return tasks.size() == 0; }));
}

void TasksTest::theLoopOfTheThreadIsTakenWithoutAName() {
  Loop loop;
  const QtBridge bridge(loop);
  const Tasks tasks;
  QCOMPARE(&tasks.loop(), &loop);
}

QTEST_GUILESS_MAIN(TasksTest)
#include "tasks_test.moc"
