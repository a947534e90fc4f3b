// SPDX-License-Identifier: MIT
// Callables that are as small as a pointer lie in the ready queue itself, which moves as it grows.
#include "support.h"

#include <memory>

using namespace loopscope;
using namespace loopscope::test;

namespace {

struct Counts {
  int alive = 0;
  int ran = 0;
  int misplaced = 0;
};
Counts counts;

/// Knows where it lies, so that a copy of its bytes elsewhere is wrong.
class Placed {
 public:
  Placed() noexcept { ++counts.alive; }
  Placed(Placed&& other) noexcept {
    ++counts.alive;
    other.check();
  }
  Placed& operator=(Placed&&) = delete;
  ~Placed() {
    check();
    --counts.alive;
  }
  void operator()() const {
    check();
    ++counts.ran;
  }

 private:
  void check() const noexcept { counts.misplaced += place_ != this; }
  const Placed* place_ = this;
};
static_assert(sizeof(Placed) == sizeof(void*));

/// The loop sleeps, and hardly anything comes in between.
Coro<void> rest_often() {
  for (int i = 0; i < 3; ++i) co_await sleep(1ms);
}

}  // namespace

class SmallCallableTest : public QObject {
  Q_OBJECT

 private slots:
  void init() { counts = {}; }

  void eachIsMovedAndNeverCopiedByteByByte() {
    VirtualLoop loop;
    for (int i = 0; i < 100; ++i) loop.call_soon(Placed());
    loop.call_soon([&loop] {
      for (int i = 0; i < 5000; ++i) loop.call_soon(Placed());  // the ring grows while it is in use
    });
    run_iterations(loop, 2);
    QCOMPARE(counts.ran, 5100);
    QCOMPARE(counts.alive, 0);
    QCOMPARE(counts.misplaced, 0);
  }

  void aCancelledOneIsDestroyedAtOnceAndAClosedLoopDestroysTheRest() {
    VirtualLoop loop;
    Handle first = loop.call_soon(Placed());
    loop.call_soon(Placed());
    first.cancel();
    QCOMPARE(counts.alive, 1);
    loop.close();
    QCOMPARE(counts.alive, 0);
    QCOMPARE(counts.ran, 0);
    QCOMPARE(counts.misplaced, 0);
  }

  void itsDestructorMayScheduleMore() {
    VirtualLoop loop;
    int more = 0;
    const auto schedule_many = [&] {
      for (int i = 0; i < 1000; ++i) loop.call_soon([&more] { ++more; });
    };
    using Schedule = decltype(schedule_many);
    struct AtEnd {
      void operator()(const Schedule* schedule) const { (*schedule)(); }
    };
    std::unique_ptr<const Schedule, AtEnd> at_end(&schedule_many);
    Handle handle = loop.call_soon([owned = std::move(at_end)] {});
    handle.cancel();
    run_iterations(loop);
    QCOMPARE(more, 1000);
  }

  void oneThatIsObservedOrThrowsIsDestroyedOnce() {
    VirtualLoop loop;
    std::string message;
    loop.set_exception_handler([&](const ExceptionContext& context) { message = context.message; });
    struct Throwing : Placed {
      void operator()() const { throw ValueError("wrong"); }
    };
    loop.set_debug(true);
    loop.call_soon(Placed());
    loop.call_soon(Throwing());
    run_iterations(loop);
    QVERIFY(message.starts_with("Exception in callback"));
    QCOMPARE(counts.ran, 1);
    QCOMPARE(counts.alive, 0);
    QCOMPARE(counts.misplaced, 0);
  }

  void aQueueThatWasGivenBackAfterABurstGoesOn() {
    Loop loop;
    int ran = 0;
    const auto burst = [&](int count) {
      for (int i = 0; i < count; ++i) loop.call_soon([&ran] { ++ran; });
    };
    burst(200'000);
    QVERIFY(loop.core().ready().capacity() >= 200'000);
    loop.run_until_complete(rest_often());
    QCOMPARE(ran, 200'000);
    QVERIFY(loop.core().ready().capacity() < 1000);
    Handle late = loop.call_soon([&ran] { ran = -1; });
    late.cancel();
    burst(1000);
    run_iterations(loop);
    QCOMPARE(ran, 201'000);
  }
};

QTEST_APPLESS_MAIN(SmallCallableTest)
#include "small_callable_test.moc"
