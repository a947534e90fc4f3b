// SPDX-License-Identifier: MIT
// Queues: rules Q1 to Q4.
#include "support.h"

#include <loopscope/sync/queue.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

Coro<void> get(Queue<int>& queue, Trace& trace, std::string name) {
  const int item = co_await queue.get();
  trace(name + " " + std::to_string(item));
}

Coro<void> put(Queue<int>& queue, Trace& trace, int item) {
  co_await queue.put(item);
  trace("put " + std::to_string(item));
}

using NumberedItem = std::pair<int, char>;

/// As Python's, when the items are of types that have no order.
struct Odd {
  bool operator()(int a, int b) const {
    if (a < 0 || b < 0) throw std::runtime_error("no order");
    return a < b;
  }
};

struct ByNumber {
  bool operator()(const NumberedItem& a, const NumberedItem& b) const { return a.first < b.first; }
};

template <class Error, class F>
bool throws_without_message(F function) {
  try {
    static_cast<void>(function());
  } catch (const Error& error) {
    return std::string_view(error.what()).empty();  // as in Python, without a message
  }
  return false;
}

}  // namespace

class QueueTest : public QObject {
  Q_OBJECT

 private slots:
  // Q1
  void aQueueWithoutALimitIsNeverFull() {
    for (const long maxsize : {0L, -1L}) {
      Queue<int> queue(maxsize);
      for (int i = 0; i < 100; ++i) queue.put_nowait(i);
      QVERIFY(!queue.full());
      QCOMPARE(queue.size(), 100u);
    }
  }

  // Q4: heappush appends before it compares, and heappop takes away before it does
  void aComparisonThatThrowsLeavesTheItemsAsPythonDoes() {
    PriorityQueue<int, Odd> queue(2);
    queue.put_nowait(1);
    QVERIFY_EXCEPTION_THROWN(queue.put_nowait(-1), std::runtime_error);
    QCOMPARE(queue.size(), 2u);
    QVERIFY(queue.full());
    QCOMPARE(queue.get_nowait(), 1);
    QCOMPARE(queue.get_nowait(), -1);
    QVERIFY(queue.empty());

    PriorityQueue<int, Odd> longer;
    longer.put_nowait(1);
    QVERIFY_EXCEPTION_THROWN(longer.put_nowait(-1), std::runtime_error);
    longer.put_nowait(2);
    QVERIFY_EXCEPTION_THROWN(longer.get_nowait(), std::runtime_error);
    QCOMPARE(longer.size(), 2u);
    longer.shutdown(true);
    QVERIFY(longer.empty());
  }

  // Q1
  void whatCannotBeDoneAtOnceIsRefused() {
    Queue<int> queue(1);
    QCOMPARE(queue.maxsize(), 1L);
    QVERIFY(queue.empty());
    QVERIFY(throws_without_message<QueueEmpty>([&] { return queue.get_nowait(); }));
    queue.put_nowait(1);
    QVERIFY(queue.full());
    QVERIFY(throws_without_message<QueueFull>([&] { return queue.put_nowait(2), 0; }));
    QCOMPARE(queue.get_nowait(), 1);
    QVERIFY(queue.empty() && !queue.full());
  }

  // Q1, Y0: first in, first out
  void getAndPutSuspendOnlyIfTheyMust() {
    VirtualLoop loop;
    Trace trace(loop);
    Queue<int> queue(2);
    run(loop, [&]() -> Coro<void> {
      co_await queue.put(1);
      co_await queue.put(2);
      EXPECT_EQ(co_await queue.get(), 1);
      EXPECT_EQ(co_await queue.get(), 2);
      trace("done");
    });
    QCOMPARE(trace.events, (Events{"done@1"}));
  }

