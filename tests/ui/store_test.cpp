// SPDX-License-Identifier: MIT
#include <QTest>

#include <tests/ui/record_stream.h>
#include <ui/store/store.h>
#include <ui/store/words.h>

using namespace loopscope::ui;
using namespace loopscope::ui::test;

class StoreTest : public QObject {
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

  void aCreatedObjectHasItsNameTypeSiteAndTime() {
    stream.now = 5;
    stream.future(7, "answer");
    feed();
    const ObjectRow* row = store.object(7);
    QVERIFY(row);
    QCOMPARE(displayName(*row), std::string("answer"));
    QCOMPARE(row->typeName.string(), std::string("int"));
    QCOMPARE(row->site.string(), std::string("main.cpp:20"));
    QCOMPARE(row->created, 5);
    QCOMPARE(row->state, ObjectState::pending);
    QCOMPARE(store.status().pending, std::size_t(1));
  }

  void anObjectWithoutANameIsCalledByKindAndNumber() {
    stream.future(12);
    stream.task(3);
    feed();
    QCOMPARE(displayName(*store.object(12)), std::string("future #12"));
    QCOMPARE(displayName(*store.object(3)), std::string("task #3"));
  }

  void anObjectThatWasThereBeforeTheViewGetsAPlaceholder() {
    stream.future(100, "new");
    stream.awaiting(4, 5);
    feed();
    QCOMPARE(displayName(*store.object(5)), std::string("#5 (created before the view began)"));
    QVERIFY(store.object(4)->kind == ObjectKind::task);
    QCOMPARE(store.object(4)->awaited, ObjectId(5));
    stream.destroyed(5);  // for all one knows it was done: no complaint
    feed();
    QVERIFY(!store.object(5));
    QCOMPARE(store.object(4)->awaited, ObjectId(0));
  }

  void textsMayBeEmptyLongOrSpanSlots() {
    for (const std::size_t size : {1U, 79U, 80U, 81U, 160U, 1000U}) {
      stream.future(size, std::string(size, 'x'));
    }
    stream.writeText(99, "");
    stream.write(RecordKind::named, 1).text = 99;
    feed();
    for (const std::size_t size : {79U, 80U, 81U, 160U, 1000U}) {
      QCOMPARE(store.object(size)->name.view().size(), size);
    }
    QVERIFY(store.object(1)->name.empty());
  }

  void aTextThatIsCutShortAndATextThatIsUnknownDoNoHarm() {
    stream.writeText(9, std::string(200, 'x'));
    std::vector<Record> records = stream.take();
    records.pop_back();
    store.feed(records);
    stream.future(1);
    stream.write(RecordKind::named, 1).text = 9;
    stream.future(2);
    stream.write(RecordKind::named, 2).text = 77;
    feed();
    QCOMPARE(store.object(1)->name.view().size(), std::size_t(160));
    QCOMPARE(store.object(2)->name.string(), std::string("(text lost)"));
  }

  void aTaskGoesThroughItsStates() {
    stream.task(1, "fetch");
    stream.future(2, "answer");
    feed();
    QCOMPARE(store.object(1)->state, ObjectState::pending);
    stream.scheduled(1, CallKind::step, 1);
    feed();
    QCOMPARE(store.object(1)->state, ObjectState::scheduled);
    stream.stepBegin(1, 1);
    feed();
    QCOMPARE(store.object(1)->state, ObjectState::running);
    stream.awaiting(1, 2);
    stream.stepEnd(1, 1, CallOutcome::waiting);
    feed();
    QCOMPARE(store.object(1)->state, ObjectState::waiting);
    QCOMPARE(store.object(1)->awaited, ObjectId(2));
    QCOMPARE(store.waiters(*store.object(2)), std::vector<ObjectId>{1});
    QCOMPARE(valueText(store, *store.object(1)), std::string("→ answer"));
    stream.result(2, "42");
    stream.scheduled(2, CallKind::step, 1);
    stream.stepBegin(2, 1);
    stream.resumed(1, 2);
    stream.result(1, "'done'");
    stream.stepEnd(2, 1, CallOutcome::finished);
    feed();
    QCOMPARE(store.object(1)->state, ObjectState::result);
    QCOMPARE(store.object(1)->value.string(), std::string("'done'"));
    QCOMPARE(store.object(2)->waiterCount, std::size_t(0));
    QCOMPARE(store.status().done, std::size_t(2));
  }

