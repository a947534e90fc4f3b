// SPDX-License-Identifier: MIT
// Locks, semaphores and events while tasks are cancelled at every point: nothing is lost, nobody is
// woken twice, nobody sleeps for ever.
#include <tests/engine/striking.h>

#include <loopscope/combine/timeout.h>
#include <loopscope/sync/event.h>
#include <loopscope/sync/lock.h>
#include <loopscope/sync/semaphore.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

/// Tasks that take permits, in order, with a deadline now and then. Lockable is a lock or semaphore.
template <class Lockable>
class PermitProgram : public StruckProgram {
 public:
  PermitProgram(unsigned seed, long permits) : StruckProgram(seed), permits_(permits) {
    for (std::size_t i = 0; i < 4; ++i) spawn(work(i, Random(random())));
  }

 private:
  static auto make(long permits) {
    if constexpr (std::is_same_v<Lockable, Lock>)
      return Lock();
    else
      return Lockable(permits);
  }

  Coro<void> work(std::size_t number, Random own) {
    for (int i = 0; i < 3; ++i) {
      point();
      if (below(own, 2) == 0) co_await sleep(0s);
      const bool timed = below(own, 4) == 0;
      if (!co_await ask(number, timed)) continue;
      {
        const loopscope::Guard<Lockable> guard(lockable_);
        ++holders_;
        const test::CallWhenGone left([this] { --holders_; });
        expect(holders_ <= permits_, "more permits than there are");
        point();
        const unsigned pause = below(own, 3);
        for (unsigned k = 0; k < pause; ++k) co_await sleep(0s);
        if (below(own, 4) == 0) co_await sleep(1s);
        point();
      }
      point();
    }
  }

  /// Whether it got a permit in time.
  Coro<bool> ask(std::size_t number, bool timed) {
    queue_.push_back(number);
    const test::CallWhenGone asked([this, number] { std::erase(queue_, number); });
    if (timed) {
      try {
        co_await wait_for(lockable_.acquire(), 1s);
      } catch (const TimeoutError&) {
        co_return false;
      }
    } else {
      co_await lockable_.acquire();
    }
    for (const std::size_t earlier : queue_) {
      if (earlier == number) break;
      expect(is_cancelled(earlier), "somebody was overtaken");
    }
    co_return true;
  }

  void check_idle() override {
    expect(holders_ == 0, "a permit is held by nobody");
    expect(queue_.empty(), "somebody sleeps though there are permits");
  }

  void check_end() override {
    for (long i = 0; i < permits_; ++i) {
      if (lockable_.locked()) return expect(false, "a permit was lost");
      loop().run_until_complete(lockable_.acquire());
    }
    expect(lockable_.locked(), "there is a permit too many");
  }

  long permits_;
  Lockable lockable_ = make(permits_);
  long holders_ = 0;
  std::vector<std::size_t> queue_;
};

/// Tasks that wait for an event which others set and clear.
class EventProgram : public StruckProgram {
 public:
  explicit EventProgram(unsigned seed) : StruckProgram(seed) {
    for (int i = 0; i < 3; ++i) spawn(wait(Random(random())));
    for (int i = 0; i < 2; ++i) spawn(change(Random(random())));
  }

 private:
  Coro<void> wait(Random own) {
    for (int i = 0; i < 4; ++i) {
      point();
      if (below(own, 2) == 0) co_await sleep(0s);
      const bool was_set = event_.is_set();
      const int before = sets_;
      point();
      ++waiting_;
      const test::CallWhenGone left([this] { --waiting_; });
      co_await event_.wait();
      expect(was_set || sets_ > before, "somebody was woken without cause");
      point();
    }
  }

  Coro<void> change(Random own) {
    for (int i = 0; i < 6; ++i) {
      point();
      if (below(own, 2) == 0) {
        if (!event_.is_set()) ++sets_;
        event_.set();
      } else {
        event_.clear();
      }
      if (below(own, 2) == 0) co_await sleep(0s);
    }
  }

  void check_idle() override {
    expect(!event_.is_set() || waiting_ == 0, "somebody sleeps though the event is set");
  }

  Event event_;
  int sets_ = 0;
  int waiting_ = 0;
};

}  // namespace

class StruckLocksTest : public QObject {
  Q_OBJECT

 private slots:
  void aLockIsNeverLostNorHeldTwice() {
    QCOMPARE(strike_everywhere<PermitProgram<Lock>>(20, 1L), std::string());
  }

  void noPermitOfASemaphoreIsLost() {
    QCOMPARE(strike_everywhere<PermitProgram<Semaphore>>(10, 1L), std::string());
    QCOMPARE(strike_everywhere<PermitProgram<Semaphore>>(10, 2L), std::string());
  }

  void aBoundedSemaphoreNeverHasTooMany() {
    QCOMPARE(strike_everywhere<PermitProgram<BoundedSemaphore>>(10, 2L), std::string());
  }

  void nobodySleepsThoughTheEventIsSet() {
    QCOMPARE(strike_everywhere<EventProgram>(20), std::string());
  }
};

QTEST_APPLESS_MAIN(StruckLocksTest)
#include "struck_locks_test.moc"