  void itemsMayBeOfTypesThatCannotBeCopied() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      Queue<std::unique_ptr<int>> queue(1);
      co_await queue.put(std::make_unique<int>(3));
      std::unique_ptr<int> item = co_await queue.get();
      EXPECT_EQ(*item, 3);
    });
  }

  // Q2: put at 0, got at 1
  void anItemWakesTheFirstWhoWaits() {
    VirtualLoop loop;
    Trace trace(loop);
    Queue<int> queue;
    const Task<void> a = loop.create_task(get(queue, trace, "a"));
    const Task<void> b = loop.create_task(get(queue, trace, "b"));
    run_iterations(loop);
    trace.restart();
    queue.put_nowait(1);
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"a 1@1"}));
    queue.put_nowait(2);
    loop.run_until_complete(b);
    QVERIFY(a.done());
  }

  // Q2
  void aFreeSlotWakesTheFirstWhoWaits() {
    VirtualLoop loop;
    Trace trace(loop);
    Queue<int> queue(1);
    queue.put_nowait(0);
    const Task<void> a = loop.create_task(put(queue, trace, 1));
    const Task<void> b = loop.create_task(put(queue, trace, 2));
    run_iterations(loop);
    trace.restart();
    QCOMPARE(queue.get_nowait(), 0);
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"put 1@1"}));
    QCOMPARE(queue.get_nowait(), 1);
    loop.run_until_complete(b);
    QCOMPARE(queue.get_nowait(), 2);
    QVERIFY(a.done());
  }

  // Q2, K8: then the woken one queues at the tail
  void anItemIsNotReservedForWhoWasWoken() {
    VirtualLoop loop;
    Trace trace(loop);
    Queue<int> queue;
    const Task<void> a = loop.create_task(get(queue, trace, "a"));
    const Task<void> b = loop.create_task(get(queue, trace, "b"));
    run_iterations(loop);
    queue.put_nowait(1);
    QCOMPARE(queue.get_nowait(), 1);  // the thief
    run_iterations(loop);
    QCOMPARE(trace.events, Events{});
    trace.restart();
    queue.put_nowait(2);
    queue.put_nowait(3);
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"b 2@1", "a 3@1"}));
    QVERIFY(a.done() && b.done());
  }

  // Q3
  void aCancelledTaskLeavesTheQueueOfThoseWhoWait() {
    VirtualLoop loop;
    Trace trace(loop);
    Queue<int> queue;
    const Task<void> a = loop.create_task(get(queue, trace, "a"));
    const Task<void> b = loop.create_task(get(queue, trace, "b"));
    run_iterations(loop);
    a.cancel();
    queue.put_nowait(1);
    trace.restart();
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"b 1@1"}));
    QVERIFY(a.cancelled() && b.done());
  }

  // Q3: woken and cancelled at 0, the next one has the item at 2
  void whoIsCancelledWhenWokenWakesTheNext() {
    VirtualLoop loop;
    Trace trace(loop);
    Queue<int> queue;
    const Task<void> a = loop.create_task(get(queue, trace, "a"));
    const Task<void> b = loop.create_task(get(queue, trace, "b"));
    run_iterations(loop);
    queue.put_nowait(1);
    a.cancel();
    trace.restart();
    run_iterations(loop, 2);
    QCOMPARE(trace.events, (Events{"b 1@2"}));
    QVERIFY(a.cancelled() && b.done());
  }

  // Q3: the same for slots
  void aCancelledPutterWakesTheNext() {
    VirtualLoop loop;
    Trace trace(loop);
    Queue<int> queue(1);
    queue.put_nowait(0);
    const Task<void> a = loop.create_task(put(queue, trace, 1));
    const Task<void> b = loop.create_task(put(queue, trace, 2));
    run_iterations(loop);
    QCOMPARE(queue.get_nowait(), 0);
    a.cancel();
    trace.restart();
    run_iterations(loop, 2);
    QCOMPARE(trace.events, (Events{"put 2@2"}));
    QVERIFY(a.cancelled() && b.done());
    QCOMPARE(queue.get_nowait(), 2);
  }

  // Q3; test_queues.py QueuePutTests.test_get_cancel_drop_one_pending_reader
  void aCancelledReaderLosesNoItem() {
    VirtualLoop loop;
    run(loop, []() -> Coro<void> {
      Queue<int> queue;
      Task<int> reader = get_running_loop().create_task(queue.get());
      co_await sleep(0s);
      queue.put_nowait(1);
      queue.put_nowait(2);
      reader.cancel();
      bool cancelled = false;
      try {
        co_await reader;
      } catch (const CancelledError&) {
        cancelled = true;
      }
      EXPECT(cancelled);
      reader = get_running_loop().create_task(queue.get());
      EXPECT_EQ(co_await reader, 1);
    });
  }

  // Y0
  void aQueueBelongsToTheLoopThatFirstWaitedForIt() {
    VirtualLoop loop;
    VirtualLoop other;
    Trace trace(loop);
    Queue<int> queue;
    const Task<void> waiting = loop.create_task(get(queue, trace, "a"));
    run_iterations(loop);
    QCOMPARE(thrown([&] { other.run_until_complete(queue.get()); }),
             std::string("RuntimeError: Queue is bound to a different event loop"));
    queue.put_nowait(1);
    loop.run_until_complete(waiting);
  }

  // Q4: equal ones as in Python's heapq
  void aPriorityQueueGivesTheSmallestFirst() {
    PriorityQueue<NumberedItem, ByNumber> queue;
    for (const char name : std::string("abcdef")) queue.put_nowait({1, name});
    queue.put_nowait({0, 'z'});
    QCOMPARE(queue.get_nowait().second, 'z');
    std::string order;
    while (!queue.empty()) order += queue.get_nowait().second;
    QCOMPARE(order, std::string("afcebd"));
  }

  // Q4
  void aPriorityQueueOfNumbersSorts() {
    PriorityQueue<int> queue;
    for (const int item : {5, 3, 8, 1, 9, 2}) queue.put_nowait(item);
    std::vector<int> items;
    while (!queue.empty()) items.push_back(queue.get_nowait());
    QCOMPARE(items, (std::vector{1, 2, 3, 5, 8, 9}));
  }

  // Q4
  void aLifoQueueGivesTheLastFirst() {
    VirtualLoop loop;
    LifoQueue<int> queue(3);
    for (const int item : {1, 2, 3}) queue.put_nowait(item);
    QVERIFY(queue.full());
    QCOMPARE(loop.run_until_complete(queue.get()), 3);
    QCOMPARE(queue.get_nowait(), 2);
    QCOMPARE(queue.get_nowait(), 1);
  }
};

QTEST_APPLESS_MAIN(QueueTest)
#include "queue_test.moc"
