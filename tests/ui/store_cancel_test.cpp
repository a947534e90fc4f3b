// SPDX-License-Identifier: MIT
#include <QTest>

#include <loopscope/ui/store/store.h>
#include <loopscope/ui/store/words.h>
#include <tests/ui/record_stream.h>

using namespace loopscope::ui;
using namespace loopscope::ui::test;

class StoreCancelTest : public QObject {
  Q_OBJECT

  Store store;
  RecordStream stream;

  void feed() { store.feed(stream.take()); }
  std::string what(std::uint64_t number) { return store.firing(number)->what.string(); }
  std::string outcome(std::uint64_t number) { return outcomeText(*store.firing(number)); }
  void request(ObjectId object, CancelOrigin origin, ObjectId by, const std::string& message = {}) {
    const TextId text = stream.text(message);
    Record& record = stream.write(RecordKind::cancel_requested, object, by);
    record.detail = static_cast<std::uint16_t>(origin);
    record.text2 = text;
    record.value = 1;
  }

 private slots:
  void init() {
    std::destroy_at(&store);
    std::construct_at(&store);
    stream = RecordStream();
    stream.task(1, "killer");
    stream.task(2, "victim");
    stream.future(3, "gate");
  }

  void aRequestOfTheProgramHasItsLineWithCountAndMessage() {
    stream.stepBegin(1, 1);
    request(2, CancelOrigin::asked, 1, "too late");
    request(2, CancelOrigin::asked, 1, "really");
    stream.stepEnd(1, 1, CallOutcome::finished);
    feed();
    QCOMPARE(what(2), std::string("cancel requested by killer"));
    QCOMPARE(loopscope::ui::objectName(*store.firing(2)), std::string("victim"));
    QCOMPARE(outcome(2), std::string("taken: “too late”"));
    QCOMPARE(outcome(3), std::string("taken, request 2: “really”"));
    QVERIFY(!store.firing(2)->byHand);
  }

  void aRequestThatIsPassedOnNamesWhatPassedIt() {
    stream.stepBegin(1, 1);
    request(2, CancelOrigin::asked, 1);
    request(3, CancelOrigin::passed_on, 2);
    stream.cancelled(3);
    stream.stepEnd(1, 1, CallOutcome::finished);
    feed();
    QCOMPARE(what(3), std::string("cancel passed on by victim"));
    QCOMPARE(outcome(3), std::string("cancelled"));
    QVERIFY(store.object(3)->cancelRequests.at(0).passedOn);
  }

  void onlyWhatAPersonDidIsByHand() {
    request(2, CancelOrigin::asked, 0);
    request(3, CancelOrigin::passed_on, 2);
    stream.cancelled(3);
    stream.answer(9, 2, OutcomeKind::done);
    feed();
    QCOMPARE(what(1), std::string("cancel requested by hand"));
    QVERIFY(store.firing(1)->byHand);
    QVERIFY(store.object(2)->cancelRequests.at(0).byHand);
    QCOMPARE(what(2), std::string("cancel passed on by victim"));
    QVERIFY(!store.firing(2)->byHand);
    QVERIFY(!store.object(3)->cancelRequests.at(0).byHand);
  }

  void aTaskThatIsBeingCancelledSaysSoUntilItTakesTheRequestBack() {
    stream.stepBegin(1, 2);
    stream.awaiting(2, 3);
    stream.stepEnd(1, 2, CallOutcome::waiting);
    feed();
    QCOMPARE(stateText(*store.object(2)), std::string("waiting"));
    request(2, CancelOrigin::asked, 0);
    feed();
    QCOMPARE(stateText(*store.object(2)), std::string("waiting, cancelling"));
    stream.write(RecordKind::cancel_withdrawn, 2);
    feed();
    QCOMPARE(stateText(*store.object(2)), std::string("waiting"));
    request(2, CancelOrigin::asked, 0);
    stream.cancelled(2, "enough");
    feed();
    QCOMPARE(stateText(*store.object(2)), std::string("cancelled"));
  }
};

QTEST_MAIN(StoreCancelTest)
#include "store_cancel_test.moc"
