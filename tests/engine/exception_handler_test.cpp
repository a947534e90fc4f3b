// SPDX-License-Identifier: MIT
// Where exceptions go that nobody can catch: rules L7, L8, L26 to L29, P8.
#include "support.h"

#include <loopscope/named_error.h>

using namespace loopscope;
using namespace loopscope::test;

class ExceptionHandlerTest : public QObject {
  Q_OBJECT

 private slots:
  // L26
  void aFailedCallbackIsReportedWithItsNameAndException() {
    VirtualLoop loop;
    const Reports reports(loop);
    loop.call_soon(named("on_click", [] { throw std::runtime_error("boom"); }));
    run_iterations(loop);
    QCOMPARE(reports.messages(), (Events{"Exception in callback on_click"}));
    QCOMPARE(reports.all[0].handle, std::string("on_click"));
    QCOMPARE(error_line(reports.all[0].exception), std::string("runtime_error: boom"));
    QCOMPARE(reports.all[0].ticket, 1u);
  }

  // L26, F12
  void soIsAFailedDoneCallback() {
    VirtualLoop loop;
    const Reports reports(loop);
    const auto future = loop.create_future<int>();
    future.add_done_callback(named("first", [] { throw std::logic_error("one"); }));
    future.add_done_callback(named("second", [] { throw 2; }));
    future.set_result(1);
    run_iterations(loop);
    QCOMPARE(reports.messages(),
             (Events{"Exception in callback first", "Exception in callback second"}));
    QCOMPARE(error_line(reports.all[1].exception), std::string("int"));
  }

  void anErrorMaySayItselfWhatItIsCalled() {
    class ScriptError : public std::runtime_error, public NamedError {
     public:
      using std::runtime_error::runtime_error;
      const std::string& name() const noexcept override { return name_; }

     private:
      std::string name_ = "KeyError";
    };
    QCOMPARE(error_line(std::make_exception_ptr(ScriptError("no such key"))),
             std::string("KeyError: no such key"));
  }

  // L27
  void withoutAHandlerOneErrorIsLogged() {
    VirtualLoop loop;
    const CapturedLog log;
    loop.call_soon(named("on_click", [] { throw std::runtime_error("boom"); }));
    run_iterations(loop);
    QCOMPARE(log.lines, (Events{"Exception in callback on_click\n"
                                "handle: on_click\n"
                                "runtime_error: boom"}));
  }

  // L27
  void theDefaultHandlerNamesItsEntriesInOrder() {
    VirtualLoop loop;
    const CapturedLog log;
    loop.call_exception_handler({.message = "",
                                 .exception = std::make_exception_ptr(ValueError("wrong")),
                                 .future = "F",
                                 .handle = "H",
                                 .task = "T"});
    QCOMPARE(log.lines, (Events{"Unhandled exception in event loop\n"
                                "future: F\nhandle: H\ntask: T\nValueError: wrong"}));
  }

  // L28; test_base_events.py BaseEventLoopTests.test_set_exc_handler_broken
  void aHandlerThatThrowsFallsBackToTheDefaultOne() {
    VirtualLoop loop;
    const CapturedLog log;
    loop.set_exception_handler([](const ExceptionContext&) { throw std::runtime_error("broken"); });
    loop.call_soon(named("on_click", [] { throw std::runtime_error("boom"); }));
    loop.call_soon([&] { EXPECT_EQ(log.lines.size(), 1u); });
    run_iterations(loop);
    QCOMPARE(log.lines, (Events{"Unhandled error in exception handler\n"
                                "context: Exception in callback on_click\n"
                                "runtime_error: broken"}));
  }

