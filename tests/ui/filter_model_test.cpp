// SPDX-License-Identifier: MIT
#include <QAbstractItemModelTester>
#include <QTest>

#include <memory>

#include <loopscope/ui/models/filter.h>
#include <loopscope/ui/models/object_filter_model.h>
#include <loopscope/ui/store/store.h>
#include <tests/ui/model_printer.h>
#include <tests/ui/record_stream.h>

using namespace loopscope::ui;
using namespace loopscope::ui::test;

class FilterModelTest : public QObject {
  Q_OBJECT

  Store store;
  RecordStream stream;
  ObjectTreeModel model;
  ObjectFilterModel filter;
  std::unique_ptr<QAbstractItemModelTester> tester;

  void apply() {
    store.feed(stream.take());
    model.apply(store);
  }
  QStringList shown(const char* text) {
    const QString error = filter.setFilterText(text);
    return error.isEmpty() ? printTree(filter) : QStringList{error};
  }
  static QString error(const char* text) {
    QString error;
    const bool bad = !Filter::parse(text, &error).has_value();
    return bad ? error : "fine";
  }

 private slots:
  void initTestCase() {
    filter.setSourceModel(&model);
    tester = std::make_unique<QAbstractItemModelTester>(
        &filter, QAbstractItemModelTester::FailureReportingMode::Fatal);
    stream.thread(1, "loop");
    stream.thread(2, "legacy");
    stream.future(1, "answer");
    stream.task(2, "fetch");
    stream.awaiting(2, 1);
    stream.created(3, ObjectKind::future, "two words", "std::string");
    stream.result(3, "Größe");
    stream.task(4, "parse");
    stream.error(4, "ValueError", "bad input");
    stream.threadNumber = 2;
    stream.task(5, "slow");
    stream.cancelled(5, "enough");
    stream.threadNumber = 1;
    stream.task(6);
    stream.scheduled(1, CallKind::step, 6);
    stream.now = 4'000'000'000;
    stream.future(7, "young");
    stream.destroyed(7);
    stream.now = 10'000'000'000;
    stream.iteration(1);
    apply();
  }

  void anEmptyFilterShowsAll() {
    QCOMPARE(shown("  ").size(), 7);
    QCOMPARE(filter.matchCount(), 7);
  }

  void plainWordsLookAtNameTypeAndValue() {
    QCOMPARE(shown("PARSE"), QStringList{"parse"});
    QCOMPARE(shown("std::string"), QStringList{"two words"});
    QCOMPARE(shown("valueerror"), QStringList{"parse"});
    QCOMPARE(shown("enough"), QStringList{"slow"});
    QCOMPARE(shown("GRÖSSE"), QStringList{});
    QCOMPARE(shown("GRÖßE"), QStringList{"two words"});
    QCOMPARE(shown("#6"), QStringList{"task #6"});
  }

  void quotesKeepSpacesTogether() {
    QCOMPARE(shown("\"two words\""), QStringList{"two words"});
    QCOMPARE(shown("name:\"two words\""), QStringList{"two words"});
    QCOMPARE(shown("\"ValueError: bad\""), QStringList{"parse"});
    QCOMPARE(shown("\"state:done\""), QStringList{});
  }

  void aRowStandsBelowTheRowsThatAwaitIt() {
    QCOMPARE(shown("name:answer"), (QStringList{"fetch", " answer"}));
    QCOMPARE(filter.matchCount(), 1);
    QCOMPARE(shown("name:fetch"), QStringList{"fetch"});
    QVERIFY(!filter.indexOf(1).isValid());
    QCOMPARE(filter.objectId(filter.indexOf(2)), ObjectId(2));
  }

  void statesAreWordsOrGroups() {
    QCOMPARE(shown("state:pending"), (QStringList{"fetch", " answer", "task #6"}));
    QCOMPARE(shown("state:waiting"), QStringList{"fetch"});
    QCOMPARE(shown("state:scheduled"), QStringList{"task #6"});
    QCOMPARE(shown("state:done"), (QStringList{"two words", "parse", "slow", "young"}));
    QCOMPARE(shown("state:result"), QStringList{"two words"});
    QCOMPARE(shown("State:ERROR"), QStringList{"parse"});
    QCOMPARE(shown("state:cancelled"), QStringList{"slow"});
    QCOMPARE(shown("state:destroyed"), QStringList{"young"});
  }

  void allWordsMustHold() {
    QCOMPARE(shown("kind:task state:done"), (QStringList{"parse", "slow"}));
    QCOMPARE(shown("kind:task -state:done"), (QStringList{"fetch", "task #6"}));
    QCOMPARE(shown("kind:future -name:answer -young"), QStringList{"two words"});
    QCOMPARE(shown("thread:LEGACY"), QStringList{"slow"});
  }

