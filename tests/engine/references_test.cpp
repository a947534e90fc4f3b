// SPDX-License-Identifier: MIT
// What the loop's thread counts without atomics, and what other threads do with handles meanwhile: D6.
#include "support.h"

#include <thread>

using namespace loopscope;
using namespace loopscope::test;

namespace {

Future<Counted> resolved(Loop& loop) {
  auto future = loop.create_future<Counted>();
  future.set_result(Counted(1));
  return future;
}

/// Runs `body` as a call of the loop, so that what it makes is counted there.
template <class F>
void run_in(Loop& loop, F body) {
  loop.call_soon(std::move(body));
  run_iterations(loop);
}

template <class F>
void on_another_thread(F body) {
  std::thread(std::move(body)).join();
}

}  // namespace

class ReferencesTest : public QObject {
  Q_OBJECT

 private slots:
  void init() { Counted::reset(); }
  void cleanup() { QCOMPARE(Counted::alive, 0); }

  void aFutureGoesWithTheLastOfManyHandles() {
    VirtualLoop loop;
    run_in(loop, [&] {
      std::vector<Future<Counted>> handles(1000, resolved(loop));
      while (handles.size() > 1)
        handles.erase(handles.begin(), handles.begin() + 1 + handles.size() % 2);
      EXPECT_EQ(Counted::alive, 1);
      handles.clear();
      EXPECT_EQ(Counted::alive, 0);
    });
  }

  void aHandleOfARunningLoopMayGoElsewhere() {
    VirtualLoop loop;
    run_in(loop, [&] {
      Future<Counted> kept = resolved(loop);
      on_another_thread([moved = Future<Counted>(kept)] { static_cast<void>(moved); });
      on_another_thread([moved = std::move(kept)] { static_cast<void>(moved); });
      EXPECT_EQ(Counted::alive, 1);  // its own thread destroys it
    });
    run_iterations(loop);
    QCOMPARE(Counted::alive, 0);
  }

  void aHandleThatIsCopiedElsewhereMayOutliveTheOthers() {
    VirtualLoop loop;
    Future<Counted> copy;
    run_in(loop, [&] {
      const Future<Counted> made = resolved(loop);
      on_another_thread([&] { copy = made; });
    });
    QCOMPARE(Counted::alive, 1);
    run_in(loop, [&] {
      copy = {};
      EXPECT_EQ(Counted::alive, 0);
    });
  }

  void handlesMayGoOnManyThreadsAtOnce() {
    Loop loop;
    std::vector<std::thread> threads;
    loop.call_soon([&] {
      std::vector<Future<Counted>> futures;
      for (int i = 0; i < 200; ++i) futures.push_back(resolved(loop));
      for (int thread = 0; thread < 4; ++thread)
        threads.emplace_back([&loop, futures]() mutable {
          for (const Future<Counted>& future : std::vector(futures))
            loop.call_soon_threadsafe([copy = future] { static_cast<void>(copy); });
          futures.clear();
        });
    });
    loop.call_later(20ms, [&] { loop.stop(); });
    loop.run_forever();
    for (std::thread& thread : threads) thread.join();
    run_iterations(loop, 3);
    QCOMPARE(loop.core().live_states(), 0);
  }

  void aDropElsewhereWakesALoopThatWaits() {
    Loop loop;
    std::thread other;
    loop.call_soon([&] {
      auto future = loop.create_future<CallWhenGone>();
      future.set_result([&] { loop.call_soon([&] { loop.stop(); }); });
      other = std::thread([moved = std::move(future)]() mutable {
        std::this_thread::sleep_for(5ms);
        moved = {};
      });
    });
    loop.run_forever();
    other.join();
  }

  void handlesOfCallsMayGoElsewhereAndOutliveTheLoop() {
    std::vector<Handle> kept;
    {
      VirtualLoop loop;
      std::vector<Handle> early;
      run_in(loop, [&] {
        for (int i = 0; i < 1000; ++i) {
          early.push_back(loop.call_soon([counted = Counted()] { static_cast<void>(counted); }));
          kept.push_back(loop.call_soon([counted = Counted()] { static_cast<void>(counted); }));
        }
        on_another_thread([early = std::move(early)] { static_cast<void>(early); });
      });
      run_iterations(loop);
      QCOMPARE(Counted::alive, 0);
    }
    for (const Handle& handle : kept) QVERIFY(!handle.cancelled());
    on_another_thread([late = std::move(kept)] { static_cast<void>(late); });
  }

  void doorsMayGoElsewhereAndOutliveTheLoop() {
    std::vector<LoopDoor> kept;
    {
      VirtualLoop loop;
      run_in(loop, [&] {
        const LoopDoor door = loop.door();
        on_another_thread([door, more = std::vector(1000, door)] { static_cast<void>(door); });
        kept.assign(1000, door);
      });
    }
    for (const LoopDoor& door : kept) QVERIFY(door.is_closed());
    on_another_thread([late = std::move(kept)] { static_cast<void>(late); });
  }

  // As a task that was made before the loop ran: see lifetime_test.cpp
  void aDyingTaskOfARunningLoopIsNotAmongAllTasks() {
    const CapturedLog log;
    VirtualLoop loop;
    Task<void> task;
    run_in(loop, [&] {
      task = loop.create_task([counted = Counted()]() -> Coro<void> { co_await sleep(1h); });
    });
    run_iterations(loop);
    loop.close();
    QCOMPARE(loop.all_tasks().size(), 1u);
    on_another_thread([moved = std::move(task)] { static_cast<void>(moved); });
    QCOMPARE(Counted::alive, 1);
    QVERIFY(loop.all_tasks().empty());
  }
};

QTEST_APPLESS_MAIN(ReferencesTest)
#include "references_test.moc"