  // L28
  void aFatalExitPassesThroughTheHandler() {
    VirtualLoop loop;
    Trace trace(loop);
    loop.set_exception_handler([](const ExceptionContext&) { throw FatalExit(5); });
    loop.call_soon([counted = Counted()] { throw std::runtime_error("boom"); });
    loop.call_soon([&] { trace("kept"); });
    QCOMPARE(thrown([&] { loop.run_forever(); }), std::string("FatalExit: code 5"));
    QCOMPARE(Counted::alive, 0);
    QCOMPARE(trace.events, Events{});
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"kept@2"}));
  }

  // L29
  void anEmptyHandlerRestoresTheDefault() {
    VirtualLoop loop;
    const CapturedLog log;
    QVERIFY(!loop.exception_handler());
    loop.set_exception_handler([](const ExceptionContext&) { NEVER("it was called"); });
    QVERIFY(static_cast<bool>(loop.exception_handler()));
    loop.set_exception_handler(nullptr);
    QVERIFY(!loop.exception_handler());
    loop.call_exception_handler({.message = "hello"});
    QCOMPARE(log.lines, (Events{"hello"}));
  }

  void aHandlerMayReplaceItself() {
    VirtualLoop loop;
    Events seen;
    loop.set_exception_handler([&](const ExceptionContext& context) {
      seen.push_back("first: " + context.message);
      loop.set_exception_handler(
          [&](const ExceptionContext& next) { seen.push_back("second: " + next.message); });
      seen.push_back("still first");
    });
    loop.call_exception_handler({.message = "a"});
    loop.call_exception_handler({.message = "b"});
    QCOMPARE(seen, (Events{"first: a", "still first", "second: b"}));
  }

  // L8, P8
  void aFatalExitInATaskEndsTheTaskAndLeavesTheLoop() {
    VirtualLoop loop;
    const Task<void> task = loop.create_task([]() -> Coro<void> {
      throw FatalExit(4);
      co_return;
    });
    QCOMPARE(thrown([&] { loop.run_forever(); }), std::string("FatalExit: code 4"));
    QVERIFY(task.done());
    QVERIFY(!task.cancelled());
    QCOMPARE(error_line(task.exception()), std::string("FatalExit: code 4"));
  }

  // L8
  void aFatalExitInADoneCallbackLeavesItsSiblingsQueued() {
    VirtualLoop loop;
    Trace trace(loop);
    const auto future = loop.create_future<int>();
    future.add_done_callback([] { throw FatalExit(6); });
    future.add_done_callback([&] { trace("sibling"); });
    future.set_result(1);
    QCOMPARE(thrown([&] { loop.run_forever(); }), std::string("FatalExit: code 6"));
    run_iterations(loop);
    QCOMPARE(trace.events, (Events{"sibling@2"}));
  }

  // P1: a destructor cannot pass it on
  void aFatalExitFromAReportOfADestructorIsLogged() {
    VirtualLoop loop;
    const CapturedLog log;
    loop.set_exception_handler([](const ExceptionContext&) { throw FatalExit(8); });
    loop.create_future<int>().set_exception(std::runtime_error("unread"));
    QCOMPARE(log.lines, (Events{"Exit asked for while something was destroyed was ignored\n"
                                "context: Future exception was never retrieved\n"
                                "FatalExit: code 8"}));
  }

  void errorsAreDescribedByTypeAndMessage() {
    const auto line = [](const auto& error) { return error_line(std::make_exception_ptr(error)); };
    QCOMPARE(line(std::runtime_error("x")), std::string("runtime_error: x"));
    QCOMPARE(line(TimeoutError()), std::string("TimeoutError"));
    QCOMPARE(line(ValueError("y")), std::string("ValueError: y"));
    QCOMPARE(line(CancelledError()), std::string("CancelledError"));
    QCOMPARE(line(CancelledError("z")), std::string("CancelledError: z"));
    QCOMPARE(line(5), std::string("int"));
    QCOMPARE(error_line(nullptr), std::string());
  }

  // P7
  void aCancelledErrorIsNoStandardException() {
    static_assert(!std::derived_from<CancelledError, std::exception>);
    static_assert(!std::derived_from<FatalExit, std::exception>);
    static_assert(std::derived_from<TimeoutError, std::exception>);
    static_assert(std::derived_from<InvalidStateError, std::exception>);
    static_assert(std::derived_from<WrongThreadError, RuntimeError>);
    QVERIFY(CancelledError("").message() != CancelledError().message());
  }
};

QTEST_APPLESS_MAIN(ExceptionHandlerTest)
#include "exception_handler_test.moc"
