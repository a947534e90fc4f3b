// SPDX-License-Identifier: MIT
// Futures: rules F1 to F8, F15, P14, and the value types that they can hold.
#include "support.h"

#include <mutex>

using namespace loopscope;
using namespace loopscope::test;

namespace {

const std::string invalid = "InvalidStateError: invalid state";

struct Base {
  int number = 0;
};
struct Derived : Base {};

template <class T, class... U>
concept Settable = requires(const Future<T>& future, U&&... value) {
  future.set_result(std::forward<U>(value)...);
};

// Reports itself as copyable, and is not.
using Boxes = std::vector<std::unique_ptr<int>>;

}  // namespace

class FutureTest : public QObject {
  Q_OBJECT

 private slots:
  void init() { Counted::reset(); }

  // F1, F2
  void aNewFutureIsPending() {
    VirtualLoop loop;
    const auto future = loop.create_future<int>();
    QVERIFY(future);
    QVERIFY(!future.done());
    QVERIFY(!future.cancelled());
    QCOMPARE(&future.loop(), static_cast<Loop*>(&loop));
  }

  // F3, F5; test_futures.py BaseFutureTests.test_result
  void aResultCanBeReadAnyNumberOfTimesAndSetOnce() {
    VirtualLoop loop;
    const auto future = loop.create_future<int>();
    QCOMPARE(thrown([&] { return future.result(); }),
             std::string("InvalidStateError: Result is not set."));
    future.set_result(42);
    QVERIFY(future.done());
    QVERIFY(!future.cancelled());
    QCOMPARE(future.result(), 42);
    QCOMPARE(future.result(), 42);
    QVERIFY(!future.exception());
    QCOMPARE(thrown([&] { future.set_result(43); }), invalid);
    QCOMPARE(thrown([&] { future.set_exception(ValueError("")); }), invalid);
    QVERIFY(!future.cancel());
    QCOMPARE(future.result(), 42);
  }

  // F3, F4, F5; test_futures.py BaseFutureTests.test_exception
  void anExceptionIsTheSameObjectEachTime() {
    VirtualLoop loop;
    const auto future = loop.create_future<int>();
    QCOMPARE(thrown([&] { return future.exception(); }),
             std::string("InvalidStateError: Exception is not set."));
    const auto error = std::make_exception_ptr(std::runtime_error("x"));
    future.set_exception(error);
    QVERIFY(future.done());
    QVERIFY(!future.cancelled());
    QVERIFY(future.exception() == error);
    for (int i = 0; i < 2; ++i) {
      try {
        static_cast<void>(future.result());
        NEVER("no exception");
      } catch (const std::runtime_error&) {
        EXPECT(std::current_exception() == error);
      }
    }
    QCOMPARE(thrown([&] { future.set_result(1); }), invalid);
    QCOMPARE(thrown([&] { future.set_exception(error); }), invalid);
  }

  // F6, P9
  void aNullExceptionIsRefusedAndAnythingElseIsNot() {
    VirtualLoop loop;
    const auto future = loop.create_future<int>();
    QCOMPARE(thrown([&] { future.set_exception(std::exception_ptr()); }),
             std::string("ValueError: invalid exception object"));
    QVERIFY(!future.done());
    future.set_exception(17);
    QCOMPARE(error_line(future.exception()), std::string("int"));
  }

  // F2, F6
  void aStoredCancelledErrorIsNoCancellation() {
    VirtualLoop loop;
    const auto future = loop.create_future<int>();
    future.set_exception(CancelledError("as an exception"));
    QVERIFY(!future.cancelled());
    QCOMPARE(error_line(future.exception()), std::string("CancelledError: as an exception"));
  }

  // F7; test_futures.py BaseFutureTests.test_cancel
  void aFutureIsCancelledOnce() {
    VirtualLoop loop;
    const auto future = loop.create_future<int>();
    QVERIFY(future.cancel("first"));
    QVERIFY(future.cancelled());
    QVERIFY(future.done());
    QVERIFY(!future.cancel("second"));
    QCOMPARE(thrown([&] { return future.exception(); }), std::string("CancelledError: first"));
    QCOMPARE(thrown([&] { future.set_result(1); }), invalid);
    QCOMPARE(thrown([&] { future.set_exception(ValueError("")); }), invalid);
  }

