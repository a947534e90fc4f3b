// SPDX-License-Identifier: MIT
// Done-callbacks: rules F9 to F12, P13, P23.
#include "support.h"

#include <array>

using namespace loopscope;
using namespace loopscope::test;

class DoneCallbackTest : public QObject {
  Q_OBJECT

 private slots:
  void init() { Counted::reset(); }

  // F9; test_futures.py BaseFutureDoneCallbackTests.test_callbacks_invoked_on_set_result
  void callbacksRunOneIterationLaterInTheirOrder() {
    VirtualLoop loop;
    Trace trace(loop);
    const auto future = loop.create_future<std::string>();
    loop.call_soon([&] {
      future.add_done_callback([&](Future<std::string> done) { trace("1 " + done.result()); });
      future.add_done_callback(
          [&](const Future<std::string>& done) { trace("2 " + done.result()); });
      future.add_done_callback([&](const AnyFuture& done) { trace(done.done() ? "3" : "?"); });
      future.add_done_callback([&] { trace("4"); });
      future.set_result("x");
      trace("set");
    });
    loop.call_soon([&] { trace("same iteration"); });
    run_iterations(loop, 2);
    QCOMPARE(trace.events, (Events{"set@1", "same iteration@1", "1 x@2", "2 x@2", "3@2", "4@2"}));
  }

  // F9: on a handle that knows no type
  void callbacksOfAnUntypedHandleGetOne() {
    VirtualLoop loop;
    const auto future = loop.create_future<int>();
    const AnyFuture any = future;
    AnyFuture called_with;
    const auto store = [&](const AnyFuture& done) { called_with = done; };
    const CallbackToken token = any.add_done_callback([] { NEVER("it has been removed"); });
    any.add_done_callback(token, [] { NEVER("it has been removed, too"); });
    any.add_done_callback(store);
    QCOMPARE(any.remove_done_callback(token), std::size_t{2});
    future.set_result(1);
    run_iterations(loop);
    QVERIFY(called_with == any);
  }

  // F9: whatever the outcome
  void callbacksRunForExceptionsAndCancellationsToo() {
    VirtualLoop loop;
    Events events;
    const auto watch = [&](const char* name, const Future<int>& future) {
      future.add_done_callback([&events, name](const Future<int>& done) {
        events.push_back(std::string(name) + " " + thrown([&] { return done.result(); }));
      });
    };
    const auto failed = loop.create_future<int>();
    const auto cancelled = loop.create_future<int>();
    watch("failed:", failed);
    watch("cancelled:", cancelled);
    cancelled.cancel();
    failed.set_exception(ValueError("x"));
    run_iterations(loop);
    QCOMPARE(events, (Events{"cancelled: CancelledError", "failed: ValueError: x"}));
  }

  // F9: they hold the future until they have run
  void aQueuedCallbackKeepsItsFuture() {
    VirtualLoop loop;
    int result = 0;
    auto future = loop.create_future<int>();
    future.add_done_callback([&](const Future<int>& done) { result = done.result(); });
    future.set_result(9);
    future = {};
    run_iterations(loop);
    QCOMPARE(result, 9);
  }

  // F10
  void onADoneFutureACallbackIsScheduledAtOnce() {
    VirtualLoop loop;
    Trace trace(loop);
    const auto future = loop.create_future<int>();
    future.set_result(1);
    future.add_done_callback([&] {
      trace("first");
      future.add_done_callback([&] { trace("from inside"); });
    });
    future.add_done_callback([&] { trace("sibling"); });
    run_iterations(loop, 2);
    QCOMPARE(trace.events, (Events{"first@1", "sibling@1", "from inside@2"}));
  }

  // F11; test_futures.py BaseFutureDoneCallbackTests.test_remove_done_callback
  void removingTakesAllWithTheTokenAndTellsHowMany() {
    VirtualLoop loop;
    Events ran;
    const auto future = loop.create_future<int>();
    const auto add = [&](const char* name) {
      return future.add_done_callback([&ran, name] { ran.emplace_back(name); });
    };
    const CallbackToken once = add("once");
    const CallbackToken many = add("many");
    add("survivor");
    for (int i = 0; i < 5; ++i) future.add_done_callback(many, [&] { ran.emplace_back("many"); });
    QCOMPARE(future.remove_done_callback(once), 1u);
    QCOMPARE(future.remove_done_callback(once), 0u);
    QCOMPARE(future.remove_done_callback(many), 6u);
    future.set_result(1);
    run_iterations(loop);
    QCOMPARE(ran, (Events{"survivor"}));
  }

