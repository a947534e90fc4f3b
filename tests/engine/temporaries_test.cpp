// SPDX-License-Identifier: MIT
// Temporary function objects with captures, which GCC 12 destroys twice within a co_await expression.
#include "support.h"

#include <atomic>
#include <concepts>
#include <optional>

#include <loopscope/combine/gather.h>
#include <loopscope/combine/shield.h>
#include <loopscope/combine/task_group.h>
#include <loopscope/combine/timeout.h>
#include <loopscope/run_in_executor.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

/// Counts those that are alive, on whichever thread they go.
struct Captured {
  explicit Captured(int number) : value(number) { ++alive; }
  Captured(const Captured& other) : value(other.value) { ++alive; }
  Captured& operator=(const Captured&) = delete;
  ~Captured() { --alive; }

  static inline std::atomic<int> alive{0};
  int value;
};

template <class T>
concept CanAwait = requires(detail::CoroutinePromise<void>& promise, T&& awaited) {
  promise.await_transform(std::forward<T>(awaited));
};

/// It has to be named first, as a Named or as what it is.
template <class Made, class Named>
concept MustBeNamed = !CanAwait<Made> && CanAwait<Named> && std::convertible_to<Made, Named>;

}  // namespace

class TemporariesTest : public QObject {
  Q_OBJECT

 private slots:
  // NewCoro, NewFuture, NewTask
  void whatKeepsATemporaryWithCapturesMustBeNamedBeforeItIsAwaited() {
    struct Function {
      int operator()() const { return 1; }
      std::string capture;
    };
    struct Body {
      Coro<int> operator()() const { co_return 1; }
      Coro<int> operator()(TaskGroup&) const { co_return 1; }
      std::string capture;
    };
    using Nothing = std::optional<Duration>;
    using Thread = decltype(to_thread(Function()));
    using Job = decltype(run_in_executor(Function()));
    static_assert(MustBeNamed<Thread, Coro<int>>);
    static_assert(MustBeNamed<Job, Future<int>>);
    static_assert(MustBeNamed<decltype(with_timeout(Nothing(), Body())), Coro<int>>);
    static_assert(MustBeNamed<decltype(with_timeout_at(Nothing(), Body())), Coro<int>>);
    static_assert(MustBeNamed<decltype(task_group(Body())), Coro<int>>);
    // What is made of these in the same expression, too.
    static_assert(MustBeNamed<decltype(wait_for(std::declval<Thread>(), Nothing())), Coro<int>>);
    static_assert(MustBeNamed<decltype(wait_for(std::declval<Job>(), Nothing())), Coro<int>>);
    static_assert(MustBeNamed<decltype(shield(std::declval<Job>())), Future<int>>);
    static_assert(!CanAwait<decltype(gather(std::declval<Thread>()))>);
    static_assert(!CanAwait<decltype(gather(return_exceptions, std::declval<Thread>()))>);
    // What has a name, or nothing to destroy, is awaited as ever.
    const Function function;
    Body body;
    static_assert(CanAwait<decltype(to_thread(function))>);
    static_assert(CanAwait<decltype(with_timeout(Nothing(), body))>);
    static_assert(CanAwait<decltype(task_group(body, "crew"))>);
    static_assert(CanAwait<decltype(to_thread([&body] { return body.capture; }))>);
    static_assert(CanAwait<Job&>);
    static_assert(CanAwait<decltype(wait_for(std::declval<Job&>(), Nothing()))>);
  }

  void whatKeepsAFunctionWithCapturesDestroysThemOnce() {
    Captured::alive = 0;
    {
      VirtualLoop loop;
      run(loop, [&]() -> Coro<void> {
        const auto job = [captured = Captured(1)] { return captured.value; };
        EXPECT_EQ(co_await to_thread(job), 1);
        Coro<int> in_thread = to_thread([captured = Captured(2)] { return captured.value; });
        EXPECT_EQ(co_await std::move(in_thread), 2);
        const auto in_executor =
            run_in_executor([captured = Captured(3)] { return captured.value; });
        EXPECT_EQ(co_await in_executor, 3);
        const auto body = [captured = Captured(4)]() -> Coro<int> { co_return captured.value; };
        EXPECT_EQ(co_await with_timeout(1s, body), 4);
        Coro<int> timed =
            with_timeout(1s, [captured = Captured(5)]() -> Coro<int> { co_return captured.value; });
        EXPECT_EQ(co_await std::move(timed), 5);
        const auto member = [captured = Captured(6)](TaskGroup&) -> Coro<int> {
          co_return captured.value;
        };
        EXPECT_EQ(co_await task_group(member), 6);
        // A body may give such a coroutine: it is awaited within the engine.
        const auto nested = [] {
          return to_thread([captured = Captured(7)] { return captured.value; });
        };
        EXPECT_EQ(co_await with_timeout(1s, nested), 7);
      });
    }
    QCOMPARE(Captured::alive.load(), 0);
  }
};

QTEST_GUILESS_MAIN(TemporariesTest)
#include "temporaries_test.moc"
