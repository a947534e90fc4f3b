// SPDX-License-Identifier: MIT
// What an observer is told, and in which order.
#include "support.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <set>

#include <loopscope/combine/task_group.h>
#include <loopscope/detail/exhibit.h>
#include <loopscope/inspect/observer.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

/// Writes what it is told.
class Witness final : public inspect::Observer {
 public:
  explicit Witness(Loop& loop) : loop_(&loop) { loop.core().set_observer(this); }
  Witness(const Witness&) = delete;
  Witness& operator=(const Witness&) = delete;
  ~Witness() override {
    if (loop_) loop_->core().set_observer(nullptr);
  }

  Events take() { return std::exchange(told, {}); }

  void created(const detail::FutureState& state,
               const std::source_location& site) noexcept override {
    add(std::string(state.is_task() ? "task" : "future") + " created");
    last_site = site;
  }
  void named(const detail::FutureState& state) noexcept override { add("named " + state.name()); }
  void destroyed(const detail::FutureState&) noexcept override { add("destroyed"); }
  void callback_added(const detail::FutureState&, std::uint64_t,
                      std::string_view what) noexcept override {
    add("added " + std::string(what));
  }
  void callback_removed(const detail::FutureState&, std::uint64_t) noexcept override {
    add("removed");
  }
  void changed(const detail::ExhibitState& exhibit, std::string_view standing) noexcept override {
    add(exhibit.name() + " is " + std::string(standing));
  }
  void scheduled(inspect::Ticket ticket, const detail::CallInfo& call,
                 inspect::ThreadId) noexcept override {
    due.insert(ticket);
    add("scheduled " + what(call));
  }
  void unscheduled(inspect::Ticket ticket) noexcept override {
    if (due.erase(ticket) != 1) add("unscheduled twice");
    add("unscheduled");
  }
  void begin(inspect::Ticket ticket, const detail::CallInfo& call) noexcept override {
    due.erase(ticket);
    add("begin " + what(call));
  }
  void end(inspect::Ticket, const detail::CallInfo& call, inspect::CallOutcome outcome,
           Duration took, const std::exception_ptr& error) noexcept override {
    if (took < Duration(0)) add("negative time");
    static constexpr std::array names{"ok", "raised", "waiting", "finished"};
    add("end " + what(call) + " " + names.at(static_cast<std::size_t>(outcome)) +
        (error ? " " + error_line(error) : std::string()));
  }
  void awaiting(const detail::TaskState&, const detail::FutureState* future) noexcept override {
    add(future ? "awaiting a future" : "yielding");
  }
  void resumed(const detail::TaskState&, const detail::FutureState* future) noexcept override {
    add(future ? "resumed by a future" : "resumed");
  }
  void settled(const detail::FutureState& state) noexcept override {
    static constexpr std::array names{"pending", "result", "error", "cancelled"};
    add(std::string(names.at(static_cast<std::size_t>(state.status()))));
  }
  void cancel_requested(const detail::FutureState&, const detail::FutureState* passed_on_by,
                        std::string_view message, bool accepted) noexcept override {
    add("cancel " + std::string(passed_on_by ? "passed on " : "requested ") + std::string(message) +
        (accepted ? "" : " refused"));
  }
  void cancel_withdrawn(const detail::TaskState&) noexcept override { add("cancel withdrawn"); }
  void timer_set(std::uint64_t, Duration, std::string_view) noexcept override { add("timer set"); }
  void timer_fired(std::uint64_t) noexcept override { add("timer fired"); }
  void timer_cancelled(std::uint64_t) noexcept override { add("timer cancelled"); }
  void unhandled_error(const ExceptionContext& context) noexcept override {
    add("unhandled: " + context.message);
  }
  void never_retrieved(const detail::FutureState&) noexcept override { add("never retrieved"); }
  void destroyed_pending(const detail::TaskState&) noexcept override { add("destroyed pending"); }
  void slow_callback(inspect::Ticket, const detail::CallInfo& call, Duration) noexcept override {
    add("slow " + what(call));
  }
  void misuse(std::string_view, inspect::ObjectId) noexcept override { add("misuse"); }
  void iteration(std::uint64_t calls) noexcept override {
    add("iteration of " + std::to_string(calls));
  }
  void paused() noexcept override { add("paused"); }
  void running(double speed) noexcept override {
    add("running at " + std::to_string(static_cast<int>(speed)));
  }
  void stepped(bool whole) noexcept override { add(whole ? "stepped iteration" : "stepped call"); }
  void loop_ends() noexcept override {
    loop_ = nullptr;
    add("loop ends");
  }

