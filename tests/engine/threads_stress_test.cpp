// SPDX-License-Identifier: MIT
// Eight threads that use loops, futures and pools at random. What is checked: nobody waits for ever,
// every outcome comes once, and nothing is left over. The sanitizers check the rest.
#include <QtTest>

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include <loopscope/run_in_executor.h>
#include <loopscope/sleep.h>
#include <loopscope/thread_pool.h>
#include <loopscope/threadsafe.h>
#include <tests/engine/random.h>
#include <tests/engine/thread_helpers.h>

using namespace loopscope;
using namespace loopscope::test;
using namespace std::chrono_literals;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int rounds = 1;
#else
constexpr int rounds = 8;
#endif
constexpr unsigned threads = 8;

/// A value that counts its living copies.
class CountedByAll {
 public:
  CountedByAll() noexcept { ++alive; }
  CountedByAll(const CountedByAll&) noexcept { ++alive; }
  CountedByAll(CountedByAll&&) noexcept { ++alive; }
  CountedByAll& operator=(const CountedByAll&) = default;
  CountedByAll& operator=(CountedByAll&&) = default;
  ~CountedByAll() { --alive; }

  static inline std::atomic<int> alive{0};
};

/// Runs `body(number, random)` in all threads and waits for them.
template <class F>
void in_all_threads(F body) {
  std::vector<std::unique_ptr<ScopedThread>> running;
  for (unsigned i = 0; i < threads; ++i)
    running.push_back(std::make_unique<ScopedThread>([&body, i] {
      Random random(i + 1);
      body(i, random);
    }));
}

/// Futures that threads leave to each other.
template <class T>
class Exchange {
 public:
  /// Leaves one and takes what lies there.
  std::optional<T> swap(unsigned place, std::optional<T> given) {
    const std::lock_guard guard(lock_);
    std::swap(places_[place % places_.size()], given);
    return given;
  }

 private:
  std::mutex lock_;  // guards `places_`
  std::array<std::optional<T>, 4> places_;
};

Coro<CountedByAll> work(unsigned kind) {
  CountedByAll value;
  switch (kind) {
    case 0: break;
    case 1: co_await sleep(0s); break;
    case 2: co_await sleep(20us); break;
    case 3: throw std::runtime_error("expected");
    case 4:
      // Takes no notice of its cancellation.
      try {
        co_await sleep(50us);
      } catch (const CancelledError&) {
      }
      break;
    case 5: co_await get_running_loop().create_future<void>(); break;  // until cancelled
    default: break;
  }
  co_return value;
}

/// What threads do with an outcome. Whatever it is, it comes to an end.
class OutcomeUser {
 public:
  std::atomic<int> callbacks{0};

  void use(Random& random, ConcurrentFuture<CountedByAll> outcome, bool may_pend) {
    if (below(random, 4) == 0) outcome.add_done_callback([this] { ++callbacks; });
    switch (below(random, 6)) {
      case 0: outcome.cancel(); break;
      case 1: (void)left_.swap(below(random, 4), std::move(outcome)); return;
      case 2:
        if (auto other = left_.swap(below(random, 4), std::nullopt)) end(*other, true);
        break;
      case 3:
        for (int i = 0; i < 10; ++i) (void)outcome.done();
        break;
      default: break;
    }
    if (below(random, 2) == 0) end(outcome, may_pend);
  }

 private:
  static void end(const ConcurrentFuture<CountedByAll>& outcome, bool may_pend) {
    if (may_pend) outcome.cancel();
    try {
      const CountedByAll value = outcome.result();
    } catch (const CancelledError&) {
    } catch (const std::runtime_error&) {
      // its own, or the loop was closed
    }
  }

  Exchange<ConcurrentFuture<CountedByAll>> left_;
};

/// The door of the loop that exists just now.
class CurrentDoor {
 public:
  void set(LoopDoor door) {
    const std::lock_guard guard(lock_);
    door_ = std::move(door);
  }
  LoopDoor get() const {
    const std::lock_guard guard(lock_);
    return *door_;
  }

