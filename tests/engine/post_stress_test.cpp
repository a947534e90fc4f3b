// SPDX-License-Identifier: MIT
// Many threads and one loop: rules X1, X2, P1, P17. Run under ThreadSanitizer as well.
#include "support.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <latch>
#include <thread>

using namespace loopscope;
using namespace loopscope::test;

class PostStressTest : public QObject {
  Q_OBJECT

 private slots:
  // X2, P17: nothing is lost, each thread's order is kept
  void eightThreadsPostAMillionCalls() {
    constexpr int producers = 8;
    constexpr int posts = 125'000;
    Loop loop;
    std::array<int, producers> seen{};
    int out_of_order = 0;
    int left = producers * posts;
    std::latch start(producers);
    std::vector<std::thread> threads;
    for (std::size_t producer = 0; producer < producers; ++producer)
      threads.emplace_back([&, door = loop.door(), producer] {
        start.arrive_and_wait();
        for (int number = 0; number < posts; ++number)
          door.call_soon_threadsafe([&, producer, number] {
            if (seen[producer]++ != number) ++out_of_order;
            if (--left == 0) loop.stop();
          });
      });
    loop.run_forever();
    for (std::thread& thread : threads) thread.join();
    QCOMPARE(left, 0);
    QCOMPARE(out_of_order, 0);
    QVERIFY(std::all_of(seen.begin(), seen.end(), [&](int count) { return count == posts; }));
  }

  // P17: each post finds the loop asleep, or about to be; a lost wake-up would hang the test
  void aLoopThatKeepsFallingAsleepMissesNoPost() {
    Loop loop;
    std::atomic<int> answered{0};
    std::vector<std::thread> threads;
    std::atomic<int> finished{0};
    constexpr int producers = 4;
    constexpr int rounds = 2'000;
    for (int producer = 0; producer < producers; ++producer)
      threads.emplace_back([&, door = loop.door()] {
        std::atomic<bool> back{false};
        for (int round = 0; round < rounds; ++round) {
          back.store(false, std::memory_order_relaxed);
          door.call_soon_threadsafe([&] {
            answered.fetch_add(1, std::memory_order_relaxed);
            back.store(true, std::memory_order_release);
            back.notify_one();
          });
          back.wait(false, std::memory_order_acquire);
        }
        if (finished.fetch_add(1) + 1 == producers) door.call_soon_threadsafe([&] { loop.stop(); });
      });
    loop.run_forever();
    for (std::thread& thread : threads) thread.join();
    QCOMPARE(answered.load(), producers * rounds);
  }

  // X2: with timers and call_soon between them
  void postsTimersAndOwnCallsShareTheLoop() {
    Loop loop;
    int posts = 0;
    int timers = 0;
    bool over = false;
    std::function<void()> tick = [&] {
      ++timers;
      if (!over) loop.call_later(50us, tick);
    };
    loop.call_soon(tick);
    std::thread other([&, door = loop.door()] {
      for (int i = 0; i < 20'000; ++i) door.call_soon_threadsafe([&] { ++posts; });
      door.call_soon_threadsafe([&] {
        over = true;
        loop.call_later(1ms, [&] { loop.stop(); });
      });
    });
    loop.run_forever();
    other.join();
    QCOMPARE(posts, 20'000);
    QVERIFY(timers > 0);
  }

  // P1: handles go anywhere, at any time; the states go in the loop's thread
  void handlesAreCopiedAndDroppedOnManyThreads() {
    const CapturedLog log;
    std::atomic<int> wrong_thread{0};
    {
      Loop loop;
      const std::thread::id home = std::this_thread::get_id();
      std::vector<std::thread> threads;
      std::latch ready(4);
      std::atomic<int> dropping{4};
      std::vector<Future<CallWhenGone>> futures;
      std::vector<Task<void>> tasks;
      for (int i = 0; i < 2'000; ++i) {
        futures.push_back(loop.create_future<CallWhenGone>());
        futures.back().set_result([&, home] {
          if (std::this_thread::get_id() != home) wrong_thread.fetch_add(1);
        });
        tasks.push_back(loop.create_task(sleep(i % 2 == 0 ? 0s : 1h)));
      }
      for (int i = 0; i < 4; ++i)
        threads.emplace_back([&, futures, tasks, door = loop.door()]() mutable {
          ready.arrive_and_wait();
          while (!futures.empty()) {
            const auto copy = futures.back();
            futures.pop_back();
            const auto task = tasks.back();
            tasks.pop_back();
          }
          // In the iteration after the one that takes this, those that yield once have ended.
          if (--dropping == 0)
            door.call_soon_threadsafe([&] { loop.call_later(0s, [&] { loop.stop(); }); });
        });
      futures.clear();
      tasks.clear();
      loop.run_forever();
      for (std::thread& thread : threads) thread.join();
    }
    QCOMPARE(wrong_thread.load(), 0);
    QCOMPARE(log.lines.size(), 1'000u);  // D7: the sleepers
  }

  // A loop may end while other threads drop its futures, tasks, handles and doors
  void aLoopEndsWhileOthersLetGoOfItsThings() {
    const CapturedLog log;
    for (int round = 0; round < 100; ++round) {
      auto loop = std::make_unique<VirtualLoop>();
      std::vector<std::thread> threads;
      std::latch start(4);
      std::vector<Task<void>> tasks;
      std::vector<Future<Counted>> futures;
      for (int i = 0; i < 20; ++i) {
        tasks.push_back(loop->create_task(sleep(1h)));
        futures.push_back(loop->create_future<Counted>());
      }
      const TimerHandle timer = loop->call_later(1h, [] {});
      std::vector<Handle> calls;
      for (int i = 0; i < 3; ++i) calls.push_back(loop->call_soon([] {}));
      run_iterations(*loop);
      if (round % 2 == 0) loop->close();
      for (int i = 0; i < 3; ++i)
        threads.emplace_back([&start, tasks, futures, timer,
                              call = std::move(calls[static_cast<std::size_t>(i)]),
                              door = loop->door()]() mutable {
          start.arrive_and_wait();
          tasks.clear();
          futures.clear();
          call = {};
          try {
            door.call_soon_threadsafe([] {});
          } catch (const RuntimeError&) {
          }
        });
      tasks.clear();
      futures.clear();
      start.arrive_and_wait();
      loop.reset();
      for (std::thread& thread : threads) thread.join();
    }
  }

  // The owner of an idle loop drops a handle while another thread begins to run it
  void anIdleLoopIsTakenOverWhileItsOwnerLetsGo() {
    for (int round = 0; round < 200; ++round) {
      Loop loop;
      std::vector<Future<std::string>> futures;
      for (int i = 0; i < 50; ++i) {
        futures.push_back(loop.create_future<std::string>("name"));
        futures.back().set_result("value");
      }
      std::latch start(2);
      std::thread other([&] {
        start.arrive_and_wait();
        for (int i = 0; i < 10; ++i) static_cast<void>(loop.create_future<int>("other"));
        loop.call_soon([&] { loop.stop(); });
        loop.run_forever();
      });
      start.arrive_and_wait();
      futures.clear();
      other.join();
    }
  }
};

QTEST_APPLESS_MAIN(PostStressTest)
#include "post_stress_test.moc"