  void anUnscheduledStepMakesItsTaskWaitAgain() {
    stream.task(1);
    stream.scheduled(1, CallKind::step, 1);
    stream.unscheduled(1);
    feed();
    QCOMPARE(store.object(1)->state, ObjectState::pending);
    QCOMPARE(store.dueCount(), std::size_t(0));
  }

  void outcomesShowAsValueErrorOrMessage() {
    stream.future(1);
    stream.result(1, "42");
    stream.future(2);
    stream.error(2, "ValueError", "bad");
    stream.future(3);
    stream.cancelled(3, "too late");
    feed();
    QCOMPARE(valueText(store, *store.object(1)), std::string("42"));
    QCOMPARE(valueText(store, *store.object(2)), std::string("ValueError: bad"));
    QCOMPARE(valueText(store, *store.object(3)), std::string("too late"));
  }

  void anOutcomeIsReachedOnce() {
    stream.future(1);
    stream.result(1, "1");
    stream.error(1, "ValueError", "late");
    feed();
    QCOMPARE(store.object(1)->state, ObjectState::result);
    QCOMPARE(store.status().done, std::size_t(1));
  }

  void aPendingObjectThatDiesStaysAsDestroyedWhilePending() {
    stream.future(1);
    stream.destroyed(1);
    stream.task(2);
    stream.write(RecordKind::destroyed_pending, 2);
    stream.destroyed(2);
    feed();
    QCOMPARE(stateWord(store.object(1)->state), std::string_view("destroyed while pending"));
    QVERIFY(store.object(2)->handleGone);
    QCOMPARE(store.status().done, std::size_t(2));
    QCOMPARE(entry(1).kind, EntryKind::destroyedPending);
  }

  void callbacksAreListedInOrderWithWhatBecameOfThem() {
    stream.future(1);
    for (std::uint64_t n = 1; n <= 3; ++n) stream.callbackAdded(1, n, "cb" + std::to_string(n));
    stream.write(RecordKind::callback_removed, 1, 2);
    stream.result(1, "0");
    stream.scheduled(5, CallKind::done_callback, 1, 1, "cb1");
    stream.callBegin(5, CallKind::done_callback, 1, 1, "cb1");
    stream.callEnd(5);
    feed();
    const std::vector<CallbackRow>& callbacks = store.object(1)->callbacks;
    QCOMPARE(callbacks.size(), std::size_t(3));
    QCOMPARE(callbacks[0].text.string(), std::string("cb1"));
    QVERIFY(store.firing(callbacks[0].firedBy)->kind == EntryKind::doneCallback);
    QVERIFY(callbacks[1].removed && callbacks[1].firedBy == 0);
    QVERIFY(!callbacks[2].removed && callbacks[2].firedBy == 0);
  }

  void aTaskWithoutANameIsCalledByItsNumber() {
    stream.task(8);
    std::vector<Record> records = stream.take();
    for (Record& record : records) {
      if (record.kind == RecordKind::created) record.value = 3;
    }
    store.feed(records);
    QCOMPARE(displayName(*store.object(8)), std::string("Task-3"));
  }

  void anObjectThatIsToldAgainStaysAsItIs() {
    stream.now = 5;
    stream.future(1, "a");
    stream.result(1, "1");
    stream.now = 9;
    stream.future(1, "a");
    stream.result(1, "1");
    feed();
    QCOMPARE(store.object(1)->created, 5);
    QCOMPARE(store.status().done, std::size_t(1));
  }

  void callbacksThatAreOverAreForgottenBeyondALimit() {
    stream.future(1);
    for (std::uint64_t n = 1; n <= 5000; ++n) {
      stream.callbackAdded(1, n, "cb");
      stream.write(RecordKind::callback_removed, 1, n);
    }
    stream.callbackAdded(1, 5001, "last");
    feed();
    const ObjectRow& row = *store.object(1);
    QVERIFY(row.callbacks.size() <= 1100);
    QCOMPARE(row.callbacks.size() + row.callbacksForgotten, std::size_t(5001));
    QCOMPARE(row.callbacks.back().number, std::uint64_t(5001));
  }