  // F11; test_futures.py BaseFutureDoneCallbackTests.test_schedule_callbacks_list_mutation_1
  void aScheduledCallbackCannotBeWithdrawnNotEvenByASibling() {
    VirtualLoop loop;
    Trace trace(loop);
    const auto future = loop.create_future<int>();
    CallbackToken second{};
    future.add_done_callback([&] {
      EXPECT_EQ(future.remove_done_callback(second), 0u);
      trace("first");
    });
    second = future.add_done_callback([&] { trace("second"); });
    future.set_result(1);
    QCOMPARE(future.remove_done_callback(second), 0u);
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"first@1", "second@1"}));
  }

  // F12
  void aThrowingCallbackSparesItsSiblings() {
    VirtualLoop loop;
    const Reports reports(loop);
    Trace trace(loop);
    const auto future = loop.create_future<int>();
    future.add_done_callback([] { throw std::runtime_error("boom"); });
    future.add_done_callback([&] { trace("sibling"); });
    future.set_result(1);
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"sibling@1"}));
    QCOMPARE(reports.all.size(), 1u);
  }

  void aCallbackOfATaskMayTakeTheTask() {
    VirtualLoop loop;
    Events events;
    const Task<int> task = loop.create_task([]() -> Coro<int> { co_return 4; });
    task.add_done_callback([&](const Task<int>& done) {
      events.push_back(done.name().substr(0, 5) + std::to_string(done.result()));
    });
    task.add_done_callback(
        [&](const Future<int>& done) { events.push_back(std::to_string(done.result())); });
    run_iterations(loop, 2);
    QCOMPARE(events, (Events{"Task-4", "4"}));
  }

  // X1: stopping is a callback's everyday use
  void callbacksAndAwaitersKeepOneOrder() {
    VirtualLoop loop;
    Trace trace(loop);
    const auto future = loop.create_future<int>();
    const auto awaiter = [&](const char* name) {
      return [&trace, future, name]() -> Coro<void> {
        co_await future;
        trace(name);
      };
    };
    future.add_done_callback([&] { trace("callback 1"); });
    const Task<void> first = loop.create_task(awaiter("task 1"));
    run_iterations(loop);
    future.add_done_callback([&] { trace("callback 2"); });
    const Task<void> second = loop.create_task(awaiter("task 2"));
    run_iterations(loop);
    trace.restart();
    future.set_result(1);
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"callback 1@1", "task 1@1", "callback 2@1", "task 2@1"}));
    static_cast<void>(first);
    static_cast<void>(second);
  }

  // P23
  void theDestructorOfACallbackMayRemoveOthers() {
    VirtualLoop loop;
    Events ran;
    const auto future = loop.create_future<int>();
    CallbackToken second{};
    const CallbackToken first = future.add_done_callback(
        [&, guard = CallWhenGone([&] { EXPECT_EQ(future.remove_done_callback(second), 1u); })] {});
    second = future.add_done_callback([&] { ran.emplace_back("second"); });
    future.add_done_callback(first, [&] { ran.emplace_back("first again"); });
    future.add_done_callback([&] { ran.emplace_back("third"); });
    QCOMPARE(future.remove_done_callback(first), 2u);
    future.set_result(1);
    run_iterations(loop);
    QCOMPARE(ran, (Events{"third"}));
  }

  // P23
  void theDestructorOfACallbackMayAddOthers() {
    VirtualLoop loop;
    Events ran;
    const auto future = loop.create_future<int>();
    future.add_done_callback([guard = CallWhenGone([&] {
                                future.add_done_callback([&] { ran.emplace_back("added"); });
                              })] {});
    future.set_result(1);
    run_iterations(loop, 2);
    QCOMPARE(ran, (Events{"added"}));
  }

  // L25, P23
  void aCallbackLostOnAClosedLoopMayOwnItsFuture() {
    VirtualLoop loop;
    auto future = loop.create_future<int>();
    const AnyFuture& handle = future;
    auto owner = std::make_unique<Future<int>>(future);
    Future<int>* owned = owner.get();
    future.add_done_callback([owner = std::move(owner)] { NEVER("it ran"); });
    loop.close();
    static_cast<void>(handle);
    future = {};  // the callback's handle is the last one
    QCOMPARE(thrown([&] { owned->set_result(1); }),
             std::string("RuntimeError: Event loop is closed"));
  }

  void droppingAPendingFutureDropsItsCallbacks() {
    VirtualLoop loop;
    loop.create_future<int>().add_done_callback([counted = Counted()] { NEVER("it ran"); });
    QCOMPARE(Counted::alive, 0);
    run_iterations(loop);
  }

  void aCallbackGoesAfterItsRun() {
    VirtualLoop loop;
    const auto future = loop.create_future<int>();
    future.add_done_callback([counted = Counted()] {});
    future.set_result(1);
    run_iterations(loop);
    QCOMPARE(Counted::alive, 0);
    QCOMPARE(Counted::copies, 0);
  }
};

QTEST_APPLESS_MAIN(DoneCallbackTest)
#include "done_callback_test.moc"
