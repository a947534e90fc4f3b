// SPDX-License-Identifier: MIT
// Queues that are dealt with, or shut down: rules Q5 to Q7.
#include "support.h"

#include <loopscope/sync/queue.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

Coro<void> join(Queue<int>& queue, Trace& trace) {
  co_await queue.join();
  trace("joined");
}

/// "shut down", or what came of it.
template <class F>
std::string at_once(F function) {
  try {
    return std::to_string(function());
  } catch (const QueueShutDown& error) {
    return std::string("shut down") + error.what();
  }
}

Coro<void> get_until_shut_down(Queue<int>& queue, Trace& trace) {
  try {
    const int item = co_await queue.get();
    trace(std::to_string(item));
  } catch (const QueueShutDown&) {
    trace("shut down");
  }
}

Coro<void> put_until_shut_down(Queue<int>& queue, Trace& trace, int item) {
  try {
    co_await queue.put(item);
    trace("put");
  } catch (const QueueShutDown&) {
    trace("shut down");
  }
}

}  // namespace

class QueueJoinTest : public QObject {
  Q_OBJECT

 private slots:
  // Q5
  void joinReturnsAtOnceWhenNothingIsLeft() {
    VirtualLoop loop;
    Trace trace(loop);
    Queue<int> queue;
    loop.run_until_complete(join(queue, trace));
    QCOMPARE(trace.events, (Events{"joined@1"}));
  }

