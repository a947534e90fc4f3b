// SPDX-License-Identifier: MIT
#include <QTest>

#include <loopscope/ui/store/store.h>
#include <loopscope/ui/store/words.h>
#include <tests/ui/record_stream.h>

using namespace loopscope::ui;
using namespace loopscope::ui::test;

class StoreFiringTest : public QObject {
  Q_OBJECT

  Store store;
  RecordStream stream;

  void feed() { store.feed(stream.take()); }
  const FiringEntry& entry(std::uint64_t number) { return *store.firing(number); }
  std::string outcome(std::uint64_t number) { return outcomeText(entry(number)); }
  std::vector<std::string> dueTexts() {
    std::vector<std::string> texts;
    for (const DueEntry* one : store.due(100)) texts.push_back(one->what.string());
    return texts;
  }

 private slots:
  void init() {
    std::destroy_at(&store);
    std::construct_at(&store);
    stream = RecordStream();
  }

  void theFiringOrderTellsOutcomes() {
    stream.task(1, "fetch");
    stream.future(2, "answer");
    stream.scheduled(1, CallKind::call, 0, 0, "hello");
    stream.scheduled(2, CallKind::call, 0, 0, "boom");
    stream.scheduled(3, CallKind::step, 1, 0, "step");
    stream.iteration(3);
    stream.callBegin(1, CallKind::call, 0, 0, "hello");
    feed();
    QCOMPARE(outcome(1), std::string("running"));
    stream.callEnd(1);
    stream.callBegin(2, CallKind::call, 0, 0, "boom");
    stream.callEnd(2, CallOutcome::raised, 10, "ValueError", "no");
    stream.stepBegin(3, 1);
    stream.awaiting(1, 2);
    stream.stepEnd(3, 1, CallOutcome::waiting);
    stream.scheduled(4, CallKind::step, 1, 0, "step");
    stream.stepBegin(4, 1);
    stream.resumed(1, 2);
    stream.result(1, "42");
    stream.stepEnd(4, 1, CallOutcome::finished);
    feed();
    QCOMPARE(outcome(1), std::string("ok"));
    QCOMPARE(outcome(2), std::string("threw ValueError: no"));
    QCOMPARE(outcome(3), std::string("waiting for answer"));
    QCOMPARE(outcome(4), std::string("finished: 42"));
    QCOMPARE(loopscope::ui::objectName(entry(3)), std::string("fetch"));
    QCOMPARE(entry(2).duration, 10);
    QCOMPARE(store.status().ready, std::size_t(0));
  }

  void aStepWithinACallBeginAndEndIsOneEntry() {
    stream.task(1, "fetch");
    stream.scheduled(1, CallKind::step, 1, 0, "step");
    stream.callBegin(1, CallKind::step, 1, 0, "step");
    stream.stepBegin(1, 1);
    stream.result(1, "7");
    stream.stepEnd(1, 1, CallOutcome::finished);
    stream.callEnd(1);
    feed();
    QCOMPARE(store.nextFiring(), std::uint64_t(2));
    QCOMPARE(outcome(1), std::string("finished: 7"));
    QCOMPARE(entry(1).kind, EntryKind::step);
  }

  void aStepToldByCallBeginAndEndAloneIsUnderstoodToo() {
    stream.task(1, "fetch");
    stream.future(2, "answer");
    stream.scheduled(1, CallKind::step, 1, 0, "step");
    stream.callBegin(1, CallKind::step, 1, 0, "step");
    stream.awaiting(1, 2);
    stream.callEnd(1, CallOutcome::waiting);
    feed();
    QCOMPARE(outcome(1), std::string("waiting for answer"));
    QCOMPARE(store.object(1)->state, ObjectState::waiting);
  }