  // F8
  void aPlainFutureGivesItsCancelMessageEachTime() {
    VirtualLoop loop;
    const auto future = loop.create_future<int>();
    future.cancel("why");
    for (int i = 0; i < 3; ++i)
      EXPECT_EQ(thrown([&] { return future.result(); }), std::string("CancelledError: why"));
  }

  // F8
  void noMessageIsNotAnEmptyMessage() {
    VirtualLoop loop;
    const auto message = [&](std::optional<std::string> given) -> std::optional<std::string> {
      const auto future = loop.create_future<int>();
      future.cancel(std::move(given));
      try {
        static_cast<void>(future.result());
      } catch (const CancelledError& error) {
        return error.message();
      }
      return "nothing was thrown";
    };
    QVERIFY(message(std::nullopt) == std::nullopt);
    QVERIFY(message("") == std::optional<std::string>(""));
  }

  void aVoidFutureHasAResultToo() {
    VirtualLoop loop;
    const auto future = loop.create_future<void>();
    QCOMPARE(thrown([&] { future.result(); }),
             std::string("InvalidStateError: Result is not set."));
    future.set_result();
    future.result();
    loop.run_until_complete(future);
    static_assert(std::is_void_v<decltype(future.result())>);
  }

  // P14
  void aMoveOnlyValueCanBeLookedAtAndTaken() {
    VirtualLoop loop;
    const auto future = loop.create_future<std::unique_ptr<int>>();
    future.set_result(std::make_unique<int>(5));
    const std::unique_ptr<int>& seen = future.result();
    QCOMPARE(*seen, 5);
    const std::unique_ptr<int> taken = future.take();
    QCOMPARE(*taken, 5);
    QVERIFY(future.done());
    QCOMPARE(thrown([&] { return future.result().get(); }),
             std::string("InvalidStateError: Result was taken."));
  }

  // P14
  void aMoveOnlyValueComesOutOfAwaitByReferenceOrByMove() {
    VirtualLoop loop;
    const auto future = loop.create_future<std::unique_ptr<int>>();
    future.set_result(std::make_unique<int>(5));
    run(loop, [&]() -> Coro<void> {
      const std::unique_ptr<int>& seen = co_await future;
      EXPECT_EQ(*seen, 5);
      auto handle = future;
      const std::unique_ptr<int> taken = co_await std::move(handle);
      EXPECT_EQ(*taken, 5);
    });
  }

  // P14
  void containersOfMoveOnlyValuesAreMoveOnly() {
    VirtualLoop loop;
    const auto box = [] {
      Boxes boxes;
      boxes.push_back(std::make_unique<int>(1));
      return boxes;
    };
    const Task<Boxes> task = loop.create_task([&]() -> Coro<Boxes> { co_return box(); });
    QCOMPARE(loop.run_until_complete(task).size(), 1u);
    run(loop, [&]() -> Coro<void> {
      const Boxes taken = co_await loop.create_task([&]() -> Coro<Boxes> { co_return box(); });
      EXPECT_EQ(taken.size(), 1u);
      const auto pair = co_await loop.create_task(
          [&]() -> Coro<std::pair<int, Boxes>> { co_return std::pair(1, box()); });
      EXPECT_EQ(pair.second.size(), 1u);
    });
  }

  void aReferenceIsPassedOnAsSuch() {
    VirtualLoop loop;
    Derived object;
    const auto future = loop.create_future<Base&>();
    future.set_result(object);
    QCOMPARE(&future.result(), static_cast<Base*>(&object));
    QCOMPARE(&loop.run_until_complete(future), static_cast<Base*>(&object));
    run(loop, [&]() -> Coro<void> {
      Base& awaited = co_await future;
      EXPECT_EQ(&awaited, static_cast<Base*>(&object));
    });
    static_assert(Settable<Base&, Derived&>);
    static_assert(!Settable<Derived&, Base&>);
    static_assert(!Settable<const int&, int>, "it would dangle");
    static_assert(!Settable<int&>);
  }

  void aValueThatCannotMoveIsMadeInPlace() {
    struct Fixed {
      explicit Fixed(int first, int second) : sum(first + second) {}
      Fixed(Fixed&&) = delete;
      int sum;
    };
    VirtualLoop loop;
    const auto future = loop.create_future<Fixed>();
    future.set_result(1, 2);
    QCOMPARE(future.result().sum, 3);
  }