  void agesAreComparedInUnits() {
    QCOMPARE(shown("age>9s"), (QStringList{"fetch", " answer", "task #6"}));
    QCOMPARE(shown("age<200ms"), (QStringList{"two words", "parse", "slow", "young"}));
    QCOMPARE(shown("age>0.1min kind:future"), (QStringList{"fetch", " answer"}));
    stream.future(8, "fresh");
    apply();
    QCOMPARE(shown("age<1s name:fresh"), QStringList{"fresh"});
    store.setNow(11'500'000'000);
    filter.refreshAges();
    QCOMPARE(printTree(filter), QStringList{});
  }

  void rowsFollowTheirChanges() {
    QCOMPARE(shown("state:waiting kind:task"), QStringList{"fetch"});
    stream.task(20, "waiter");
    stream.future(21, "thing");
    apply();
    QCOMPARE(printTree(filter), QStringList{"fetch"});
    stream.awaiting(20, 21);
    apply();
    QCOMPARE(printTree(filter), (QStringList{"fetch", "waiter"}));
    QCOMPARE(shown("name:renamed"), QStringList{});
    stream.named(21, "renamed");
    apply();
    QCOMPARE(printTree(filter), (QStringList{"waiter", " renamed"}));
    stream.resumed(20, 21);
    apply();
    QCOMPARE(printTree(filter), QStringList{"renamed"});
  }

  void primitivesAreAKindOfTheirOwnAndNeverPending() {
    stream.created(30, ObjectKind::primitive, "file", "Lock");
    stream.changed(30, "locked, 2 wait");
    stream.created(31, ObjectKind::primitive, "jobs", "Queue");
    stream.destroyed(31);
    apply();
    QCOMPARE(shown("kind:primitive"), (QStringList{"file", "jobs"}));
    QCOMPARE(shown("lock"), QStringList{"file"});
    QCOMPARE(shown("locked"), QStringList{"file"});
    QCOMPARE(shown("state:present"), QStringList{"file"});
    QCOMPARE(shown("state:gone"), QStringList{"jobs"});
    QCOMPARE(shown("kind:primitive state:done"), QStringList{"jobs"});
    QCOMPARE(shown("kind:primitive state:pending"), QStringList{});
  }

  void anErrorSaysWhatWhereAndWhatIsRight() {
    QCOMPARE(
        error("state:odd"),
        QString("At character 1: there is no state “odd”; the states are pending, waiting, "
                "scheduled, running, present, done, result, error, cancelled, destroyed, gone."));
    QCOMPARE(error("a kind:thing"),
             QString("At character 3: there is no kind “thing”; it is future, task or primitive."));
    QCOMPARE(
        error("foo:bar"),
        QString("At character 1: there is no key “foo”; the keys are state, kind, name, thread "
                "and age. To look for this text, put it in quotes."));
    QCOMPARE(error("state:"),
             QString("At character 1: “state:” needs a value right after the colon."));
    QCOMPARE(error("x \"abc"),
             QString("At character 3: this quote is never closed; write a second \" after it."));
    QCOMPARE(error("\"\""), QString("At character 1: there is nothing between the quotes."));
    QCOMPARE(error("-"),
             QString("At character 1: a minus needs a word after it, as in -state:done."));
    QCOMPARE(error("age>5"),
             QString("At character 1: “5” has no unit; write for example 5s or 5ms."));
    QCOMPARE(
        error("age>5y"),
        QString("At character 1: “5y” is no age; write a number and ns, us, ms, s, min or h, as "
                "in 5s or 200ms."));
    QCOMPARE(error("age>"),
             QString("At character 1: “” is no age; write a number and ns, us, ms, s, "
                     "min or h, as in 5s or 200ms."));
    QCOMPARE(error("age:5s"),
             QString("At character 1: an age is compared: write age>5s or age<200ms."));
    for (const char* good :
         {"main.cpp:20", "std::vector", "a-b", "12:30", "-\"x y\"", "age", "µ"}) {
      QCOMPARE(error(good), QString("fine"));
    }
  }

  void whatCannotBeReadLeavesNoFilterInForce() {
    QCOMPARE(shown("name:slow"), QStringList{"slow"});
    QVERIFY(!filter.setFilterText("state:").isEmpty());
    QVERIFY(printTree(filter).size() > 1);
  }

  void columnsSortByWhatTheyMean() {
    filter.setFilterText("kind:task state:done");
    filter.sort(ObjectTreeModel::NameColumn, Qt::DescendingOrder);
    QCOMPARE(printTree(filter), (QStringList{"slow", "parse"}));
    filter.sort(ObjectTreeModel::StateColumn, Qt::AscendingOrder);
    QCOMPARE(printTree(filter), (QStringList{"parse", "slow"}));
    filter.sort(-1);
  }
};

QTEST_MAIN(FilterModelTest)
#include "filter_model_test.moc"