 private:
  mutable std::mutex lock_;  // guards `door_`
  std::optional<LoopDoor> door_;
};

}  // namespace

class ThreadsStressTest : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void oneLoopRunsTheCoroutinesOfAllThreads();
  void loopsComeAndGoWhileThreadsPost();
  void jobsComeBackToLoopsThatComeAndGo();
  void poolsComeAndGo();
  void oneFutureHasOneOutcome();
  void wrappersAndSourcesEndInAnyOrder();

 private:
  LogCapture log_;  // pending tasks and coroutines that were never awaited
};

void ThreadsStressTest::init() { QCOMPARE(CountedByAll::alive.load(), 0); }

void ThreadsStressTest::oneLoopRunsTheCoroutinesOfAllThreads() {
  {
    OutcomeUser user;
    Loop loop;
    loop.set_exception_handler([](const ExceptionContext&) {});
    std::atomic<unsigned> left{threads};
    const ScopedThread starter([&, door = loop.door()] {
      in_all_threads([&](unsigned, Random& random) {
        for (int i = 0; i < 400 * rounds; ++i) {
          const unsigned kind = below(random, 7);
          user.use(random, run_coroutine_threadsafe(door, work(kind)), kind == 5);
        }
        if (--left == 0) door.call_soon_threadsafe([&loop] { loop.stop(); });
      });
    });
    loop.run_forever();
    QVERIFY(user.callbacks > 0 || rounds == 0);
  }
  QCOMPARE(CountedByAll::alive.load(), 0);
}

void ThreadsStressTest::loopsComeAndGoWhileThreadsPost() {
  {
    OutcomeUser user;
    CurrentDoor current;
    std::atomic<unsigned> left{threads};
    auto loop = std::make_unique<Loop>();
    current.set(loop->door());
    const ScopedThread starter([&] {
      in_all_threads([&](unsigned, Random& random) {
        for (int i = 0; i < 400 * rounds; ++i) {
          const unsigned kind = below(random, 7);
          try {
            user.use(random, run_coroutine_threadsafe(current.get(), work(kind)), kind == 5);
          } catch (const RuntimeError&) {
            // closed just now
          }
        }
        --left;
      });
    });
    Random random(99);
    while (left > 0) {
      loop->set_exception_handler([](const ExceptionContext&) {});
      loop->call_later(std::chrono::microseconds(below(random, 200)), [&] { loop->stop(); });
      loop->run_forever();
      if (below(random, 2) == 0) loop->close();
      auto next = std::make_unique<Loop>();
      current.set(next->door());
      if (below(random, 2) == 0) loop->close();
      loop = std::move(next);
    }
  }
  QCOMPARE(CountedByAll::alive.load(), 0);
}

void ThreadsStressTest::jobsComeBackToLoopsThatComeAndGo() {
  std::atomic<int> ran{0};
  {
    ThreadPool pool(threads);
    Random random(7);
    Future<CountedByAll> kept;
    for (int i = 0; i < 60 * rounds; ++i) {
      auto loop = std::make_unique<Loop>();
      std::vector<Future<CountedByAll>> futures;
      const auto job = [&ran, owned = CountedByAll()]() mutable {
        ++ran;
        return std::move(owned);
      };
      for (unsigned n = below(random, 40); n > 0; --n)
        futures.push_back(run_in_executor(*loop, pool, job));
      for (unsigned n = below(random, 20); n > 0 && !futures.empty(); --n) {
        const unsigned which = below(random, static_cast<unsigned>(futures.size()));
        if (below(random, 2) == 0) futures[which].cancel();
        if (below(random, 3) == 0) futures.erase(futures.begin() + which);
      }
      if (below(random, 3) == 0 && !futures.empty()) kept = futures.front();
      // Another thread drops the rest, during the run or after the loop's end.
      const ScopedThread dropper([dropped = std::move(futures)]() mutable { dropped.clear(); });
      if (below(random, 4) != 0) {
        loop->call_later(std::chrono::microseconds(below(random, 100)),
                         [stopped = loop.get()] { stopped->stop(); });
        loop->run_forever();
      }
      if (below(random, 2) == 0) loop->close();
    }
  }
  QVERIFY(ran > 0);
  QCOMPARE(CountedByAll::alive.load(), 0);
}

