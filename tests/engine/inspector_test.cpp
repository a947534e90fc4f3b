// SPDX-License-Identifier: MIT
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <QTest>

#include <loopscope/threads.h>
#include <tests/engine/inspected_loop.h>

using namespace loopscope;
using namespace loopscope::test;

class InspectorTest : public QObject {
  Q_OBJECT

  QuietLog quiet_;

 private slots:
  void theStreamBeginsWithTheThreadTheLoopAndItsState() {
    Loop loop(std::make_unique<VirtualClock>());
    Inspector inspector(loop, {.loop_name = "main loop"});
    RecordReader reader(inspector.journal());
    expect(reader.words(), {"running"});
    QCOMPARE(reader.loop_name, std::string("main loop"));
    QCOMPARE(reader.clock, std::string("virtual"));
    QCOMPARE(reader.threads[this_thread_id()], thread_name(this_thread_id()));
  }

  void aTaskThatAwaitsAFutureIsToldStepByStep() {
    Fixture f;
    const auto answer = f.loop.create_future<int>("answer");
    const auto task = f.loop.create_task_with({.name = "fetch"}, plus_one, answer);
    f.loop.call_soon(named("set_result", [answer] { answer.set_result(41); }));
    expect(f.turn(), {"created answer int", "named answer", "created fetch int", "named fetch",
                      "scheduled fetch", "scheduled set_result", "step_begin fetch",
                      "awaiting fetch answer", "step_end fetch", "callback_begin set_result",
                      "result answer 41", "scheduled fetch", "callback_end"});
    expect(f.turn(),
           {"step_begin fetch", "resumed fetch answer", "result fetch 42", "step_end fetch"});
    QCOMPARE(f.reader.holes, std::uint64_t(0));
    QCOMPARE(f.reader.unknown_texts, std::uint64_t(0));
    QCOMPARE(f.reader.unknown_threads, std::uint64_t(0));
  }

  void anIterationSaysHowManyTimersAreSet() {
    Fixture fixture;
    TimerHandle first = fixture.loop.call_later(std::chrono::seconds(1), [] {});
    const TimerHandle second = fixture.loop.call_later(std::chrono::seconds(2), [] {});
    fixture.loop.call_soon([&] { first.cancel(); });
    for (int i = 0; i < 2; ++i) {
      fixture.loop.call_soon([] {});
      fixture.loop.stop();
      fixture.loop.run_forever();
    }
    fixture.loop.pause();
    std::vector<std::uint64_t> timers;
    for (const auto& record : fixture.reader.read())
      if (record.kind == RecordKind::iteration || record.kind == RecordKind::paused)
        timers.push_back(record.other);
    QCOMPARE(timers, (std::vector<std::uint64_t>{2, 1, 1}));
  }

  void recordsSayWhereAndByWhomAnObjectWasMade() {
    Fixture f;
    const auto parent = f.loop.create_task_with({.name = "parent"}, [&f]() -> Coro<void> {
      const auto child = f.loop.create_future<std::string>("child");
      co_return;
    });
    f.loop.stop();
    f.loop.run_forever();
    const auto created = f.reader.read(RecordKind::created);
    QCOMPARE(created.size(), std::size_t(2));
    QCOMPARE(created[1].other, parent.id());
    QCOMPARE(created[1].text1, std::string("std::string"));
    QVERIFY2(created[1].message.starts_with("inspector_test.cpp:"), created[1].message.c_str());
    QCOMPARE(created[0].detail, static_cast<std::uint16_t>(inspect::ObjectKind::task));
  }

  void callbacksFireInTheOrderInWhichTheyWereAdded() {
    Fixture f;
    auto future = f.loop.create_future<int>("answer");
    future.add_done_callback(named("first", [] {}));
    const CallbackToken second = future.add_done_callback(named("second", [] {}));
    future.add_done_callback(named("third", [] {}));
    future.remove_done_callback(second);
    f.reader.read();
    future.set_result(7);
    expect(f.reader.words(),
           {"result answer 7", "scheduled answer first", "scheduled answer third"});
    expect(f.turn(), {"callback_begin answer first", "callback_end answer",
                      "callback_begin answer third", "callback_end answer"});
    const auto id = future.id();
    future = {};
    const auto destroyed = f.reader.read(RecordKind::destroyed);
    QCOMPARE(destroyed.size(), std::size_t(1));
    QCOMPARE(destroyed[0].object, id);
  }

