// SPDX-License-Identifier: MIT
// Calls and their handles: rules L9, L12, L15, D4, P23.
#include "support.h"

#include <array>
#include <thread>
#include <vector>

using namespace loopscope;
using namespace loopscope::test;

class CallTest : public QObject {
  Q_OBJECT

 private slots:
  void init() { Counted::reset(); }

  // L9
  void aCallRunsOnce() {
    VirtualLoop loop;
    int runs = 0;
    const Handle handle = loop.call_soon([&] { ++runs; });
    run_iterations(loop, 3);
    QCOMPARE(runs, 1);
    QVERIFY(!handle.cancelled());
  }

  // L9
  void aClosedLoopTakesNoCalls() {
    VirtualLoop loop;
    loop.close();
    const std::string closed = "RuntimeError: Event loop is closed";
    QCOMPARE(thrown([&] { loop.call_soon([] {}); }), closed);
    QCOMPARE(thrown([&] { loop.call_later(1s, [] {}); }), closed);
    QCOMPARE(thrown([&] { loop.call_at(1s, [] {}); }), closed);
    QCOMPARE(thrown([&] { loop.call_soon_threadsafe([] {}); }), closed);
    QCOMPARE(thrown([&] { loop.run_forever(); }), closed);
    QCOMPARE(thrown([&] { loop.add_reader(0, [] {}); }), closed);
  }

  // L12
  void cancellingDestroysTheCallableAtOnce() {
    VirtualLoop loop;
    Handle soon = loop.call_soon([counted = Counted()] { NEVER("it ran"); });
    TimerHandle later = loop.call_later(1s, [counted = Counted()] { NEVER("it ran"); });
    QCOMPARE(Counted::alive, 2);
    soon.cancel();
    QCOMPARE(Counted::alive, 1);
    later.cancel();
    QCOMPARE(Counted::alive, 0);
    QVERIFY(soon.cancelled());
    QVERIFY(later.cancelled());
    soon.cancel();  // idempotent
    run_iterations(loop);
    QCOMPARE(later.when(), Duration(1s));
  }

  // L12: a callable as small as a pointer lies in the queue itself
  void callablesOfAnySizeCanBeCancelled() {
    VirtualLoop loop;
    int runs = 0;
    std::array<char, 100> large{};
    std::vector<Handle> handles;
    for (int i = 0; i < 300; ++i) {  // more than the queue has room for at first
      handles.push_back(loop.call_soon([] { NEVER("it ran"); }));
      handles.push_back(loop.call_soon([&] { ++runs; }));
      handles.push_back(loop.call_soon([&, large] { runs += large[0] + 1000; }));
      handles.push_back(loop.call_soon([&runs, i, j = i] { runs += i - j + 1'000'000; }));
    }
    for (std::size_t i = 0; i < handles.size(); ++i)
      if (i % 4 == 0 || i % 8 == 1 || i % 8 == 6) handles[i].cancel();
    run_iterations(loop);
    QCOMPARE(runs, 150 + 150 * 1000 + 300 * 1'000'000);
  }

  // L12
  void cancellingAfterTheCallRanOnlyMarksTheHandle() {
    VirtualLoop loop;
    Handle handle = loop.call_soon([] {});
    run_iterations(loop);
    QVERIFY(!handle.cancelled());
    handle.cancel();
    QVERIFY(handle.cancelled());
  }

  void aCallMayCancelItself() {
    VirtualLoop loop;
    Handle handle;
    handle = loop.call_soon([&, counted = Counted(7)] {
      handle.cancel();
      EXPECT_EQ(counted.value, 7);  // not destroyed while it runs
    });
    run_iterations(loop);
    QVERIFY(handle.cancelled());
    QCOMPARE(Counted::alive, 0);
  }

  void theCallableIsMovedInAndGoesAfterItsRun() {
    VirtualLoop loop;
    const Handle handle = loop.call_soon(
        [counted = Counted(), unique = std::make_unique<int>(1)] { EXPECT_EQ(*unique, 1); });
    run_iterations(loop);
    QCOMPARE(Counted::copies, 0);
    QCOMPARE(Counted::alive, 0);
  }

  void theCallableGoesEvenWhenItThrowsAFatalExit() {
    VirtualLoop loop;
    const Handle handle = loop.call_soon([counted = Counted()] { throw FatalExit(1); });
    QCOMPARE(thrown([&] { loop.run_forever(); }), std::string("FatalExit: code 1"));
    QCOMPARE(Counted::alive, 0);
  }

