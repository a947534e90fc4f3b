// SPDX-License-Identifier: MIT
// Protecting from cancellation, and making futures of whatever can be awaited: rules S1, S2, S4.
#include "support.h"

#include <loopscope/combine/gather.h>
#include <loopscope/combine/shield.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {}  // namespace

class ShieldTest : public QObject {
  Q_OBJECT

 private slots:
  // S1
  void whatIsDoneNeedsNoShield() {
    VirtualLoop loop;
    const auto inner = loop.create_future<int>();
    inner.set_result(1);
    QVERIFY(shield(inner) == inner);
  }

  // S1: inner at 0, outer at 1, awaiter at 2
  void theResultArrivesOneIterationLater() {
    VirtualLoop loop;
    Trace trace(loop);
    const auto inner = loop.create_future<int>();
    auto outer = shield(inner);
    const Task<void> awaiter = loop.create_task([&]() -> Coro<void> {
      EXPECT_EQ(co_await outer, 1);
      trace("awaiter");
    });
    run_iterations(loop);
    trace.restart();
    inner.set_result(1);
    QVERIFY(!outer.done());
    run_iterations(loop);
    QVERIFY(outer.done());
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"awaiter@2"}));
    QVERIFY(awaiter.done());
  }

  // S1
  void soDoesTheException() {
    VirtualLoop loop;
    const Reports reports(loop);
    const auto inner = loop.create_future<int>();
    const auto outer = shield(inner);
    inner.set_exception(std::runtime_error("failed"));
    run_iterations(loop);
    QVERIFY(outer.exception() == inner.exception());
  }

  // S1
  void theMessageOfAnInnerCancellationIsLost() {
    VirtualLoop loop;
    const auto inner = loop.create_future<int>();
    const auto outer = shield(inner);
    inner.cancel("why");
    run_iterations(loop);
    QVERIFY(outer.cancelled());
    QCOMPARE(cancellation(outer), std::string("(none)"));
  }

  // S1
  void coroutinesBecomeTasks() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      EXPECT_EQ(co_await shield(give(3)), 3);
      const auto own = []() -> Coro<std::unique_ptr<int>> { co_return std::make_unique<int>(4); };
      const std::unique_ptr<int> moved = co_await shield(own());
      EXPECT_EQ(*moved, 4);
      co_await shield(sleep(0s));
    });
  }

  // S2
  void cancellingItLeavesTheInnerAlone() {
    VirtualLoop loop;
    const auto inner = loop.create_future<int>();
    const auto outer = shield(inner);
    QVERIFY(outer.cancel("stop"));
    QVERIFY(outer.cancelled());
    QVERIFY(!inner.done());
    QVERIFY(inner.state().first_waiter());
    run_iterations(loop);
    QVERIFY(!inner.state().first_waiter());
    inner.set_result(1);
    QCOMPARE(cancellation(outer), std::string("stop"));
  }

  // S2: when it has let go of the inner one, a later exception is nobody's
  void aLaterInnerExceptionIsReported() {
    VirtualLoop loop;
    const Reports reports(loop);
    {
      const auto inner = loop.create_future<int>();
      shield(inner).cancel();
      run_iterations(loop);
      inner.set_exception(std::runtime_error("late"));
      run_iterations(loop);
    }
    QCOMPARE(reports.messages(), (Events{"Future exception was never retrieved"}));
  }

  // S2: before that, it is swallowed
  void anInnerExceptionInTheSameIterationIsSwallowed() {
    VirtualLoop loop;
    const Reports reports(loop);
    {
      const auto inner = loop.create_future<int>();
      const auto outer = shield(inner);
      inner.set_exception(std::runtime_error("in time"));
      outer.cancel();
      run_iterations(loop, 2);
    }
    QCOMPARE(reports.messages(), Events{});
  }

  // S2; test_tasks.py BaseTaskTests.test_shield_effect
  void cancellingTheOuterTaskDoesNotAffectTheInner() {
    VirtualLoop loop;
    int proof = 0;
    const auto waiter = loop.create_future<void>();
    const auto inner = [&]() -> Coro<void> {
      co_await waiter;
      ++proof;
    };
    const Task<void> outer = loop.create_task([&]() -> Coro<void> {
      co_await shield(inner());
      proof += 100;
    });
    run_iterations(loop, 2);
    outer.cancel();
    QCOMPARE(thrown([&] { loop.run_until_complete(outer); }), std::string("CancelledError"));
    waiter.set_result();
    run_iterations(loop);
    QCOMPARE(proof, 1);
  }

  // S2, G8; test_tasks.py BaseTaskTests.test_gather_shield
  void aGatherOfShieldsCancelsTheShieldsOnly() {
    VirtualLoop loop;
    const auto child1 = loop.create_future<int>();
    const auto child2 = loop.create_future<int>();
    const auto inner1 = shield(child1);
    const auto inner2 = shield(child2);
    const auto parent = gather(inner1, inner2);
    run_iterations(loop);
    parent.cancel();
    run_iterations(loop);
    QVERIFY(detail::is_cancelled_error(parent.exception()));
    QVERIFY(inner1.cancelled());
    QVERIFY(inner2.cancelled());
    child1.set_result(1);
    child2.set_result(2);
    run_iterations(loop);
  }

  void anOuterThatIsDroppedIsSetAllTheSame() {
    VirtualLoop loop;
    const auto inner = loop.create_future<int>();
    static_cast<void>(shield(inner));
    inner.set_result(1);
    run_iterations(loop, 2);
    QVERIFY(!inner.state().first_waiter());
  }

  // S4
  void futuresAndTasksAreFuturesAlready() {
    VirtualLoop loop;
    const auto future = loop.create_future<int>();
    QVERIFY(ensure_future(future) == future);
    const Task<int> task = loop.create_task(give(1));
    QVERIFY(ensure_future(task) == task);
    loop.run_until_complete(task);
  }

  // S4
  void aCoroutineBecomesATask() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      const Task<int> task = ensure_future(give(5), {.name = "five"});
      EXPECT_EQ(task.name(), std::string("five"));
      EXPECT(!task.done());
      EXPECT_EQ(co_await task, 5);
    });
    const CapturedLog log;
    QCOMPARE(thrown([] { return ensure_future(give(1)); }),
             std::string("RuntimeError: no running event loop"));
    QCOMPARE(log.lines.size(), 1u);  // D8
  }
};

QTEST_APPLESS_MAIN(ShieldTest)
#include "shield_test.moc"