  void cancelRequestsNameWhoAsked() {
    stream.task(1, "boss");
    stream.task(2, "worker");
    Record& record = stream.write(RecordKind::cancel_requested, 2, 1);
    record.value = 1;
    feed();
    const CancelRequest& request = store.object(2)->cancelRequests.at(0);
    QCOMPARE(request.byName.string(), std::string("boss"));
    QVERIFY(request.taken);
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
    QCOMPARE(outcome(2), std::string("raised ValueError: no"));
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
        std::string("Call 1 of 1 in iteration 2. It was scheduled in iteration 1, during #1 "
                    "(first). An iteration runs only what was ready at its start, so it had to "
                    "wait for this one."));
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

  void aGapIsALineAndLeavesNothingRunning() {
    stream.task(1);
    stream.scheduled(1, CallKind::step, 1);
    stream.stepBegin(1, 1);
    stream.write(RecordKind::gap).value = 12'345;
    feed();
    QCOMPARE(outcome(1), std::string("unknown: records were dropped"));
    QCOMPARE(outcome(2), std::string("12,345 records were dropped here"));
    QVERIFY(store.object(1)->state != ObjectState::running);
    QVERIFY(store.uncertain(*store.object(1)));
    QVERIFY(store.status().uncertain);
  }

  void aHoleInTheSequenceIsAGapToo() {
    stream.future(1);
    stream.skipSequence(3);
    stream.future(2);
    feed();
    QCOMPARE(store.status().gaps, std::uint64_t(1));
    QCOMPARE(store.status().dropped, std::uint64_t(3));
  }

  void aGapRecordExplainsTheHoleBeforeIt() {
    stream.future(1);
    stream.skipSequence(3);
    stream.write(RecordKind::gap).value = 3;
    stream.future(2);
    feed();
    QCOMPARE(store.status().gaps, std::uint64_t(1));
    QCOMPARE(store.status().dropped, std::uint64_t(3));
  }

  void errorsAndMisuseAreLinesOfTheFiringOrder() {
    stream.future(1, "answer");
    stream.outcome(RecordKind::unhandled_error, 1, "InvalidStateError", "result already set");
    stream.outcome(RecordKind::never_retrieved, 1, "ValueError", "bad");
    stream.outcome(RecordKind::misuse, 1, "", "thread legacy touched the loop");
    feed();
    QCOMPARE(entry(1).kind, EntryKind::unhandledError);
    QCOMPARE(outcome(1), std::string("raised InvalidStateError: result already set"));
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
    QCOMPARE(explainFiring(store, entry(3)), std::string("Noticed during #1 (crunch)."));
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
  }

  void finishedObjectsAreKeptUpToTheRetention() {
    store.setRetention(10);
    for (ObjectId id = 1; id <= 100; ++id) {
      stream.future(id);
      if (id != 50) stream.result(id, "1");
    }
    feed();
    QCOMPARE(store.objectCount(), std::size_t(11));
    QVERIFY(store.object(50));
    QVERIFY(!store.object(90) && store.object(91));
    QCOMPARE(store.status().evictedObjects, std::uint64_t(89));
    QCOMPARE(store.changes().added.size(), std::size_t(11));  // the others were never there
    QVERIFY(store.changes().removed.empty());
    store.setRetention(3);
    QCOMPARE(store.objectCount(), std::size_t(4));
    QCOMPARE(store.changes().removed.size(), std::size_t(7));
  }

  void lateRecordsDoNotRaiseTheEvicted() {
    store.setRetention(0);
    stream.future(1);
    stream.result(1, "1");
    feed();
    stream.callbackAdded(1, 1, "late");
    stream.callBegin(7, CallKind::done_callback, 1, 1, "late");
    stream.callEnd(7);
    stream.destroyed(1);
    stream.resumed(5, 1);
    feed();
    QCOMPARE(store.objectCount(), std::size_t(0));
    QVERIFY(store.changes().added.empty());
  }