  void anEagerStepNestsInTheCallThatMadeItsTask() {
    stream.scheduled(1, CallKind::call, 0, 0, "main");
    stream.callBegin(1, CallKind::call, 0, 0, "main");
    stream.task(5, "eager");
    stream.stepBegin(1, 5);
    stream.result(5, "1");
    stream.stepEnd(1, 5, CallOutcome::finished);
    stream.callEnd(1);
    feed();
    QCOMPARE(store.nextFiring(), std::uint64_t(3));
    QCOMPARE(outcome(1), std::string("ok"));
    QCOMPARE(outcome(2), std::string("finished: 1"));
  }

  void aHandOverNamesBothThreadsAndTheDelay() {
    stream.thread(1, "loop");
    stream.thread(2, "legacy");
    stream.iteration(0);
    stream.scheduled(1, CallKind::call, 0, 0, "on_done").thread = 2;
    stream.now = 200'000;
    stream.iteration(1);
    stream.callBegin(1, CallKind::call, 0, 0, "on_done");
    stream.callEnd(1);
    feed();
    QCOMPARE(fromThreadText(store, entry(1)), std::string("legacy → loop"));
    QCOMPARE(entry(1).queueDelay, 200'000);
    const std::string why = explainFiring(store, entry(1));
    QVERIFY2(why.find("Thread legacy handed it over") != std::string::npos, why.c_str());
  }

  void anEntrySaysDuringWhichItWasScheduled() {
    stream.thread(1, "loop");
    stream.scheduled(1, CallKind::call, 0, 0, "first");
    stream.iteration(1);
    stream.callBegin(1, CallKind::call, 0, 0, "first");
    stream.scheduled(2, CallKind::call, 0, 0, "second");
    stream.callEnd(1);
    stream.iteration(1);
    stream.callBegin(2, CallKind::call, 0, 0, "second");
    stream.callEnd(2);
    feed();
    QCOMPARE(entry(2).scheduledBy, std::uint64_t(1));
    QCOMPARE(entry(2).scheduledIteration, std::uint64_t(1));
    QCOMPARE(entry(2).position, 1U);
    QCOMPARE(fromThreadText(store, entry(2)), std::string("loop"));
    QCOMPARE(
        explainFiring(store, entry(2)),
        std::string("Call 1 of 1 in iteration 2. It was scheduled in iteration 1, during entry 1 "
                    "(first). An iteration runs only what was ready at its start, so it had to "
                    "wait for this one."));
  }

  void timersWhoseRecordsWereLostCountAsSoonAsTheLoopTellsTheirNumber() {
    stream.write(RecordKind::timer_set, 0, 1).value = 5'000;
    stream.write(RecordKind::gap).value = 40;
    feed();
    QCOMPARE(store.status().timers, std::size_t(1));
    stream.iteration(1, 30);
    feed();
    QCOMPARE(store.status().timers, std::size_t(30));
    stream.write(RecordKind::timer_set, 0, 31).value = 6'000;
    stream.write(RecordKind::timer_cancelled, 0, 1);
    feed();
    QCOMPARE(store.status().timers, std::size_t(30));
    stream.write(RecordKind::paused, 0, 12);
    feed();
    QCOMPARE(store.status().timers, std::size_t(12));
  }

  void aTimersEntryKnowsItsDeadline() {
    stream.iteration(0);
    Record& set = stream.write(RecordKind::timer_set, 0, 3);
    set.value = 1'500'000'000;
    feed();
    QCOMPARE(store.status().timers, std::size_t(1));
    stream.write(RecordKind::timer_fired, 0, 3);
    stream.scheduled(1, CallKind::timer, 0, 3, "tick");
    feed();
    QCOMPARE(store.status().timers, std::size_t(0));
    stream.callBegin(1, CallKind::timer, 0, 3, "tick");
    stream.callEnd(1);
    feed();
    QCOMPARE(entry(1).deadline, 1'500'000'000);
  }

  void dueCallsStandInOrderAndLeaveWhenTheyBegin() {
    for (Ticket t = 1; t <= 4; ++t) {
      stream.scheduled(t, CallKind::call, 0, 0, "c" + std::to_string(t));
    }
    stream.unscheduled(3);
    stream.callBegin(1, CallKind::call);
    feed();
    QCOMPARE(dueTexts(), (std::vector<std::string>{"c2", "c4"}));
    QCOMPARE(store.dueCount(), std::size_t(2));
    QVERIFY(store.changes().due);
  }

  void aCallThatBeginsSweepsAwayAllThatStoodBeforeIt() {
    for (Ticket t = 1; t <= 4; ++t) stream.scheduled(t, CallKind::call, 0, 0, "c");
    stream.write(RecordKind::gap).value = 12'345;
    stream.callBegin(3, CallKind::call);
    feed();
    QCOMPARE(store.dueCount(), std::size_t(1));
    QCOMPARE(store.status().dropped, std::uint64_t(12'345));
  }

  void errorsAndMisuseAreLinesOfTheFiringOrder() {
    stream.future(1, "answer");
    stream.outcome(RecordKind::unhandled_error, 1, "InvalidStateError", "result already set");
    stream.outcome(RecordKind::never_retrieved, 1, "ValueError", "bad");
    stream.outcome(RecordKind::misuse, 1, "", "thread legacy touched the loop");
    feed();
    QCOMPARE(entry(1).kind, EntryKind::unhandledError);
    QCOMPARE(outcome(1), std::string("threw InvalidStateError: result already set"));
    QCOMPARE(loopscope::ui::objectName(entry(1)), std::string("answer"));
    QCOMPARE(entry(2).kind, EntryKind::neverRetrieved);
    QVERIFY(store.object(1)->neverRetrieved);
    QCOMPARE(outcome(3), std::string("thread legacy touched the loop"));
    QCOMPARE(store.status().errors, std::uint64_t(3));
  }

  void whatWasDoneWhenTheViewBeganIsNoLine() {
    stream.future(1, "old");
    stream.future(2, "older");
    stream.result(1, "1");
    stream.result(2, "2");
    stream.iteration(0);
    feed();
    QCOMPARE(store.nextFiring(), std::uint64_t(1));
  }

  void aSlowCallIsALineAndMarksItsCall() {
    stream.callBegin(1, CallKind::call, 0, 0, "crunch");
    stream.outcome(RecordKind::misuse, 0, "", "something");
    stream.callEnd(1);
    const TextId what = stream.text("crunch");
    Record& slow = stream.write(RecordKind::slow_callback);
    slow.ticket = 1;
    slow.value = 150'000'000;
    slow.text = what;
    feed();
    QVERIFY(entry(1).slow && !entry(2).slow);
    QCOMPARE(entry(3).kind, EntryKind::slowCallback);
    QCOMPARE(entry(3).scheduledBy, std::uint64_t(1));
    QCOMPARE(explainFiring(store, entry(3)), std::string("Noticed during entry 1 (crunch)."));
  }

  void aResultSetByHandIsALine() {
    stream.future(1, "answer");
    stream.iteration(0);
    stream.result(1, "42");
    stream.answer(9, 1, OutcomeKind::done);
    feed();
    QCOMPARE(entry(1).kind, EntryKind::settled);
    QVERIFY(entry(1).byHand);
    QCOMPARE(outcome(1), std::string("finished: 42"));
    QCOMPARE(store.changes().outcomes.at(0).number, std::uint64_t(9));
    QCOMPARE(store.nextFiring(), std::uint64_t(2));
  }

  void aCancellationByHandIsOneLine() {
    stream.future(1, "answer");
    stream.iteration(0);
    stream.write(RecordKind::cancel_requested, 1).value = 1;
    stream.cancelled(1, "stop");
    stream.answer(9, 1, OutcomeKind::done);
    feed();
    QCOMPARE(store.nextFiring(), std::uint64_t(2));
    QVERIFY(entry(1).byHand);
    QCOMPARE(outcome(1), std::string("cancelled: stop"));
  }

  void aRefusedCommandIsALineWithItsReason() {
    stream.future(1, "answer");
    stream.answer(9, 1, OutcomeKind::refused, "already done");
    feed();
    QCOMPARE(outcome(1), std::string("refused: already done"));
    QCOMPARE(loopscope::ui::objectName(entry(1)), std::string("answer"));
  }

  void whatACallSettlesIsToldOfTheCall() {
    stream.future(1, "answer");
    stream.callBegin(1, CallKind::call, 0, 0, "set_result");
    stream.result(1, "42");
    stream.callEnd(1);
    feed();
    QCOMPARE(store.nextFiring(), std::uint64_t(2));
    QCOMPARE(entry(1).settledObject, ObjectId(1));
    QCOMPARE(entry(1).settledText.string(), std::string("42"));
    QCOMPARE(outcome(1), std::string("answer = 42"));
    const auto settle = [this](Ticket ticket, auto&& how) {
      stream.future(ticket, "f");
      stream.callBegin(ticket, CallKind::call, 0, 0, "c");
      how(ticket);
      stream.callEnd(ticket);
      feed();
      return outcome(ticket);
    };
    QCOMPARE(settle(2, [this](ObjectId id) { stream.error(id, "ValueError", "bad"); }),
             std::string("f failed: ValueError"));
    QCOMPARE(settle(3, [this](ObjectId id) { stream.cancelled(id); }), std::string("f cancelled"));
    QCOMPARE(settle(4, [this](ObjectId id) { stream.result(id, ""); }), std::string("f is done"));
  }

  void adjacentGapsAreOneLine() {
    stream.future(1, "answer");
    stream.write(RecordKind::gap).value = 10;
    stream.write(RecordKind::gap).value = 5;
    stream.iteration(0);
    stream.write(RecordKind::gap).value = 1;
    feed();
    QCOMPARE(store.nextFiring(), std::uint64_t(2));
    QCOMPARE(outcome(1), std::string("16 records were dropped here"));
    QCOMPARE(store.status().dropped, std::uint64_t(16));
  }

  void whatASnapshotDoesNotNameHasGone() {
    stream.future(1, "gone");
    stream.future(2, "alive");
    feed();
    stream.write(RecordKind::gap).value = 10;
    stream.write(RecordKind::snapshot).value = 0;
    stream.future(2, "alive");
    stream.write(RecordKind::snapshot).value = 1;
    feed();
    QVERIFY(!store.object(1));
    QVERIFY(store.object(2));
    QVERIFY(!store.uncertain(*store.object(2)));
    QCOMPARE(store.status().pending, std::size_t(1));
  }

  void firingEntriesAreKeptUpToTheLimit() {
    store.setFiringLimit(5);
    for (Ticket t = 1; t <= 12; ++t) {
      stream.callBegin(t, CallKind::call, 0, 0, "c");
      stream.callEnd(t);
    }
    feed();
    QCOMPARE(store.firstFiring(), std::uint64_t(8));
    QCOMPARE(store.nextFiring(), std::uint64_t(13));
    QCOMPARE(entry(8).ticket, Ticket(8));
    QCOMPARE(entry(12).ticket, Ticket(12));
    QVERIFY(!store.firing(7) && !store.firing(13));
    QCOMPARE(store.status().evictedFirings, std::uint64_t(7));
    store.setFiringLimit(3);
    QCOMPARE(store.firstFiring(), std::uint64_t(10));
    QCOMPARE(entry(11).ticket, Ticket(11));
    store.setFiringLimit(100);
    QCOMPARE(entry(12).ticket, Ticket(12));
  }

  void newAndChangedFiringEntriesAreTold() {
    stream.callBegin(1, CallKind::call);
    feed();
    QCOMPARE(store.changes().firstNewFiring, std::uint64_t(1));
    stream.callEnd(1);
    stream.callBegin(2, CallKind::call);
    feed();
    QCOMPARE(store.changes().firstChangedFiring, std::uint64_t(1));
    QCOMPARE(store.changes().firstNewFiring, std::uint64_t(2));
  }
};

QTEST_MAIN(StoreFiringTest)
#include "store_firing_test.moc"