  // L24
  void closingDestroysCallablesWithoutRunningThem() {
    VirtualLoop loop;
    Handle soon = loop.call_soon([counted = Counted()] { NEVER("it ran"); });
    loop.call_later(1s, [counted = Counted()] { NEVER("it ran"); });
    loop.call_soon_threadsafe([counted = Counted()] { NEVER("it ran"); });
    QCOMPARE(Counted::alive, 3);
    loop.close();
    QCOMPARE(Counted::alive, 0);
    QVERIFY(soon.cancelled());
  }

  // P23
  void theDestructorOfACallableMayScheduleAndCancel() {
    VirtualLoop loop;
    Trace trace(loop);
    Handle other = loop.call_soon([&] { trace("other"); });
    Handle handle = loop.call_soon([guard = CallWhenGone([&] {
                                      other.cancel();
                                      loop.call_soon([&] { trace("from the destructor"); });
                                    })] {});
    handle.cancel();
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"from the destructor@1"}));
  }

  // P23
  void theDestructorOfACallableMayComeBackWhileTheLoopCloses() {
    VirtualLoop loop;
    Handle other;
    std::string error;
    loop.call_soon([guard = CallWhenGone([&] {
                      other.cancel();
                      error = thrown([&] { loop.call_soon([] {}); });
                      loop.close();
                    })] {});
    other = loop.call_later(1s, [] {});
    loop.close();
    QCOMPARE(error, std::string("RuntimeError: Event loop is closed"));
    QVERIFY(other.cancelled());
  }

  void aHandleMayOutliveItsLoop() {
    Handle ran;
    Handle dropped;
    TimerHandle timer;
    {
      VirtualLoop loop;
      ran = loop.call_soon([] {});
      run_iterations(loop);
      dropped = loop.call_soon([counted = Counted()] {});
      timer = loop.call_later(1s, [counted = Counted()] {});
    }
    QCOMPARE(Counted::alive, 0);
    QVERIFY(dropped.cancelled());
    QVERIFY(timer.cancelled());
    ran.cancel();
    dropped.cancel();
    timer.cancel();
    QCOMPARE(timer.when(), Duration(1s));
  }

  void aHandleMayBeDroppedOnAnotherThread() {
    VirtualLoop loop;
    int runs = 0;
    Handle handle = loop.call_soon([&] { ++runs; });
    std::thread([moved = std::move(handle)] {}).join();
    run_iterations(loop);
    QCOMPARE(runs, 1);
  }

  void anEmptyHandleIsHarmless() {
    Handle handle;
    handle.cancel();
    QVERIFY(!handle);
    QVERIFY(!handle.cancelled());
    QCOMPARE(TimerHandle().when(), Duration(0));
  }

  // X1
  void aDoorMayOutliveItsLoop() {
    auto loop = std::make_unique<VirtualLoop>();
    const LoopDoor door = loop->door();
    QVERIFY(!door.is_closed());
    loop.reset();
    QVERIFY(door.is_closed());
    QCOMPARE(thrown([&] { door.call_soon_threadsafe([counted = Counted()] {}); }),
             std::string("RuntimeError: Event loop is closed"));
    QCOMPARE(Counted::alive, 0);
  }

  void aPostedCallThatNobodyTookIsDestroyedWithTheLoop() {
    VirtualLoop loop;
    std::thread([&] { loop.call_soon_threadsafe([counted = Counted()] {}); }).join();
    loop.close();
    QCOMPARE(Counted::alive, 0);
  }

  // L15
  void theTimeCanBeAskedAfterTheEnd() {
    VirtualLoop loop;
    loop.call_later(3s, [&] { loop.stop(); });
    loop.run_forever();
    loop.close();
    QCOMPARE(loop.time(), Duration(3s));
  }

  // D4: refused by the compiler, as is what is not callable
  void aFunctionObjectOfAnyKindIsACallback() {
    VirtualLoop loop;
    Events events;
    struct Object {
      Events* events;
      void operator()() { events->push_back("object"); }
    };
    loop.call_soon(Object{&events});
    loop.call_soon(named("a name", [&] { events.push_back("named"); }));
    std::function<void()> function = [&] { events.push_back("std::function"); };
    loop.call_soon(function);
    loop.call_soon(+[] {});
    run_iterations(loop);
    QCOMPARE(events, (Events{"object", "named", "std::function"}));
  }
};

QTEST_APPLESS_MAIN(CallTest)
#include "call_test.moc"