  void aTicketNamesTheSameCallFromSchedulingToItsEnd() {
    Fixture f;
    f.loop.call_soon(named("a", [] {}));
    f.loop.call_soon(named("b", [] {}));
    f.loop.call_soon(named("c", [] {})).cancel();
    f.loop.stop();
    f.loop.run_forever();
    std::vector<inspect::Ticket> scheduled, begun, ended, unscheduled;
    for (const auto& entry : f.reader.read()) {
      if (entry.kind == RecordKind::scheduled) scheduled.push_back(entry.ticket);
      if (entry.kind == RecordKind::callback_begin) begun.push_back(entry.ticket);
      if (entry.kind == RecordKind::callback_end) ended.push_back(entry.ticket);
      if (entry.kind == RecordKind::unscheduled) unscheduled.push_back(entry.ticket);
    }
    QCOMPARE(scheduled.size(), std::size_t(3));
    QCOMPARE(begun, ended);
    QCOMPARE(begun[0], scheduled[0]);
    QCOMPARE(begun[1], scheduled[1]);
    QCOMPARE(unscheduled, std::vector{scheduled[2]});
  }

  void aHandOverNamesTheThreadThatHandedOver() {
    Fixture f;
    inspect::ThreadId other = 0;
    std::thread([&] {
      name_this_thread("legacy");
      other = this_thread_id();
      f.loop.call_soon_threadsafe(named("on_done", [] {}));
    }).join();
    f.loop.stop();
    f.loop.run_forever();
    const auto scheduled = f.reader.read(RecordKind::scheduled);
    QCOMPARE(scheduled.size(), std::size_t(1));
    QCOMPARE(scheduled[0].thread, other);
    QCOMPARE(f.reader.threads[other], std::string("legacy"));
  }

  void aThreadThatGetsAnotherNameIsIntroducedAgain() {
    std::thread([this] {
      Fixture f;
      name_this_thread("worker");
      f.loop.call_soon(named("x", [] {}));
      f.turn();
      QCOMPARE(f.reader.threads[this_thread_id()], std::string("worker"));
    }).join();
  }

  void anErrorAndItsNeverBeingFetchedAreTold() {
    Fixture f;
    auto task = f.loop.create_task_with({.name = "job"}, fail, std::string("boom"));
    f.turn();
    expect(f.turn(),
           {"step_begin job", "resumed job", "error job runtime_error: boom", "step_end job"});
    task = {};
    expect(f.reader.words(), {"never_retrieved job runtime_error: boom",
                              "unhandled_error job runtime_error: boom", "destroyed job"});
  }

  void anErrorOfACallbackIsToldWithItsCall() {
    Fixture f;
    f.loop.call_soon(named("bad", [] { throw std::logic_error("no"); }));
    expect(f.turn(), {"scheduled bad", "callback_begin bad", "unhandled_error logic_error: no",
                      "callback_end logic_error: no"});
  }

  void aCancellationNamesWhoAskedForIt() {
    Fixture f;
    const auto victim =
        f.loop.create_task_with({.name = "victim"}, stay, f.loop.create_future<void>("gate"));
    const auto killer = f.loop.create_task_with({.name = "killer"}, [victim]() -> Coro<void> {
      victim.cancel("enough");
      co_return;
    });
    f.reader.read();
    f.loop.stop();
    f.loop.run_forever();
    const auto requests = f.reader.read(RecordKind::cancel_requested);
    QCOMPARE(requests.size(), std::size_t(2));  // the task, and the future that it awaits
    QCOMPARE(requests[0].object, victim.id());
    QCOMPARE(requests[0].other, killer.id());
    QCOMPARE(requests[0].message, std::string("enough"));
    QCOMPARE(requests[0].detail, static_cast<std::uint16_t>(inspect::CancelOrigin::asked));
    QCOMPARE(requests[1].other, victim.id());
    QCOMPARE(requests[1].detail, static_cast<std::uint16_t>(inspect::CancelOrigin::passed_on));
    f.loop.stop();
    f.loop.run_forever();
    const auto ended = f.reader.read(RecordKind::cancelled);
    QCOMPARE(ended.size(), std::size_t(1));
    QCOMPARE(ended[0].message, std::string("enough"));
  }