  void anExceptionWhileTheValueIsMadeLeavesTheFuturePending() {
    struct Thrower {
      Thrower() { throw std::runtime_error("no value"); }
    };
    VirtualLoop loop;
    const auto future = loop.create_future<Thrower>();
    QCOMPARE(thrown([&] { future.set_result(); }), std::string("runtime_error: no value"));
    QVERIFY(!future.done());
    QVERIFY(future.cancel());
  }

  void valuesAreCopiedNoMoreThanAsked() {
    VirtualLoop loop;
    {
      const auto future = loop.create_future<Counted>();
      future.set_result(Counted(3));
      EXPECT_EQ(Counted::copies, 0);
      EXPECT_EQ(future.result().value, 3);
      EXPECT_EQ(Counted::copies, 0);
      EXPECT_EQ(Counted(future.result()).value, 3);
      EXPECT_EQ(Counted::copies, 1);
      EXPECT_EQ(future.take().value, 3);
      EXPECT_EQ(Counted::copies, 1);
    }
    QCOMPARE(Counted::alive, 0);
  }

  void awaitingATemporaryMovesWhereNobodyElseLooks() {
    VirtualLoop loop;
    run(loop, [&]() -> Coro<void> {
      const Counted moved =
          co_await loop.create_task([]() -> Coro<Counted> { co_return Counted(1); });
      EXPECT_EQ(moved.value, 1);
      EXPECT_EQ(Counted::copies, 0);
      auto shared = loop.create_future<Counted>();
      shared.set_result(Counted(2));
      const auto other = shared;
      const Counted copied = co_await std::move(shared);
      EXPECT_EQ(copied.value, 2);
      EXPECT_EQ(other.result().value, 2);
      EXPECT_EQ(Counted::copies, 1);
    });
    QCOMPARE(Counted::alive, 0);
  }

  void anEmptyHandleThrows() {
    const Future<int> empty;
    QVERIFY(!empty);
    QCOMPARE(thrown([&] { return empty.done(); }),
             std::string("InvalidStateError: the future's handle is empty"));
    QCOMPARE(thrown([&] { empty.set_result(1); }),
             std::string("InvalidStateError: the future's handle is empty"));
  }

  void handlesOfOneFutureAreEqual() {
    VirtualLoop loop;
    const auto future = loop.create_future<int>();
    const AnyFuture copy = future;
    QVERIFY(copy == future);
    QVERIFY(copy != loop.create_future<int>());
    QCOMPARE(copy.id(), future.id());
  }

  void namesBelongToTheFutureAndGoWithIt() {
    VirtualLoop loop;
    auto future = loop.create_future<int>("answer");
    QCOMPARE(future.name(), std::string("answer"));
    future.set_name("better");
    QCOMPARE(future.name(), std::string("better"));
    QCOMPARE(loop.create_future<int>().name(), std::string());
    QCOMPARE(loop.core().names(), 1u);
    future = {};
    QCOMPARE(loop.core().names(), 0u);
  }

  void idsAreNeverReused() {
    VirtualLoop loop;
    VirtualLoop other;
    std::vector<inspect::ObjectId> ids;
    for (int i = 0; i < 3000; ++i) {
      ids.push_back(loop.create_future<int>().id());
      ids.push_back(other.create_future<int>().id());
    }
    std::sort(ids.begin(), ids.end());
    QVERIFY(std::adjacent_find(ids.begin(), ids.end()) == ids.end());
    QVERIFY(ids.front() > 0);
  }

  // F15
  void aFutureDoesNotMindThatItsAwaiterGoes() {
    const CapturedLog log;
    Future<int> future;
    {
      VirtualLoop loop;
      future = loop.create_future<int>();
      static_cast<void>(loop.create_task([](Future<int> f) -> Coro<void> { co_await f; }, future));
      run_iterations(loop);
    }
    QVERIFY(!future.done());
    future.set_result(1);
    QCOMPARE(future.result(), 1);
  }

  void aFutureIsSmall() { QVERIFY(sizeof(detail::FutureValue<int>) <= 64); }
};

QTEST_APPLESS_MAIN(FutureTest)
#include "future_test.moc"
