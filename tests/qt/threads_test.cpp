// SPDX-License-Identifier: MIT
#include <QtTest>

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include <loopscope/loop.h>
#include <loopscope/qt/bridge.h>
#include <loopscope/qt/signal.h>
#include <loopscope/sleep.h>
#include <tests/qt/spin.h>

using namespace loopscope;
using namespace std::chrono_literals;
using loopscope::qt::QtBridge;
using loopscope::test::spin_until;

namespace {

/// A QThread that turns a Qt event loop with a bridged loop in it.
class Worker {
 public:
  Worker() {
    std::atomic<bool> ready{false};
    thread_.reset(QThread::create([&] {
      Loop loop;
      const QtBridge bridge(loop);
      loop_ = &loop;
      ready = true;
      QEventLoop events;
      events.exec();
      loop_ = nullptr;
    }));
    thread_->start();
    while (!ready) QThread::yieldCurrentThread();
  }
  ~Worker() {
    thread_->quit();
    thread_->wait();
  }

  Loop& loop() { return *loop_; }
  const QThread* thread() const { return thread_.get(); }

 private:
  Loop* loop_ = nullptr;
  std::unique_ptr<QThread> thread_;
};

}  // namespace

class ThreadsTest : public QObject {
  Q_OBJECT

 private slots:
  void eachThreadHasItsOwnRunningLoop();
  void callsGoRoundFromBridgeToBridge();
  void postsOfEightThreadsRunInTheOrderOfEach();
  void theWrongThreadIsFoundInDebugMode();
  void anErrorOnAThreadWithoutAnEventDispatcher();
  void aThreadOfTheStandardLibraryNeedsAnEventLoop();
  void aFatalExitEndsTheEventLoopOfItsThread();
};

void ThreadsTest::eachThreadHasItsOwnRunningLoop() {
  std::vector<std::unique_ptr<Worker>> workers;
  for (int i = 0; i < 4; ++i) workers.push_back(std::make_unique<Worker>());
  std::atomic<int> right{0};
  for (const auto& worker : workers)
    worker->loop().call_soon_threadsafe([&, expected = worker.get()] {
      if (&get_running_loop() == &expected->loop() &&
          QThread::currentThread() == expected->thread())
        ++right;
    });
  QTRY_COMPARE(right.load(), 4);
}

void ThreadsTest::callsGoRoundFromBridgeToBridge() {
  Loop loop;
  const QtBridge bridge(loop);
  Worker worker;
  int rounds = 0;
  std::function<void()> ping;
  std::function<void()> pong = [&] { loop.call_soon_threadsafe(ping); };
  ping = [&] {
    if (++rounds < 1000) worker.loop().call_soon_threadsafe(pong);
  };
  ping();
  QVERIFY(spin_until([&] { return rounds == 1000; }));
}

void ThreadsTest::postsOfEightThreadsRunInTheOrderOfEach() {
  Loop loop;
  const QtBridge bridge(loop);
  constexpr int threads = 8;
  constexpr int posts = 20'000;
  std::array<std::vector<int>, threads> ran;
  std::vector<std::thread> posters;
  for (std::size_t i = 0; i < threads; ++i)
    posters.emplace_back([&loop, &own = ran[i]] {
      for (int number = 0; number < posts; ++number)
        loop.call_soon_threadsafe([&own, number] { own.push_back(number); });
    });
  QVERIFY(spin_until([&] {
    return std::all_of(ran.begin(), ran.end(), [](const auto& own) { return own.size() == posts; });
  }));
  for (std::thread& poster : posters) poster.join();
  for (const auto& own : ran) QVERIFY(std::is_sorted(own.begin(), own.end()));
}

void ThreadsTest::theWrongThreadIsFoundInDebugMode() {
  Loop loop;
  const QtBridge bridge(loop);
  loop.set_debug(true);
  loop.call_soon([] {});  // a slot of this thread may
  std::atomic<bool> refused{false};
  std::thread other([&] {
    try {
      loop.call_soon([] {});
    } catch (const WrongThreadError&) {
      refused = true;
    }
  });
  other.join();
  QVERIFY(refused);
}

void ThreadsTest::anErrorOnAThreadWithoutAnEventDispatcher() {
  std::atomic<bool> refused{false};
  std::thread other([&] {
    Loop loop;
    try {
      QtBridge bridge(loop);
    } catch (const RuntimeError&) {
      refused = true;
    }
  });
  other.join();
  QVERIFY(refused);
}

void ThreadsTest::aThreadOfTheStandardLibraryNeedsAnEventLoop() {
  std::atomic<bool> ran{false};
  std::thread other([&] {
    QEventLoop events;
    Loop loop;
    const QtBridge bridge(loop);
    loop.call_later(1ms, [&] {
      ran = true;
      events.quit();
    });
    events.exec();
  });
  other.join();
  QVERIFY(ran);
}

void ThreadsTest::aFatalExitEndsTheEventLoopOfItsThread() {
  std::atomic<int> code{0};
  const std::unique_ptr<QThread> thread(QThread::create([&] {
    Loop loop;
    const QtBridge bridge(loop);
    loop.call_soon([] { throw FatalExit(9); });
    QEventLoop events;
    code = events.exec();
  }));
  thread->start();
  QVERIFY(thread->wait(10'000));
  QCOMPARE(code.load(), 9);
}

QTEST_GUILESS_MAIN(ThreadsTest)
#include "threads_test.moc"