void ThreadsStressTest::poolsComeAndGo() {
  std::atomic<int> submitted{0};
  std::atomic<int> ended{0};
  std::atomic<int> refused{0};
  {
    ThreadPool shared(3);
    in_all_threads([&](unsigned, Random& random) {
      for (int i = 0; i < 30 * rounds; ++i) {
        ThreadPool pool(1 + below(random, 3));
        for (unsigned n = below(random, 20); n > 0; --n) {
          ++submitted;
          const auto job = [&ended, &shared, nested = below(random, 2) == 0] {
            if (nested)
              (void)shared.submit([&ended] { ++ended; });
            else
              ++ended;
          };
          const auto outcome = pool.submit(job);
          if (below(random, 4) == 0 && outcome.cancel()) --submitted;
          if (below(random, 8) == 0) (void)throws<CancelledError>([&] { outcome.result(); });
        }
        if (below(random, 3) == 0) {
          pool.shutdown(below(random, 2) == 0);
          if (throws<RuntimeError>([&] { (void)pool.submit([] {}); })) ++refused;
        } else {
          pool.shutdown(true);
        }
        pool.shutdown(true);
      }
    });
  }
  QCOMPARE(ended.load(), submitted.load());
  QVERIFY(refused > 0);
}

void ThreadsStressTest::oneFutureHasOneOutcome() {
  for (int i = 0; i < 100 * rounds; ++i) {
    const ConcurrentFuture<int> future;
    std::atomic<int> outcomes{0};
    std::atomic<int> callbacks{0};
    in_all_threads([&](unsigned number, Random& random) {
      future.add_done_callback([&] { ++callbacks; });
      switch (number % 4) {
        case 0:
          if (!throws<InvalidStateError>([&] { future.set_result(1); })) ++outcomes;
          break;
        case 1:
          if (!throws<InvalidStateError>([&] { future.set_exception(std::runtime_error("")); }))
            ++outcomes;
          break;
        case 2: future.cancel(); break;
        default:
          (void)throws<TimeoutError>([&] {
            try {
              (void)future.result(Duration(below(random, 1000)));
            } catch (const CancelledError&) {
            } catch (const TimeoutError&) {
              throw;
            } catch (const std::runtime_error&) {
            }
          });
      }
    });
    QCOMPARE(outcomes.load() + (future.cancelled() ? 1 : 0), 1);
    QCOMPARE(callbacks.load(), static_cast<int>(threads));
  }
}

void ThreadsStressTest::wrappersAndSourcesEndInAnyOrder() {
  {
    Random random(3);
    for (int i = 0; i < 20 * rounds; ++i) {
      std::vector<ConcurrentFuture<CountedByAll>> sources(64);
      Loop loop;
      std::vector<Future<CountedByAll>> wrappers;
      for (const auto& source : sources) wrappers.push_back(wrap_future(source, loop));
      std::atomic<unsigned> left{threads};
      const ScopedThread starter([&, door = loop.door(), mine = std::move(sources)]() mutable {
        in_all_threads([&](unsigned number, Random& choice) {
          for (std::size_t n = number; n < mine.size(); n += threads) {
            switch (below(choice, 4)) {
              case 0: mine[n].cancel(); break;
              case 1:
                if (mine[n].set_running_or_notify_cancel()) mine[n].set_result(CountedByAll());
                break;
              case 2:
                (void)throws<InvalidStateError>([&] { mine[n].set_result(CountedByAll()); });
                break;
              default: break;
            }
            mine[n] = ConcurrentFuture<CountedByAll>();
          }
          if (--left == 0) door.call_soon_threadsafe([&loop] { loop.stop(); });
        });
      });
      for (auto& wrapper : wrappers)
        if (below(random, 3) == 0) wrapper.cancel();
      loop.run_forever();
      wrappers.resize(32);
    }
  }
  QCOMPARE(CountedByAll::alive.load(), 0);
}

QTEST_APPLESS_MAIN(ThreadsStressTest)
#include "threads_stress_test.moc"
