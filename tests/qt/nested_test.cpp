// SPDX-License-Identifier: MIT
#include <QtTest>

#include <QEventLoop>

#include <thread>
#include <vector>

#include <loopscope/logging.h>
#include <loopscope/loop.h>
#include <loopscope/qt/bridge.h>
#include <loopscope/sleep.h>
#include <tests/qt/spin.h>

using namespace loopscope;
using namespace std::chrono_literals;
using loopscope::qt::QtBridge;
using loopscope::test::spin_briefly;
using loopscope::test::spin_until;

/// What a modal dialog does: a callback or a task turns another Qt event loop.
class NestedTest : public QObject {
  Q_OBJECT

 private slots:
  void otherCallsRunWhileACallbackNests();
  void otherTasksAndTimersRunWhileATaskNests();
  void theBusyTaskIsNeverReentered();
  void theBusyTaskIsTheCurrentTaskAgainAfterwards();
  void nestedLoopsWithinNestedLoops();
  void callsOfTheSameIterationRunInTheNestedLoop();
  void aSecondNestedLoopInOneSliceFindsAWayIn();
  void anotherThreadIsHeardInANestedLoop();
  void processEventsInACallbackKeepsTheLoopRunning();
  void callsThatEachTurnEventsNestNoDeeperThanABound();
  void stopInANestedLoopEndsTheDriveWhenTheBusyCallReturns();
  void theBridgeMayBeDestroyedInANestedLoop();
  void theLoopKeepsItsPaceAfterANestedLoop();
};

void NestedTest::otherCallsRunWhileACallbackNests() {
  Loop loop;
  const QtBridge bridge(loop);
  std::vector<int> order;
  loop.call_soon([&] {
    order.push_back(1);
    QEventLoop dialog;
    loop.call_soon([&] { order.push_back(3); });
    loop.call_later(1ms, [&] {
      order.push_back(4);
      dialog.quit();
    });
    dialog.exec();
    order.push_back(5);
  });
  loop.call_soon([&] { order.push_back(2); });
  QVERIFY(spin_until([&] { return order.size() == 5; }));
  QCOMPARE(order, (std::vector{1, 2, 3, 4, 5}));
}

void NestedTest::otherTasksAndTimersRunWhileATaskNests() {
  Loop loop;
  const QtBridge bridge(loop);
  int ticks = 0;
  QEventLoop dialog;
  const Task<void> ticking = loop.create_task([&]() -> Coro<void> {
    for (; ticks < 5; ++ticks) co_await sleep(1ms);
    dialog.quit();
  });
  const Task<int> busy = loop.create_task([&]() -> Coro<int> {
    co_await sleep(1ms);
    dialog.exec();
    co_return ticks;
  });
  QVERIFY(spin_until([&] { return busy.done(); }));
  QVERIFY(ticking.done());
  QCOMPARE(busy.result(), 5);
}

void NestedTest::theBusyTaskIsNeverReentered() {
  Loop loop;
  const QtBridge bridge(loop);
  QEventLoop dialog;
  bool inside = false;
  bool entered_twice = false;
  const Future<void> future = loop.create_future<void>();
  Task<void> busy;
  busy = loop.create_task([&]() -> Coro<void> {
    entered_twice = inside;
    inside = true;
    dialog.exec();
    inside = false;
    co_await future;
  });
  loop.call_later(1ms, [&] {
    // Everything that could schedule a step of the busy task.
    busy.cancel();
    future.set_result();
    loop.call_soon([&] { dialog.quit(); });
  });
  QVERIFY(spin_until([&] { return busy.done(); }));
  QVERIFY(!entered_twice);
  QVERIFY(busy.cancelled());  // at its next await
}

void NestedTest::theBusyTaskIsTheCurrentTaskAgainAfterwards() {
  Loop loop;
  const QtBridge bridge(loop);
  AnyTask before;
  AnyTask nested;
  AnyTask after;
  QEventLoop dialog;
  const Task<void> busy = loop.create_task([&]() -> Coro<void> {
    before = current_task();
    dialog.exec();
    after = current_task();
    co_return;
  });
  loop.call_later(1ms, [&] {
    nested = current_task();
    dialog.quit();
  });
  QVERIFY(spin_until([&] { return busy.done(); }));
  QVERIFY(before == busy);
  QVERIFY(!nested);
  QVERIFY(after == busy);
}

void NestedTest::nestedLoopsWithinNestedLoops() {
  Loop loop;
  const QtBridge bridge(loop);
  int depth = 0;
  int deepest = 0;
  int calls = 0;
  std::function<void()> nest = [&] {
    deepest = std::max(deepest, ++depth);
    QEventLoop dialog;
    if (depth < 10) loop.call_soon(nest);
    loop.call_later(20ms, [&] {
      ++calls;
      dialog.quit();
    });
    dialog.exec();
    --depth;
  };
  loop.call_soon(nest);
  QVERIFY(spin_until([&] { return calls == 10 && depth == 0; }));
  QCOMPARE(deepest, 10);
}

