// SPDX-License-Identifier: MIT
// What co_await does: rules F13, F14, T7, T10, T11, T14, X10; and what GCC 12 makes of it.
#include "support.h"

#include <thread>

using namespace loopscope;
using namespace loopscope::test;

namespace {

/// A type of somebody else, made awaitable below.
struct Foreign {
  explicit Foreign(Future<Counted> its_future) : future(std::move(its_future)) {}
  Future<Counted> future;
};

template <class T>
concept AwaitableInTask = requires(detail::CoroutinePromise<void>& promise, T&& awaited) {
  promise.await_transform(std::forward<T>(awaited));
};

Coro<int> add(int a, int b) { co_return a + b; }

Coro<int> current_task_is(const AnyTask& expected) { co_return current_task() == expected ? 1 : 0; }

Coro<Counted> echo(Counted value) { co_return value; }

Coro<Counted&> reference(Counted& value) { co_return value; }

Coro<void> fail_at_once(std::string text) {
  throw std::runtime_error(text);
  co_return;
}

}  // namespace

template <>
struct loopscope::AwaitAdapter<Foreign> {
  static Future<Counted> to_future(Foreign foreign) { return std::move(foreign.future); }
};

class AwaitTest : public QObject {
  Q_OBJECT

 private slots:
  void init() { Counted::reset(); }
  void cleanup() { QCOMPARE(Counted::alive, 0); }

  // F13
  void awaitingADoneFutureDoesNotSuspend() {
    VirtualLoop loop;
    Trace trace(loop);
    const auto done = loop.create_future<int>();
    done.set_result(1);
    const auto failed = loop.create_future<int>();
    failed.set_exception(std::runtime_error("x"));
    run(loop, [&]() -> Coro<void> {
      trace("begin");
      trace(std::to_string(co_await done));
      try {
        co_await failed;
      } catch (const std::runtime_error& error) {
        trace(error.what());
      }
    });
    QCOMPARE(trace.events, (Events{"begin@1", "1@1", "x@1"}));
  }

  // F13, T10, T14
  void awaitingAPendingFutureResumesOneIterationAfterItIsSet() {
    VirtualLoop loop;
    Trace trace(loop);
    const auto future = loop.create_future<int>();
    const Task<void> task = loop.create_task([&]() -> Coro<void> {
      trace("begin");
      trace("got " + std::to_string(co_await future));
    });
    loop.call_soon([&] { trace("other"); });
    run_iterations(loop);
    loop.call_soon([&] {
      future.set_result(5);
      trace("set");
    });
    run_iterations(loop, 2);
    QCOMPARE(trace.events, (Events{"begin@1", "other@1", "set@2", "got 5@3"}));
    QVERIFY(task.done());
  }

  // The compiler may make all the awaiters of an expression before the first of them suspends.
  void severalAwaitsInOneExpressionEachGiveTheirOwn() {
    VirtualLoop loop;
    const Future<int> first = loop.create_future<int>();
    const Future<int> second = loop.create_future<int>();
    const Task<int> sum = loop.create_task([&]() -> Coro<int> {
      Task<int> task = get_running_loop().create_task(add(300, 4));
      Future<int> last = second;
      co_return co_await first * 1000 + co_await second * 100 + co_await add(1, 2) * 10 +
          co_await task + co_await std::move(last);
    });
    run_iterations(loop);
    second.set_result(2);
    run_iterations(loop);
    first.set_result(1);
    run_iterations(loop, 3);
    QVERIFY(sum.done());
    QCOMPARE(sum.result(), 1000 + 200 + 30 + 304 + 2);
    const Task<int> again =
        loop.create_task([&]() -> Coro<int> { co_return co_await first * 10 + co_await second; });
    run_iterations(loop);
    QCOMPARE(again.result(), 12);  // both done: neither suspends
  }

