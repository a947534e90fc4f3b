// SPDX-License-Identifier: MIT
// The ready queue is a ring that turns over and grows: no call may be lost, change its place, or run in
// another iteration than the one after that in which it was scheduled (L1, L2, L4).
#include "support.h"

#include <map>
#include <random>

using namespace loopscope;
using namespace loopscope::test;

namespace {

/// Schedules calls from calls, and knows when each has to run.
class Workload {
 public:
  Workload(Loop& loop, unsigned seed) : loop_(loop), random_(seed) {}

  void schedule(int count) {
    for (int i = 0; i < count; ++i) {
      const int number = made_++;
      const std::uint64_t due = loop_.core().iteration() + 1;
      handles_.emplace(number, loop_.call_soon([this, number, due] { run(number, due); }));
    }
  }
  /// Runs `calls` and those that wait then. One of `burst` schedules about as many, some cancel one that waits.
  void go_on(int calls, int burst) {
    more_until_ = ran_ + calls;
    burst_ = burst;
    schedule(1);
    loop_.run_forever();
  }
  /// From outside of any call: cancels every third that waits.
  void thin_out() {
    int count = 0;
    for (auto waiting = handles_.begin(); waiting != handles_.end();) {
      if (count++ % 3 > 0) {
        ++waiting;
        continue;
      }
      waiting->second.cancel();
      waiting = handles_.erase(waiting);
    }
  }

  bool in_order() const { return in_order_; }
  bool in_time() const { return in_time_; }
  int ran() const { return ran_; }

 private:
  void run(int number, std::uint64_t due) {
    in_order_ = in_order_ && !handles_.empty() && handles_.begin()->first == number;
    in_time_ = in_time_ && loop_.core().iteration() == due;
    handles_.erase(number);
    ++ran_;
    if (ran_ < more_until_) {
      if (!handles_.empty() && up_to(8) == 0) cancel_one();
      if (handles_.empty() || up_to(burst_) == 0) schedule(1 + up_to(2 * burst_ - 1));
    }
    if (handles_.empty()) loop_.stop();
  }
  void cancel_one() {
    auto waiting =
        handles_.lower_bound(handles_.begin()->first + up_to(made_ - handles_.begin()->first));
    if (waiting == handles_.end()) return;
    waiting->second.cancel();
    handles_.erase(waiting);
  }
  int up_to(int end) { return static_cast<int>(random_() % static_cast<unsigned>(end)); }

  Loop& loop_;
  std::minstd_rand random_;
  std::map<int, Handle> handles_;  // of the calls that wait, oldest first
  int made_ = 0;
  int ran_ = 0;
  int more_until_ = 0;
  int burst_ = 1;
  bool in_order_ = true;
  bool in_time_ = true;
};

}  // namespace

class ReadyRingTest : public QObject {
  Q_OBJECT

 private slots:
  void aLongChainOfCallsTurnsTheRingOverManyTimes() {
    VirtualLoop loop;
    Workload workload(loop, 1);
    workload.go_on(5'000, 1);
    QVERIFY(workload.ran() >= 5'000);
    QVERIFY(workload.in_order());
    QVERIFY(workload.in_time());
    QCOMPARE(loop.core().ready().capacity(), 256u);
  }

  void burstsOfEachSizeKeepTheirOrderAndTheirIterations() {
    for (unsigned seed = 1; seed <= 30; ++seed) {
      VirtualLoop loop;
      Workload workload(loop, seed);
      for (const int burst : {3, 40, 200, 7, 700}) workload.go_on(3'000, burst);
      QVERIFY(workload.in_order());
      QVERIFY(workload.in_time());
    }
  }

  // Every distance between the head, the iteration's end and the tail, with the ring's end between any two.
  void theRingGrowsWhereverItsEndLies() {
    for (int before = 0; before <= 256; ++before) {
      VirtualLoop loop;
      Workload workload(loop, 7);
      workload.schedule(before);
      run_iterations(loop);
      workload.schedule(100);
      loop.call_soon([&] {
        workload.schedule(150);  // of the next iteration
        workload.schedule(150);  // grows
      });
      workload.schedule(30);
      workload.thin_out();
      run_iterations(loop, 2);
      QCOMPARE(workload.ran(), before + 66 + 20 + 300);
      QVERIFY(loop.core().ready().capacity() > 256);
      QVERIFY(workload.in_order());
      QVERIFY(workload.in_time());
    }
  }

  void callsOnBothSidesOfTheRingsEndAreDroppedAsTheLoopCloses() {
    VirtualLoop loop;
    for (int i = 0; i < 200; ++i) loop.call_soon([] {});
    run_iterations(loop);
    const auto held = std::make_shared<int>();
    std::vector<Handle> handles;
    for (int i = 0; i < 150; ++i) handles.push_back(loop.call_soon([held] {}));
    QCOMPARE(loop.core().ready().capacity(), 256u);
    loop.close();
    QCOMPARE(held.use_count(), 1L);
    QVERIFY(std::ranges::all_of(handles, &Handle::cancelled));
    QVERIFY(!loop.core().in_iteration());
  }
};

QTEST_APPLESS_MAIN(ReadyRingTest)
#include "ready_ring_test.moc"