void NestedTest::callsOfTheSameIterationRunInTheNestedLoop() {
  Loop loop;
  const QtBridge bridge(loop);
  QEventLoop dialog;
  bool closed = false;
  loop.call_soon([&] {
    dialog.exec();
    closed = true;
  });
  loop.call_soon([&] { dialog.quit(); });  // nothing else ends the dialog
  QVERIFY(spin_until([&] { return closed; }));
}

void NestedTest::aSecondNestedLoopInOneSliceFindsAWayIn() {
  Loop loop;
  const QtBridge bridge(loop);
  int closed = 0;
  for (int i = 0; i < 5; ++i)
    loop.call_soon([&] {
      QEventLoop dialog;
      loop.call_soon([&] { dialog.quit(); });
      dialog.exec();
      ++closed;
    });
  QVERIFY(spin_until([&] { return closed == 5; }));
}

void NestedTest::anotherThreadIsHeardInANestedLoop() {
  Loop loop;
  const QtBridge bridge(loop);
  std::thread other;
  bool closed = false;
  loop.call_soon([&] {
    QEventLoop dialog;
    other =
        std::thread([&, door = loop.door()] { door.call_soon_threadsafe([&] { dialog.quit(); }); });
    dialog.exec();
    closed = true;
  });
  QVERIFY(spin_until([&] { return closed; }));
  other.join();
}

void NestedTest::callsThatEachTurnEventsNestNoDeeperThanABound() {
  constexpr int calls = 1'000;
  Loop loop;
  const QtBridge bridge(loop);
  std::vector<std::string> lines;
  set_log_sink([&](LogLevel, std::string_view line) { lines.emplace_back(line); });
  int ran = 0;
  int depth = 0;
  int deepest = 0;
  for (int i = 0; i < calls; ++i)
    loop.call_soon([&] {
      deepest = std::max(deepest, ++depth);
      QCoreApplication::processEvents();
      --depth;
      ++ran;
    });
  QVERIFY(spin_until([&] { return ran == calls; }));
  set_log_sink({});
  QCOMPARE(deepest, QtBridge::deepest_nesting);
  QCOMPARE(lines.size(), std::size_t(1));
  QVERIFY(lines[0].find("processEvents()") != std::string::npos);
}

void NestedTest::processEventsInACallbackKeepsTheLoopRunning() {
  Loop loop;
  const QtBridge bridge(loop);
  bool other = false;
  bool seen = false;
  loop.call_soon([&] {
    loop.call_soon([&] { other = true; });
    QCoreApplication::processEvents();
    seen = other;
  });
  QVERIFY(spin_until([&] { return other; }));
  QVERIFY(seen);
}

void NestedTest::stopInANestedLoopEndsTheDriveWhenTheBusyCallReturns() {
  Loop loop;
  QtBridge bridge(loop);
  QEventLoop dialog;
  bool running_inside = false;
  bool later = false;
  bool closed = false;
  loop.call_soon([&] {
    loop.call_soon([&] { loop.stop(); });
    QTimer::singleShot(5, &dialog, &QEventLoop::quit);
    dialog.exec();
    running_inside = loop.is_running();
    loop.call_soon([&] { later = true; });
    closed = true;
  });
  QVERIFY(spin_until([&] { return closed; }));
  spin_briefly();
  QVERIFY(running_inside);
  QVERIFY(!loop.is_running());
  QVERIFY(!later);
  bridge.start();
  QVERIFY(spin_until([&] { return later; }));
}

void NestedTest::theBridgeMayBeDestroyedInANestedLoop() {
  Loop loop;
  auto bridge = std::make_unique<QtBridge>(loop);
  bool closed = false;
  loop.call_soon([&] {
    QEventLoop dialog;
    loop.call_soon([&] {
      bridge.reset();
      dialog.quit();
    });
    dialog.exec();
    closed = true;
  });
  QVERIFY(spin_until([&] { return closed; }));
  QVERIFY(!loop.is_running());
  loop.call_soon([&] { loop.stop(); });
  loop.run_forever();
}

void NestedTest::theLoopKeepsItsPaceAfterANestedLoop() {
  Loop loop;
  const QtBridge bridge(loop);
  bool closed = false;
  loop.call_soon([&] {
    QEventLoop dialog;
    QTimer::singleShot(5, &dialog, &QEventLoop::quit);
    dialog.exec();
    closed = true;
  });
  QVERIFY(spin_until([&] { return closed; }));
  bool timer = false;
  bool posted = false;
  loop.call_later(1ms, [&] { timer = true; });
  std::thread other([&] { loop.call_soon_threadsafe([&] { posted = true; }); });
  QVERIFY(spin_until([&] { return timer && posted; }));
  other.join();
}

QTEST_GUILESS_MAIN(NestedTest)
#include "nested_test.moc"