  void timersAreToldWithTheirDeadlines() {
    Fixture f;
    f.loop.call_later(std::chrono::seconds(2), named("late", [] {}));
    f.loop.call_later(std::chrono::seconds(1), named("never", [] {})).cancel();
    const auto set = f.reader.read();
    QCOMPARE(set.size(), std::size_t(3));
    QCOMPARE(set[0].kind, RecordKind::timer_set);
    QCOMPARE(set[0].value, std::uint64_t(2'000'000'000));
    QCOMPARE(set[2].kind, RecordKind::timer_cancelled);
    QCOMPARE(set[2].other, set[1].other);
    expect(f.turn(), {});  // stopped at once: the clock stands still
    f.loop.call_later(std::chrono::seconds(3), named("end", [&f] { f.loop.stop(); }));
    f.loop.run_forever();
    std::vector<std::int64_t> times;
    for (const auto& entry : f.reader.read())
      if (entry.kind == RecordKind::callback_begin) times.push_back(entry.time);
    QCOMPARE(times, (std::vector<std::int64_t>{2'000'000'000, 3'000'000'000}));
  }

  void aSlowCallbackIsTold() {
    Fixture f;
    f.loop.set_debug(true);
    f.loop.set_slow_callback_duration(Duration(1));
    f.loop.call_soon(named("slow", [] {}));
    expect(f.turn(),
           {"scheduled slow", "callback_begin slow", "callback_end", "slow_callback slow"});
  }

  void misuseOnAForeignThreadIsTold() {
    Loop loop;
    Inspector inspector(loop);
    RecordReader reader(inspector.journal());
    loop.set_debug(true);
    const auto future = loop.create_future<int>("answer");
    inspect::ThreadId culprit = 0;
    std::thread thread;
    loop.call_soon(named("start", [&] {
      thread = std::thread([&] {
        name_this_thread("culprit");
        culprit = this_thread_id();
        QVERIFY_EXCEPTION_THROWN(future.set_result(1), WrongThreadError);
        loop.call_soon_threadsafe([&] { loop.stop(); });
      });
    }));
    loop.run_forever();
    thread.join();
    const auto misuse = reader.read(RecordKind::misuse);
    QCOMPARE(misuse.size(), std::size_t(1));
    QCOMPARE(misuse[0].thread, culprit);
    QCOMPARE(misuse[0].object, future.id());
    QVERIFY(misuse[0].message.find("'culprit'") != std::string::npos);
  }

  void pausingAndSteppingAreTold() {
    Fixture f;
    for (int i = 0; i < 3; ++i) f.loop.call_soon(named("x", [] {}));
    f.loop.pause();
    expect(f.turn(0), {"scheduled x", "scheduled x", "scheduled x", "paused"});
    f.loop.step_callback();
    f.loop.core().enter();
    f.loop.core().advance(std::nullopt);
    expect(f.turn(0), {"paused", "callback_begin x", "callback_end", "stepped", "paused"});
    f.loop.step_iteration();
    f.loop.core().advance(std::nullopt);
    expect(f.turn(0), {"callback_begin x", "callback_end", "callback_begin x", "callback_end",
                       "stepped", "paused"});
    f.loop.core().leave();
    f.loop.resume();
    expect(f.reader.words(), {"running"});
  }

  void anEagerTasksFirstStepIsTold() {
    Fixture f;
    f.loop.call_soon(named("make", [&f] {
      (void)f.loop.create_task(yield_once(), {.name = "eager", .eager = true});
    }));
    Words words = f.turn();
    std::erase_if(words, [](const std::string& word) { return word.starts_with("created"); });
    expect(words, {"scheduled make", "callback_begin make", "named eager", "step_begin eager",
                   "awaiting eager", "scheduled eager", "step_end eager", "callback_end"});
  }

  void aTaskDestroyedWhilePendingIsTold() {
    auto loop = std::make_unique<Loop>(std::make_unique<VirtualClock>());
    Inspector inspector(*loop);
    RecordReader reader(inspector.journal());
    const auto task = loop->create_task_with({.name = "orphan"}, stay, loop->create_future<void>());
    loop->stop();
    loop->run_forever();
    loop.reset();
    const auto complaints = reader.read(RecordKind::destroyed_pending);
    QCOMPARE(complaints.size(), std::size_t(1));
    QCOMPARE(complaints[0].object, task.id());
  }
};

QTEST_GUILESS_MAIN(InspectorTest)
#include "inspector_test.moc"