  Events told;
  std::set<inspect::Ticket> due;  // scheduled, and neither begun nor unscheduled
  std::source_location last_site;

 private:
  static std::string what(const detail::CallInfo& call) {
    switch (call.kind) {
      case inspect::CallKind::step: return "step";
      case inspect::CallKind::done_callback: return "callback " + std::string(call.what);
      case inspect::CallKind::timer: return "timer " + std::string(call.what);
      case inspect::CallKind::io: return "reader " + std::string(call.what);
      default: return std::string(call.what);
    }
  }
  void add(std::string event) { told.push_back(std::move(event)); }

  Loop* loop_;
};

}  // namespace

class ObserverTest : public QObject {
  Q_OBJECT

 private slots:
  void theLifeOfAFuture() {
    VirtualLoop loop;
    Witness witness(loop);
    auto future = loop.create_future<int>("answer");
    const std::uint_least32_t here = std::source_location::current().line() - 1;
    QCOMPARE(witness.last_site.line(), here);
    const CallbackToken token = future.add_done_callback(named("first", [] {}));
    future.add_done_callback(named("second", [] {}));
    future.remove_done_callback(token);
    future.set_result(1);
    QCOMPARE(witness.take(),
             (Events{"future created", "named answer", "added first", "added second", "removed",
                     "result", "scheduled callback second"}));
    future = {};
    run_iterations(loop);
    QCOMPARE(witness.take(), (Events{"running at 1", "iteration of 1", "begin callback second",
                                     "destroyed", "end callback second ok"}));
  }

  void theLifeOfATask() {
    VirtualLoop loop;
    const auto future = loop.create_future<int>();
    Witness witness(loop);
    Task<int> task = loop.create_task([&]() -> Coro<int> { co_return co_await future; });
    const std::uint_least32_t here = std::source_location::current().line() - 1;
    QCOMPARE(witness.last_site.line(), here);
    run_iterations(loop);
    QCOMPARE(witness.take(),
             (Events{"task created", "scheduled step", "running at 1", "iteration of 1",
                     "begin step", "awaiting a future", "end step waiting"}));
    future.set_result(1);
    run_iterations(loop);
    task = {};
    QCOMPARE(witness.take(),
             (Events{"result", "scheduled step", "running at 1", "iteration of 1", "begin step",
                     "resumed by a future", "result", "end step finished", "destroyed"}));
  }

  void theSiteOfATaskIsWhereItWasMade() {
    VirtualLoop loop;
    Witness witness(loop);
    static_cast<void>(loop.create_task_with(
        {.name = "sleeper"}, [](Duration delay) -> Coro<void> { co_await sleep(delay); },
        Duration(0)));
    const std::uint_least32_t here = std::source_location::current().line() - 3;
    QCOMPARE(witness.last_site.line(), here);
    run_iterations(loop, 2);
    QVERIFY(witness.due.empty());
  }

