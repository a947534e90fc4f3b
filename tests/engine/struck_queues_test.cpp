// SPDX-License-Identifier: MIT
// Queues, conditions and barriers while tasks are cancelled at every point: no item and no
// notification is lost, nobody sleeps for ever.
#include <tests/engine/striking.h>

#include <algorithm>

#include <loopscope/combine/timeout.h>
#include <loopscope/sync/barrier.h>
#include <loopscope/sync/condition.h>
#include <loopscope/sync/queue.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

/// Tasks that put numbers into a queue, get them and deal with them; one may wait until all have been
/// dealt with, one may shut the queue down.
template <class Numbers>
class QueueProgram : public StruckProgram {
 public:
  QueueProgram(unsigned seed, long maxsize) : StruckProgram(seed), queue_(maxsize) {
    spawn(join());
    for (int i = 0; i < 2; ++i) spawn(produce(Random(random())));
    for (int i = 0; i < 3; ++i) spawn(consume(Random(random())));
    if (below(random, 4) == 0) spawn(shut_down());
  }

 private:
  Coro<void> join() {
    co_await sleep(0s);
    co_await queue_.join();
  }

  Coro<void> shut_down() {
    co_await sleep(1s);
    queue_.shutdown();
    shut_ = true;
  }

  Coro<void> produce(Random own) {
    for (int i = 0; i < 4 && !shut_; ++i) {
      point();
      if (below(own, 3) == 0) co_await sleep(0s);
      const int item = static_cast<int>(below(own, 5)) * 100 + made_++;
      try {
        ++putting_;
        const test::CallWhenGone left([this] { --putting_; });
        co_await queue_.put(item);
        put_.push_back(item);
      } catch (const QueueShutDown&) {
      }
      point();
    }
  }

  Coro<void> consume(Random own) {
    for (int i = 0; i < 3; ++i) {
      point();
      if (below(own, 3) == 0) co_await sleep(0s);
      if (below(own, 4) == 0 && !queue_.empty()) {
        take(queue_.get_nowait());  // a thief
        continue;
      }
      try {
        ++getting_;
        const test::CallWhenGone left([this] { --getting_; });
        if (below(own, 3) > 0)
          take(co_await queue_.get());
        else
          take(co_await wait_for(queue_.get(), 1s));
      } catch (const TimeoutError&) {
      } catch (const QueueShutDown&) {
      }
    }
  }

  void take(int item) {
    got_.push_back(item);
    queue_.task_done();
    point();
  }

  void check_idle() override {
    expect(queue_.empty() || getting_ == 0, "somebody sleeps though there are items");
    expect(queue_.full() || putting_ == 0, "somebody sleeps though there is room");
    expect(!shut_ || getting_ + putting_ == 0, "somebody sleeps though the queue is shut down");
    if (queue_.empty())
      expect(is_done(0), "somebody joins a queue whose items have been dealt with");
  }

  void check_end() override {
    std::vector<int> all = got_;
    while (!queue_.empty()) all.push_back(queue_.get_nowait());
    if constexpr (!std::is_same_v<Numbers, Queue<int>>) {
      std::ranges::sort(all);
      std::ranges::sort(put_);
    }
    expect(all == put_, "items were lost, made up or put in another order");
  }

  Numbers queue_;
  bool shut_ = false;
  int made_ = 0;
  int putting_ = 0;
  int getting_ = 0;
  std::vector<int> put_;
  std::vector<int> got_;
};

/// Tasks that make tokens and tell one other, and tasks that wait for tokens.
class ConditionProgram : public StruckProgram {
 public:
  explicit ConditionProgram(unsigned seed) : StruckProgram(seed) {
    for (int i = 0; i < 3; ++i) spawn(consume(Random(random())));
    for (int i = 0; i < 2; ++i) spawn(produce(Random(random())));
  }

 private:
  Coro<void> consume(Random own) {
    for (int i = 0; i < 3; ++i) {
      point();
      if (below(own, 2) == 0) co_await sleep(0s);
      const auto guard = co_await condition_.scoped();
      const test::CallWhenGone alone = hold();
      point();
      const auto any = [this] { return tokens_ > 0; };
      ++waiting_;
      const test::CallWhenGone left([this] { --waiting_; });
      --holders_;  // wait() gives the lock away …
      const test::CallWhenGone again([this] { ++holders_; });
      co_await condition_.wait_for(any);
      expect(holders_ == 0, "two tasks hold the lock");  // … and takes it back
      --tokens_;
      if (below(own, 3) == 0) condition_.notify();  // spurious
    }
  }