  // F14
  void severalAwaitersResumeInOrderWithTheSameException() {
    VirtualLoop loop;
    Trace trace(loop);
    std::vector<std::exception_ptr> errors;
    const auto future = loop.create_future<int>();
    const auto awaiter = [&](std::string name) -> Coro<void> {
      try {
        co_await future;
      } catch (const std::runtime_error&) {
        errors.push_back(std::current_exception());
      }
      trace(name);
    };
    std::vector<Task<void>> tasks;
    for (const char* name : {"A", "B", "C"}) tasks.push_back(loop.create_task(awaiter(name)));
    run_iterations(loop);
    trace.restart();
    future.set_exception(std::runtime_error("x"));
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"A@1", "B@1", "C@1"}));
    QVERIFY(errors[0] == errors[1] && errors[1] == errors[2]);
  }

  // F14
  void awaitersOfSeveralFuturesResumeInOrderOfTheSetting() {
    VirtualLoop loop;
    Trace trace(loop);
    const std::vector futures{loop.create_future<void>(), loop.create_future<void>()};
    const auto awaiter = [&](std::string name, Future<void> future) -> Coro<void> {
      co_await future;
      trace(name);
    };
    const Task<void> a = loop.create_task(awaiter("A", futures[0]));
    const Task<void> b = loop.create_task(awaiter("B", futures[1]));
    run_iterations(loop);
    trace.restart();
    futures[1].set_result();
    futures[0].set_result();
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"B@1", "A@1"}));
    QVERIFY(a.done() && b.done());
  }

  // T7; test_tasks.py BaseTaskTests.test_other_loop_future
  void aPendingFutureOfAnotherLoopThrowsOneIterationLater() {
    VirtualLoop loop;
    VirtualLoop other;
    Trace trace(loop);
    std::string error;
    run(loop, [&]() -> Coro<void> {
      const auto foreign = other.create_future<int>();
      try {
        co_await foreign;
      } catch (const RuntimeError& caught) {
        error = caught.what();
      }
      trace("caught");
      co_await sleep(0s);  // and goes on as if nothing had been
      trace("went on");
    });
    QVERIFY(error.starts_with("Task 'Task-"));
    QVERIFY(error.find("got Future #") != std::string::npos);
    QVERIFY(error.ends_with("attached to a different loop"));
    QCOMPARE(trace.events, (Events{"caught@2", "went on@3"}));
  }

  // T7, F13
  void aDoneFutureOfAnotherLoopIsFine() {
    VirtualLoop loop;
    VirtualLoop other;
    const auto foreign = other.create_future<int>();
    foreign.set_result(3);
    QCOMPARE(run(loop, [&]() -> Coro<int> { co_return co_await foreign; }), 3);
  }

  // F8, X1: the error that ended a task is its own thread's
  void aDoneTaskOfALoopInAnotherThreadIsFine() {
    VirtualLoop other;
    const Task<void> cancelled = other.create_task(sleep(1s));
    cancelled.cancel("why");
    run_iterations(other);
    std::string error;
    std::thread([&] {
      VirtualLoop loop;
      error = thrown([&] { run(loop, [&]() -> Coro<void> { co_await cancelled; }); });
    }).join();
    QCOMPARE(error, std::string("CancelledError"));
    QCOMPARE(thrown([&] { cancelled.result(); }), std::string("CancelledError: why"));
  }

  // T7; test_tasks.py BaseTaskTests.test_task_awaits_on_itself
  void aTaskCannotAwaitItself() {
    VirtualLoop loop;
    Task<void> task;
    task = loop.create_task([&]() -> Coro<void> { co_await task; });
    const std::string error = thrown([&] { loop.run_until_complete(task); });
    QVERIFY(error.starts_with("RuntimeError: Task cannot await on itself: Task 'Task-"));
    QCOMPARE(loop.core().iteration(), 3u);  // thrown at 2, known at 3
  }

  // T11
  void awaitingACoroutineIsAPlainCall() {
    VirtualLoop loop;
    Trace trace(loop);
    run(loop, [&]() -> Coro<void> {
      trace(std::to_string(co_await add(1, 2)));
      trace(std::to_string(co_await current_task_is(current_task())));
      Coro<int> kept = add(3, 4);
      trace(std::to_string(co_await std::move(kept)));
    });
    QCOMPARE(trace.events, (Events{"3@1", "1@1", "7@1"}));
  }

  void anExceptionPassesThroughCoroutines() {
    VirtualLoop loop;
    const auto middle = []() -> Coro<void> { co_await fail_at_once("deep"); };
    QCOMPARE(run(loop,
                 [&]() -> Coro<std::string> {
                   try {
                     co_await middle();
                   } catch (const std::runtime_error& error) {
                     co_return error.what();
                   }
                   co_return "";
                 }),
             std::string("deep"));
  }

  void aCoroutineCanBeAwaitedOnce() {
    VirtualLoop loop;
    Coro<int> once = add(1, 1);
    Coro<int> moved = std::move(once);
    QCOMPARE(run(loop, [&]() -> Coro<int> { co_return co_await std::move(moved); }), 2);
    const std::string reused = "RuntimeError: cannot reuse already awaited coroutine";
    QCOMPARE(
        thrown([&] { run(loop, [&]() -> Coro<int> { co_return co_await std::move(moved); }); }),
        reused);
    QCOMPARE(thrown([&] { static_cast<void>(loop.create_task(std::move(once))); }), reused);
  }

  void valuesPassThroughCoroutinesWithoutCopies() {
    VirtualLoop loop;
    run(loop, [&]() -> Coro<void> {
      const Counted value = co_await echo(Counted(1));
      EXPECT_EQ(value.value, 1);
      Counted original(2);
      Counted& same = co_await reference(original);
      EXPECT_EQ(&same, &original);
    });
    QCOMPARE(Counted::copies, 0);
  }

  void aForeignTypeIsAwaitedThroughItsAdapter() {
    VirtualLoop loop;
    run(loop, [&]() -> Coro<void> {
      auto done = loop.create_future<Counted>();
      done.set_result(Counted(1));
      const Counted first = co_await Foreign(std::move(done));
      EXPECT_EQ(first.value, 1);

      auto pending = loop.create_future<Counted>();
      loop.call_soon([pending] { pending.set_result(Counted(2)); });
      const Counted second = co_await Foreign(std::move(pending));
      EXPECT_EQ(second.value, 2);
    });
  }

  void aForeignAwaitThatIsCancelledLeavesNothingBehind() {
    VirtualLoop loop;
    const auto pending = loop.create_future<Counted>();
    const Task<void> task = loop.create_task([pending, counted = Counted()]() -> Coro<void> {
      const Counted value = co_await Foreign(pending);
      NEVER("it came back");
    });
    run_iterations(loop);
    task.cancel();
    run_iterations(loop);
    QVERIFY(task.cancelled());
    QVERIFY(pending.cancelled());
  }

  // GCC bug 95599 and its kin: temporaries of the co_await expression are destroyed once
  void temporariesWithinTheAwaitExpressionGoOnce() {
    VirtualLoop loop;
    run(loop, [&]() -> Coro<void> {
      const Counted captured(3);
      const auto function = [captured]() -> Coro<Counted> { co_return co_await echo(captured); };
      const Counted from_function = co_await loop.create_task(function, {.name = "a function's"});
      EXPECT_EQ(from_function.value, 3);
      const auto task = loop.create_task([captured]() -> Coro<Counted> { co_return captured; });
      const Counted from_task = co_await task;
      EXPECT_EQ(from_task.value, 3);
      const Counted from_call = co_await loop.create_task(echo, Counted(6));
      EXPECT_EQ(from_call.value, 6);
      const Counted from_argument = co_await echo(Counted(4));
      EXPECT_EQ(from_argument.value, 4);
      const int sum = co_await add(co_await add(1, 2), (co_await echo(Counted(5))).value);
      EXPECT_EQ(sum, 8);
    });
  }

  // NewTask: within the expression, GCC 12 would destroy the captures of the temporary twice
  void aTaskOfATemporaryWithCapturesMustBeNamedBeforeItIsAwaited() {
    struct Function {
      Coro<int> operator()() const { co_return 1; }
      std::string capture;
    };
    using Made = decltype(std::declval<Loop&>().create_task(Function()));
    static_assert(std::same_as<Made, NewTask<int>>);
    static_assert(!AwaitableInTask<Made>);
    static_assert(AwaitableInTask<Made&>);
    static_assert(AwaitableInTask<const Made&>);
    static_assert(std::convertible_to<Made, Task<int>>);
    static_assert(AwaitableInTask<decltype(std::declval<Loop&>().create_task(
                      std::declval<const Function&>()))>);
    static_assert(AwaitableInTask<decltype(std::declval<Loop&>().create_task(give(1)))>);
  }

  // GCC copies awaiters: theirs is plain data
  void awaitersArePlainData() {
    static_assert(std::is_trivially_copyable_v<detail::FutureAwaiter<std::string, true>>);
    static_assert(std::is_trivially_copyable_v<detail::CoroutineAwaiter<std::string>>);
    static_assert(std::is_trivially_copyable_v<detail::YieldAwaiter>);
    static_assert(sizeof(detail::FutureAwaiter<std::string, true>) <= 24);
  }

  void aTaskShowsWhereItStandsAndWhatItAwaits() {
    VirtualLoop loop;
    const auto future = loop.create_future<void>();
    const auto inner = [&]() -> Coro<void> { co_await future; };
    const auto outer = [&]() -> Coro<void> { co_await inner(); };
    const Task<void> task = loop.create_task(outer());
    QCOMPARE(task.stack().size(), 1u);
    QVERIFY(!task.awaited());
    run_iterations(loop);
    QCOMPARE(task.stack().size(), 2u);
    QVERIFY(task.stack()[0].line() > task.stack()[1].line());
    QVERIFY(task.awaited() == future);
    future.set_result();
    run_iterations(loop);
    QVERIFY(task.stack().empty());
    QVERIFY(!task.awaited());
  }
};

QTEST_APPLESS_MAIN(AwaitTest)
#include "await_test.moc"