  // Q5: the last task_done at 0, joined at 1
  void joinWaitsForEveryItem() {
    VirtualLoop loop;
    Trace trace(loop);
    Queue<int> queue;
    queue.put_nowait(1);
    queue.put_nowait(2);
    const Task<void> task = loop.create_task(join(queue, trace));
    queue.get_nowait();
    queue.get_nowait();
    queue.task_done();
    run_iterations(loop, 3);
    QVERIFY(!task.done());  // got, but not dealt with
    trace.restart();
    queue.task_done();
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"joined@1"}));
    QVERIFY(task.done());
    queue.put_nowait(3);
    const Task<void> again = loop.create_task(join(queue, trace));
    run_iterations(loop, 2);
    QVERIFY(!again.done());
    queue.get_nowait();
    queue.task_done();
    loop.run_until_complete(again);
  }

  // Q5
  void moreTasksDoneThanItemsIsAnError() {
    Queue<int> queue;
    const std::string error = "ValueError: task_done() called too many times";
    QCOMPARE(thrown([&] { return queue.task_done(), 0; }), error);
    queue.put_nowait(1);
    queue.task_done();
    QCOMPARE(thrown([&] { return queue.task_done(), 0; }), error);
  }

  // Q6
  void aQueueThatIsShutDownTakesNothingAndGivesWhatItHas() {
    VirtualLoop loop;
    Queue<int> queue;
    queue.put_nowait(1);
    queue.put_nowait(2);
    queue.shutdown();
    queue.shutdown();
    QCOMPARE(at_once([&] { return queue.put_nowait(3), 0; }), std::string("shut down"));
    QCOMPARE(at_once([&] { return loop.run_until_complete(queue.put(3)), 0; }),
             std::string("shut down"));
    QCOMPARE(queue.get_nowait(), 1);
    QCOMPARE(loop.run_until_complete(queue.get()), 2);
    QCOMPARE(at_once([&] { return queue.get_nowait(); }), std::string("shut down"));
    QCOMPARE(at_once([&] { return loop.run_until_complete(queue.get()); }),
             std::string("shut down"));
  }

  // Q6: shut down at 0, thrown at 1
  void gettersOfAnEmptyQueueAreTold() {
    VirtualLoop loop;
    Trace trace(loop);
    Queue<int> queue;
    const Task<void> a = loop.create_task(get_until_shut_down(queue, trace));
    const Task<void> b = loop.create_task(get_until_shut_down(queue, trace));
    run_iterations(loop);
    trace.restart();
    queue.shutdown();
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"shut down@1", "shut down@1"}));
    QVERIFY(a.done() && b.done());
  }

  // Q6
  void puttersOfAFullQueueAreTold() {
    VirtualLoop loop;
    Trace trace(loop);
    Queue<int> queue(1);
    queue.put_nowait(0);
    const Task<void> a = loop.create_task(put_until_shut_down(queue, trace, 1));
    const Task<void> b = loop.create_task(put_until_shut_down(queue, trace, 2));
    run_iterations(loop);
    trace.restart();
    queue.shutdown();
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"shut down@1", "shut down@1"}));
    QVERIFY(a.done() && b.done());
    QCOMPARE(queue.size(), 1u);
  }

  // Q6: one item and two getters
  void aGetterThatWasWokenByAnItemGetsIt() {
    VirtualLoop loop;
    Trace trace(loop);
    Queue<int> queue;
    const Task<void> a = loop.create_task(get_until_shut_down(queue, trace));
    const Task<void> b = loop.create_task(get_until_shut_down(queue, trace));
    run_iterations(loop);
    trace.restart();
    queue.put_nowait(7);
    queue.shutdown();
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"7@1", "shut down@1"}));
    QVERIFY(a.done() && b.done());
  }

  // Q7
  void shuttingDownAtOnceDropsWhatIsThere() {
    VirtualLoop loop;
    Trace trace(loop);
    Queue<int> queue;
    queue.put_nowait(1);
    queue.put_nowait(2);
    const Task<void> task = loop.create_task(join(queue, trace));
    run_iterations(loop);
    trace.restart();
    queue.shutdown(true);
    QVERIFY(queue.empty());
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"joined@1"}));
    QVERIFY(task.done());
    QCOMPARE(at_once([&] { return queue.get_nowait(); }), std::string("shut down"));
  }

  // Q7; test_queues.py _QueueShutdownTestMixin.test_shutdown_immediate_with_unfinished
  void itemsThatHaveBeenTakenStayUnfinished() {
    VirtualLoop loop;
    Trace trace(loop);
    run(loop, [&]() -> Coro<void> {
      Queue<int> queue;
      queue.put_nowait(1);
      queue.put_nowait(1);
      const Task<void> joining = get_running_loop().create_task(join(queue, trace));
      EXPECT_EQ(co_await queue.get(), 1);

      queue.shutdown(true);  // unfinished: from 2 to 1
      EXPECT_EQ(queue.size(), 0u);
      co_await sleep(0s);
      EXPECT(!joining.done());

      co_await put_until_shut_down(queue, trace, 1);
      co_await get_until_shut_down(queue, trace);
      EXPECT_EQ(at_once([&] { return queue.put_nowait(1), 0; }), std::string("shut down"));
      EXPECT_EQ(at_once([&] { return queue.get_nowait(); }), std::string("shut down"));

      queue.task_done();
      EXPECT_EQ(thrown([&] { return queue.task_done(), 0; }),
                std::string("ValueError: task_done() called too many times"));
      co_await sleep(0s);
      EXPECT(joining.done());
    });
    QCOMPARE(trace.events, (Events{"shut down@2", "shut down@2", "joined@3"}));
  }

  // Q6, Q7: of all kinds
  void priorityAndLifoQueuesShutDownToo() {
    PriorityQueue<int> smallest;
    LifoQueue<int> last;
    for (const int item : {2, 1}) {
      smallest.put_nowait(item);
      last.put_nowait(item);
    }
    smallest.shutdown();
    last.shutdown(true);
    QCOMPARE(at_once([&] { return smallest.get_nowait(); }), std::string("1"));
    QCOMPARE(at_once([&] { return last.get_nowait(); }), std::string("shut down"));
    QCOMPARE(at_once([&] { return last.put_nowait(1), 0; }), std::string("shut down"));
  }
};

QTEST_APPLESS_MAIN(QueueJoinTest)
#include "queue_join_test.moc"