  Coro<void> produce(Random own) {
    for (int i = 0; i < 4; ++i) {
      point();
      if (below(own, 2) == 0) co_await sleep(0s);
      const auto guard = co_await condition_.scoped();
      const test::CallWhenGone alone = hold();
      const unsigned made = 1 + below(own, 2);
      tokens_ += static_cast<int>(made);
      condition_.notify(made);
      point();
      if (below(own, 2) == 0) co_await sleep(0s);
      point();
    }
  }

  test::CallWhenGone hold() {
    ++holders_;
    expect(holders_ == 1, "two tasks hold the lock");
    return test::CallWhenGone([this] { --holders_; });
  }

  void check_idle() override {
    expect(!condition_.locked(), "nobody holds the lock, but it is locked");
    expect(tokens_ == 0 || waiting_ == 0, "somebody sleeps though there are tokens");
  }
  void check_end() override {
    expect(!condition_.locked() && holders_ == 0, "the lock was not given back");
  }

  Condition condition_;
  int tokens_ = 0;
  int waiting_ = 0;
  int holders_ = 0;
};

/// Tasks that meet at a barrier, again and again; sometimes one resets it.
class BarrierProgram : public StruckProgram {
 public:
  BarrierProgram(unsigned seed, bool with_resets) : StruckProgram(seed) {
    for (int i = 0; i < 5; ++i) spawn(meet(Random(random())));
    if (with_resets) spawn(reset(Random(random())));
  }

 private:
  static constexpr int parties = 3;

  Coro<void> meet(Random own) {
    for (int i = 0; i < 3; ++i) {
      point();
      if (below(own, 2) == 0) co_await sleep(0s);
      try {
        ++waiting_;
        const test::CallWhenGone left([this] { --waiting_; });
        const int index = co_await barrier_.wait();
        expect(index >= 0 && index < parties, "an index is out of range");
        if (index == parties - 1) ++rounds_;
        ++passed_;
      } catch (const BrokenBarrierError&) {
      }
      expect(passed_ <= rounds_ * parties, "somebody passed alone");
      point();
    }
  }

  Coro<void> reset(Random own) {
    for (int i = 0; i < 2; ++i) {
      const unsigned pause = below(own, 6);
      for (unsigned k = 0; k < pause; ++k) co_await sleep(0s);
      point();
      co_await barrier_.reset();
    }
  }

  void check_idle() override {
    expect(waiting_ < parties, "enough wait, but none passes");
    expect(barrier_.n_waiting() == waiting_, "the barrier miscounts who waits");
  }

  void check_end() override {
    expect(barrier_.n_waiting() == 0 && !barrier_.broken(), "the barrier is not as new");
    const auto pass = [this]() -> Coro<void> { co_await barrier_.wait(); };
    std::vector<Task<void>> last;
    for (int i = 0; i < parties; ++i) last.push_back(loop().create_task(pass()));
    run_iterations(loop(), 4);
    for (const Task<void>& task : last) expect(task.done(), "the barrier lets nobody pass");
  }

  Barrier barrier_{parties};
  int waiting_ = 0;
  int passed_ = 0;
  int rounds_ = 0;
};

}  // namespace

class StruckQueuesTest : public QObject {
  Q_OBJECT

 private slots:
  void noItemOfAQueueIsLost() {
    QCOMPARE(strike_everywhere<QueueProgram<Queue<int>>>(6, 1L), std::string());
    QCOMPARE(strike_everywhere<QueueProgram<Queue<int>>>(6, 2L), std::string());
    QCOMPARE(strike_everywhere<QueueProgram<Queue<int>>>(6, 0L), std::string());
  }

  void noItemOfAPriorityQueueIsLost() {
    QCOMPARE(strike_everywhere<QueueProgram<PriorityQueue<int>>>(8, 2L), std::string());
  }

  void noItemOfALifoQueueIsLost() {
    QCOMPARE(strike_everywhere<QueueProgram<LifoQueue<int>>>(8, 2L), std::string());
  }

  void noNotificationOfAConditionIsLost() {
    QCOMPARE(strike_everywhere<ConditionProgram>(20), std::string());
  }

  void aBarrierLetsPassWhoIsComplete() {
    QCOMPARE(strike_everywhere<BarrierProgram>(10, false), std::string());
    QCOMPARE(strike_everywhere<BarrierProgram>(10, true), std::string());
  }
};

QTEST_APPLESS_MAIN(StruckQueuesTest)
#include "struck_queues_test.moc"