  void theSiteOfATaskIsTheCallersLineHoweverItIsMade() {
    VirtualLoop loop;
    Witness witness(loop);
    const auto in = [&](int lines_before) {
      return static_cast<int>(witness.last_site.line()) + lines_before;
    };
    const auto here = [](std::source_location site = std::source_location::current()) {
      return static_cast<int>(site.line());
    };
    const auto body = []() -> Coro<void> { co_return; };
    const auto with_one = [](int) -> Coro<void> { co_return; };
    const auto with_two = [](int, int) -> Coro<void> { co_return; };
    const auto with_three = [](int, int, int) -> Coro<void> { co_return; };
    const Task<void> of_coroutine = loop.create_task(body());
    QCOMPARE(in(1), here());
    const Task<void> of_lambda = loop.create_task(body);
    QCOMPARE(in(1), here());
    const Task<void> named_task = loop.create_task(body, {.name = "named"});
    QCOMPARE(in(1), here());
    const Task<void> of_one = loop.create_task(with_one, 1);
    QCOMPARE(in(1), here());
    const Task<void> of_two = loop.create_task(with_two, 1, 2);
    QCOMPARE(in(1), here());
    const Task<void> of_three = loop.create_task(with_three, 1, 2, 3);
    QCOMPARE(witness.last_site.line(), 0u);  // unknown, rather than a line of the engine
    const Task<void> with_options = loop.create_task_with({.name = "x"}, with_three, 1, 2, 3);
    QCOMPARE(in(1), here());
    run(loop, [&]() -> Coro<void> {
      auto in_group = [&](TaskGroup& group) -> Coro<void> {
        const Task<void> first = group.create_task(body());
        EXPECT_EQ(in(1), here());
        const Task<void> second = group.create_task(body);
        EXPECT_EQ(in(1), here());
        const Task<void> third = group.create_task(with_one, 1);
        EXPECT_EQ(in(1), here());
        const Task<void> fourth = group.create_task(with_two, 1, 2);
        EXPECT_EQ(in(1), here());
        const Task<void> fifth = group.create_task_with({.name = "x"}, with_one, 1);
        EXPECT_EQ(in(1), here());
        co_return;
      };
      co_await task_group(in_group);
    });
  }

  void aCancellationTellsWhoAskedForIt() {
    VirtualLoop loop;
    Witness witness(loop);
    const Task<void> sleeper = loop.create_task(sleep(0s));
    const Task<void> other = loop.create_task([&]() -> Coro<void> {
      sleeper.cancel("a");
      co_return;
    });
    sleeper.cancel("b");
    witness.take();
    run_iterations(loop, 2);
    const Events told = witness.take();
    QVERIFY(std::count(told.begin(), told.end(), "cancelled") == 1);
    const auto future = loop.create_future<void>();
    future.cancel("c");
    QCOMPARE(witness.take(), (Events{"future created", "cancel requested c", "cancelled"}));
    QVERIFY(other.done());
  }

  void aRequestThatIsPassedOnAndOneThatIsTakenBackAreToldAsSuch() {
    VirtualLoop loop;
    Witness witness(loop);
    const auto future = loop.create_future<void>();
    const Task<void> task = loop.create_task([&]() -> Coro<void> { co_await future; });
    run_iterations(loop);
    witness.take();
    task.cancel("d");
    task.uncancel();
    const Events told = witness.take();
    QCOMPARE(told.front(), std::string("cancel requested d"));
    QVERIFY(std::count(told.begin(), told.end(), "cancel passed on d") == 1);
    QCOMPARE(told.back(), std::string("cancel withdrawn"));
  }

  // L4: it never begins
  void aCancelledCallIsUnscheduledAndShowsNoMore() {
    VirtualLoop loop;
    Witness witness(loop);
    Handle handle = loop.call_soon(named("call", [] {}));
    handle.cancel();
    run_iterations(loop);
    QCOMPARE(witness.take(),
             (Events{"scheduled call", "unscheduled", "running at 1", "iteration of 1"}));
  }

  void aPostCancelledInTheDoorNeverShows() {
    VirtualLoop loop;
    Witness witness(loop);
    Handle handle = loop.call_soon_threadsafe(named("post", [] {}));
    handle.cancel();
    run_iterations(loop);
    QCOMPARE(witness.take(), (Events{"running at 1", "iteration of 1"}));
  }

  void timersAreSetFiredAndCancelled() {
    VirtualLoop loop;
    Witness witness(loop);
    loop.call_later(0s, named("tick", [] {}));
    TimerHandle cancelled = loop.call_later(1s, named("never", [] {}));
    cancelled.cancel();
    cancelled.cancel();
    run_iterations(loop);
    QCOMPARE(witness.take(), (Events{"timer set", "timer set", "timer cancelled", "running at 1",
                                     "timer fired", "scheduled timer tick", "iteration of 1",
                                     "begin timer tick", "end timer tick ok"}));
  }