  void clearingDropsFinishedObjectsThatNobodyAwaits() {
    stream.future(1);
    stream.task(2);
    stream.awaiting(2, 1);
    stream.result(1, "1");
    stream.future(3);
    stream.result(3, "1");
    stream.future(4);
    feed();
    QCOMPARE(store.changes().added.size(), std::size_t(4));
    store.clearFinished();
    QVERIFY(store.object(1) && store.object(2) && store.object(4));
    QVERIFY(!store.object(3));
    QCOMPARE(store.changes().removed, std::vector<ObjectId>{3});
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

  void aChangeSetNamesEachObjectOnce() {
    stream.future(1);
    stream.named(1, "a");
    feed();
    QCOMPARE(store.changes().added, std::vector<ObjectId>{1});
    QVERIFY(store.changes().changed.empty());
    stream.named(1, "b");
    stream.callbackAdded(1, 1, "cb");
    feed();
    QVERIFY(store.changes().added.empty());
    QCOMPARE(store.changes().changed, std::vector<ObjectId>{1});
  }

  void changesPileUpUntilSomebodyLooks() {
    stream.future(1);
    feed();
    stream.future(2);
    feed();
    QCOMPARE(store.changes().added, (std::vector<ObjectId>{1, 2}));
    const std::uint64_t revision = store.changes().revision;
    stream.future(3);
    feed();
    QCOMPARE(store.changes().added, std::vector<ObjectId>{3});
    QCOMPARE(store.changes().revision, revision + 1);
  }

  void anObjectThatGoesAndComesBackHasChanged() {
    stream.callbackAdded(5, 1, "cb");
    feed();
    QCOMPARE(store.changes().added, std::vector<ObjectId>{5});
    stream.destroyed(5);
    stream.callbackAdded(5, 2, "cb");
    feed();
    const ChangeSet& changes = store.changes();
    QVERIFY(changes.added.empty() && changes.removed.empty());
    QCOMPARE(changes.changed, std::vector<ObjectId>{5});
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

  void theStatusFollowsTheLoop() {
    stream.loop("main");
    stream.write(RecordKind::paused);
    feed();
    QVERIFY(store.status().paused);
    QCOMPARE(store.status().loopName.string(), std::string("main"));
    stream.write(RecordKind::running).value = 500;
    feed();
    QVERIFY(!store.status().paused);
    QCOMPARE(store.status().speed, std::uint64_t(500));
  }

  void ordersOfObjectsAreCreationAndSurfacing() {
    stream.future(1);
    stream.task(2);
    stream.future(3);
    stream.awaiting(2, 1);
    stream.resumed(2, 1);
    feed();
    std::vector<ObjectId> ids;
    for (auto* row = store.firstObject(); row; row = Store::nextObject(*row))
      ids.push_back(row->id);
    QCOMPARE(ids, (std::vector<ObjectId>{1, 2, 3}));
    QVERIFY(store.object(1)->rootOrder > store.object(3)->rootOrder);
  }

  void threadsWithoutANameHaveANumber() {
    stream.thread(4, "worker");
    feed();
    QCOMPARE(store.threadName(4), std::string("worker"));
    QCOMPARE(store.threadName(5), std::string("thread 5"));
    QCOMPARE(store.threadName(0), std::string());
  }

  void aHundredThousandWaitersOfOneFutureComeAndGo() {
    stream.future(1);
    for (ObjectId id = 2; id <= 100'001; ++id) {
      stream.task(id);
      stream.awaiting(id, 1);
    }
    feed();
    QCOMPARE(store.object(1)->waiterCount, std::size_t(100'000));
    QCOMPARE(store.waiters(*store.object(1), 3), (std::vector<ObjectId>{2, 3, 4}));
    for (ObjectId id = 2; id <= 100'001; ++id) stream.resumed(id, 1);
    feed();
    QCOMPARE(store.object(1)->waiterCount, std::size_t(0));
  }

  void durationsReadWell() {
    QCOMPARE(durationText(-1), std::string());
    QCOMPARE(durationText(0), std::string("0 ns"));
    QCOMPARE(durationText(999), std::string("999 ns"));
    QCOMPARE(durationText(200'000), std::string("200 µs"));
    QCOMPARE(durationText(3'100'000'000), std::string("3.10 s"));
    QCOMPARE(durationText(125'000'000'000), std::string("2 min 5 s"));
    QCOMPARE(grouped(1'234'567), std::string("1,234,567"));
  }
};

QTEST_MAIN(StoreTest)
#include "store_test.moc"
