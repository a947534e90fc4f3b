// SPDX-License-Identifier: MIT
#include <QTest>

#include <loopscope/ui/store/store.h>
#include <loopscope/ui/store/words.h>
#include <tests/ui/record_stream.h>

using namespace loopscope::ui;
using namespace loopscope::ui::test;

class StoreTest : public QObject {
  Q_OBJECT

  Store store;
  RecordStream stream;

  void feed() { store.feed(stream.take()); }
  const FiringEntry& entry(std::uint64_t number) { return *store.firing(number); }
  std::string outcome(std::uint64_t number) { return outcomeText(entry(number)); }

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

  void aPrimitiveIsPresentUntilItIsGoneAndNeverPending() {
    stream.created(7, ObjectKind::primitive, "file", "Lock");
    stream.changed(7, "free");
    feed();
    const ObjectRow& lock = *store.object(7);
    QCOMPARE(lock.state, ObjectState::present);
    QCOMPARE(std::string(kindWord(lock)), std::string("Lock"));
    QCOMPARE(valueText(store, lock), std::string("free"));
    stream.changed(7, "locked, 2 wait");
    feed();
    QCOMPARE(valueText(store, lock), std::string("locked, 2 wait"));
    QCOMPARE(store.status().pending, std::size_t(0));
    QCOMPARE(store.status().done, std::size_t(0));
    stream.destroyed(7);
    feed();
    QCOMPARE(lock.state, ObjectState::gone);
    QCOMPARE(valueText(store, lock), std::string());
    QCOMPARE(store.status().done, std::size_t(1));
    QCOMPARE(store.status().finishedTotal, std::uint64_t(0));
  }

  void aPrimitiveFromBeforeTheViewIsKnownByItsChange() {
    stream.changed(7, "set");
    feed();
    QCOMPARE(store.object(7)->kind, ObjectKind::primitive);
    QCOMPARE(valueText(store, *store.object(7)), std::string("set"));
    stream.destroyed(7);
    feed();
    QVERIFY(!store.object(7));
    QCOMPARE(store.status().pending, std::size_t(0));
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
};

QTEST_MAIN(StoreTest)
#include "store_test.moc"