  void aRemovedReaderIsUnscheduled() {
    VirtualLoop loop;
    Witness witness(loop);
    std::array<int, 2> ends{};
    QCOMPARE(::pipe(ends.data()), 0);
    QCOMPARE(::write(ends[1], "x", 1), ::ssize_t{1});
    loop.add_reader(ends[0], named("on_data", [] {}));
    loop.call_soon(named("remove", [&] { loop.remove_reader(ends[0]); }));
    run_iterations(loop);
    QCOMPARE(witness.take(),
             (Events{"scheduled remove", "running at 1", "scheduled reader on_data",
                     "iteration of 2", "begin remove", "unscheduled", "end remove ok"}));
    ::close(ends[0]);
    ::close(ends[1]);
  }

  void anErrorIsToldBeforeTheEndOfTheCall() {
    VirtualLoop loop;
    const Reports reports(loop);
    Witness witness(loop);
    loop.call_soon(named("bad", [] { throw ValueError("x"); }));
    run_iterations(loop);
    QCOMPARE(witness.take(),
             (Events{"scheduled bad", "running at 1", "iteration of 1", "begin bad",
                     "unhandled: Exception in callback bad", "end bad raised ValueError: x"}));
  }

  void anEagerStepShowsWithinTheCallThatMadeIt() {
    VirtualLoop loop;
    Witness witness(loop);
    loop.call_soon(named("make", [&] {
      static_cast<void>(loop.create_task([]() -> Coro<void> { co_return; }, {.eager = true}));
    }));
    run_iterations(loop);
    QCOMPARE(witness.take(), (Events{"scheduled make", "running at 1", "iteration of 1",
                                     "begin make", "task created", "begin step", "result",
                                     "end step finished", "destroyed", "end make ok"}));
  }

  void pausesAndStepsAreTold() {
    Loop loop(std::make_unique<ScaledClock>());
    loop.set_speed(4);
    Witness witness(loop);
    loop.pause();
    loop.pause();
    loop.call_soon(named("a", [] {}));
    loop.step_callback();
    run_iterations(loop);
    loop.step_iteration();
    run_iterations(loop);
    loop.set_speed(2);
    loop.resume();
    loop.resume();
    QCOMPARE(witness.take(),
             (Events{"paused", "scheduled a", "running at 4", "iteration of 1", "begin a",
                     "end a ok", "stepped call", "paused", "running at 4", "stepped iteration",
                     "paused", "running at 2", "running at 2"}));
  }

  // L24, D7
  void whatIsQueuedIsUnscheduledWhenTheLoopEnds() {
    const CapturedLog log;
    auto loop = std::make_unique<VirtualLoop>();
    Witness witness(*loop);
    loop->call_soon(named("call", [] {}));
    static_cast<void>(loop->create_task(sleep(1s)));
    run_iterations(*loop, 1);
    loop->call_soon(named("call", [] {}));
    const auto done = loop->create_future<int>();
    done.set_result(1);
    done.add_done_callback(named("callback", [] {}));
    witness.take();
    loop.reset();
    QVERIFY(witness.due.empty());
    const Events told = witness.take();
    QCOMPARE(told, (Events{"unscheduled", "unscheduled", "timer cancelled", "destroyed pending",
                           "unhandled: Task was destroyed but it is pending!", "destroyed",
                           "destroyed", "loop ends"}));
  }

  void aSlowCallIsTold() {
    VirtualLoop loop;
    const CapturedLog log;
    loop.set_debug(true);
    loop.set_slow_callback_duration(0s);
    Witness witness(loop);
    loop.call_soon(named("slow one", [] {}));
    run_iterations(loop);
    QCOMPARE(witness.take().back(), std::string("slow slow one"));
  }

  // Attached in the middle of things, it must not see ends without beginnings of its own
  void attachingWhileRunningIsHarmless() {
    VirtualLoop loop;
    std::unique_ptr<Witness> witness;
    loop.call_soon(named("attach", [&] { witness = std::make_unique<Witness>(loop); }));
    loop.call_soon(named("detach", [&] { loop.core().set_observer(nullptr); }));
    run_iterations(loop);
    QCOMPARE(witness->take(), (Events{"begin detach"}));
  }
};

QTEST_APPLESS_MAIN(ObserverTest)
#include "observer_test.moc"
