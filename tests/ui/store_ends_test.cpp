// SPDX-License-Identifier: MIT
#include <QTest>

#include <loopscope/ui/store/store.h>
#include <loopscope/ui/store/words.h>
#include <tests/ui/record_stream.h>

using namespace loopscope::ui;
using namespace loopscope::ui::test;

/// Where the end of a call stands in the firing order.
class StoreEndsTest : public QObject {
  Q_OBJECT

  Store store;
  RecordStream stream;

  void feed() { store.feed(stream.take()); }
  void print(const std::string& line) {
    const TextId text = stream.text(line);
    stream.write(RecordKind::printed).text2 = text;
  }
  std::vector<std::string> lines() {
    std::vector<std::string> all;
    for (std::uint64_t n = store.firstFiring(); n < store.nextFiring(); ++n) {
      const FiringEntry& entry = *store.firing(n);
      all.push_back(entry.what.string() + " | " + outcomeText(entry));
    }
    return all;
  }
  using Lines = std::vector<std::string>;

 private slots:
  void init() {
    std::destroy_at(&store);
    std::construct_at(&store);
    stream = RecordStream();
    stream.task(1, "fetch");
    stream.future(2, "answer");
  }

  void theEndOfAStepStandsBelowWhatItPrinted() {
    stream.stepBegin(1, 1);
    print("one");
    print("two");
    stream.awaiting(1, 2);
    stream.stepEnd(1, 1, CallOutcome::waiting, 700);
    feed();
    QCOMPARE(lines(), (Lines{"step | ends in entry 4", "prints | one", "prints | two",
                             "end of step | waiting for answer"}));
    const FiringEntry& end = *store.firing(4);
    QCOMPARE(end.duration, 700);
    QCOMPARE(end.object, ObjectId(1));
    QCOMPARE(explainFiring(store, end),
             std::string("The end of entry 1 (step of fetch), whose own line stands above what was "
                         "told during it."));
  }

  void aStepThatPrintsNothingIsOneLine() {
    stream.stepBegin(1, 1);
    stream.result(1, "42");
    stream.stepEnd(1, 1, CallOutcome::finished);
    feed();
    QCOMPARE(lines(), (Lines{"step | finished: 42"}));
  }

  void whatACallSetIsToldAtItsEnd() {
    stream.callBegin(1, CallKind::call, 0, 0, "set_result");
    stream.result(2, "42");
    print("set");
    stream.callEnd(1);
    feed();
    QCOMPARE(lines(),
             (Lines{"set_result | ends in entry 3", "prints | set", "end of call | answer = 42"}));
  }

  void anErrorStandsWhereTheCallEnds() {
    stream.callBegin(1, CallKind::call, 0, 0, "boom");
    print("before");
    stream.callEnd(1, CallOutcome::raised, 10, "ValueError", "no");
    feed();
    QCOMPARE(lines().back(), std::string("end of call | threw ValueError: no"));
  }

  void aCallThatGoesOnHasNoEndYet() {
    stream.stepBegin(1, 1);
    print("one");
    feed();
    QCOMPARE(lines(), (Lines{"step | running", "prints | one"}));
  }
};

QTEST_MAIN(StoreEndsTest)
#include "store_ends_test.moc"
