// SPDX-License-Identifier: MIT
#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

#include <memory>

#include <loopscope/ui/models/object_filter_model.h>
#include <loopscope/ui/store/words.h>
#include <tests/ui/tree_fixture.h>

using namespace loopscope::ui;
using namespace loopscope::ui::test;

class ObjectTreeModelTest : public QObject, private TreeFixture {
  Q_OBJECT

 private slots:
  void init() { make(); }
  void cleanup() { drop(); }

  void whatATaskAwaitsIsBelowIt() {
    stream.future(1, "answer");
    stream.task(2, "fetch");
    stream.awaiting(2, 1);
    stream.future(3, "lonely");
    apply();
    QCOMPARE(tree(), (QStringList{"fetch", " answer", "lonely"}));
  }

  void whatSeveralTasksAwaitIsBelowEach() {
    stream.future(1, "answer");
    stream.task(2, "a");
    stream.task(3, "b");
    apply();
    stream.awaiting(2, 1);
    stream.awaiting(3, 1);
    apply();
    QCOMPARE(tree(), (QStringList{"a", " answer", "b", " answer"}));
    stream.resumed(2, 1);
    apply();
    QCOMPARE(tree(), (QStringList{"a", "b", " answer"}));
    stream.resumed(3, 1);
    apply();
    QCOMPARE(tree(), (QStringList{"a", "b", "answer"}));
  }

  void theCellsTellNameKindStateAndValue() {
    stream.thread(1, "loop");
    stream.future(1, "answer");
    stream.task(2, "fetch");
    stream.awaiting(2, 1);
    stream.callbackAdded(1, 1, "cb");
    stream.task(3);
    stream.error(3, "ValueError", "two\nlines");
    stream.now = 3'000'000'000;
    stream.iteration(0);
    apply();
    const std::vector<int> all{0, 1, 2, 3, 4, 5, 6, 7, 8};
    QCOMPARE(printTree(*model, all),
             (QStringList{"fetch|Task|waiting|→ answer|3.00 s|||int|loop",
                          " answer|Future|pending||3.00 s|1|1|int|loop",
                          "task #3|Task|error|ValueError: two lines|0 ns|||int|loop"}));
    const QModelIndex fetch = model->index(0, 0);
    QCOMPARE(fetch.data(ObjectIdRole).toULongLong(), 2U);
    QCOMPARE(fetch.data(StateRole).toInt(), static_cast<int>(ObjectState::waiting));
    QCOMPARE(fetch.data(KindRole).toInt(), static_cast<int>(ObjectKind::task));
    QVERIFY(model->index(1, 0).data(Qt::ToolTipRole).toString().contains("two\nlines"));
  }

  void aRowKeepsItsIndexWhenItMovesBelowItsAwaiterAndBack() {
    stream.future(1, "answer");
    stream.task(2, "fetch");
    apply();
    const QPersistentModelIndex answer = model->indexOf(1);
    stream.awaiting(2, 1);
    apply();
    QVERIFY(answer.isValid());
    QCOMPARE(answer.parent().data().toString(), QString("fetch"));
    stream.result(1, "42");
    stream.resumed(2, 1);
    apply();
    QVERIFY(answer.isValid());
    QVERIFY(!answer.parent().isValid());
    QCOMPARE(answer.data().toString(), QString("answer"));
  }

  void aChainKeepsItsRowsWhenItsHeadMoves() {
    stream.future(1, "answer");
    for (ObjectId id = 2; id <= 4; ++id) {
      stream.task(id, "t" + std::to_string(id));
      stream.awaiting(id, id - 1);
    }
    stream.task(9, "outer");
    apply();
    QCOMPARE(tree(), (QStringList{"t4", " t3", "  t2", "   answer", "outer"}));
    const QPersistentModelIndex answer = model->indexOf(1);
    stream.awaiting(9, 4);
    apply();
    QCOMPARE(tree(), (QStringList{"outer", " t4", "  t3", "   t2", "    answer"}));
    QVERIFY(answer.isValid());
    QCOMPARE(answer.parent().parent().parent().parent().data().toString(), QString("outer"));
    stream.resumed(9, 4);
    apply();
    QCOMPARE(tree(), (QStringList{"outer", "t4", " t3", "  t2", "   answer"}));
    QVERIFY(answer.isValid());
  }

  void aSurfacingObjectGoesToTheEndWithItsIndex() {
    stream.future(1, "a");
    stream.future(2, "b");
    stream.task(3, "t");
    apply();
    const QPersistentModelIndex a = model->indexOf(1);
    stream.awaiting(3, 1);
    stream.resumed(3, 1);
    apply();
    QCOMPARE(tree(), (QStringList{"b", "t", "a"}));
    QCOMPARE(a.row(), 2);
  }

  void tasksThatAwaitEachOtherAreShownOnceAsAChain() {
    stream.task(1, "a");
    stream.task(2, "b");
    stream.awaiting(1, 2);
    stream.awaiting(2, 1);
    apply();
    QCOMPARE(tree(), (QStringList{"a", " b"}));
    stream.task(3, "c");
    stream.awaiting(3, 2);
    apply();
    QCOMPARE(tree(), (QStringList{"c", " b", "  a"}));
    stream.resumed(3, 2);
    apply();
    QCOMPARE(tree(), (QStringList{"a", " b", "c"}));
    stream.resumed(2, 1);
    apply();
    QCOMPARE(tree(), (QStringList{"c", "a", " b"}));
  }

  void aTaskThatAwaitsItselfIsARow() {
    stream.task(1, "a");
    stream.awaiting(1, 1);
    apply();
    QCOMPARE(tree(), QStringList{"a"});
  }

  void aChainBeyondTheDepthLimitGoesOnAsAList() {
    make(2);
    stream.future(1, "f1");
    for (ObjectId id = 2; id <= 6; ++id) {
      stream.task(id, "t" + std::to_string(id));
      stream.awaiting(id, id - 1);
    }
    apply();
    QCOMPARE(tree(), (QStringList{"t6", " t5", "  t4", "   t3", "   t2", "   f1"}));
    stream.resumed(3, 2);
    apply();
    QCOMPARE(tree(), (QStringList{"t6", " t5", "  t4", "   t3", "t2", " f1"}));
    stream.awaiting(3, 2);
    apply();
    QCOMPARE(tree(), (QStringList{"t6", " t5", "  t4", "   t3", "   t2", "   f1"}));
  }

  void anObjectThatNobodyHasExpandedToIsFound() {
    stream.future(1, "f1");
    for (ObjectId id = 2; id <= 200; ++id) {
      stream.task(id);
      stream.awaiting(id, id - 1);
    }
    tester.reset();  // it would expand everything
    apply();
    const QModelIndex found = model->indexOf(1);
    QCOMPARE(found.data().toString(), QString("f1"));
    int depth = 0;
    for (QModelIndex index = found; index.parent().isValid(); index = index.parent()) ++depth;
    QCOMPARE(depth, 65);
    QVERIFY(!model->indexOf(1234).isValid());
  }

  void aChainOfAHundredThousandIsNoTrouble() {
    tester.reset();
    store->setRetention(200'000);
    stream.future(1, "f1");
    for (ObjectId id = 2; id <= 100'000; ++id) {
      stream.task(id);
      stream.awaiting(id, id - 1);
    }
    apply();
    QCOMPARE(model->rowCount(), 1);
    QVERIFY(model->indexOf(1).isValid());
    ObjectFilterModel filter;
    filter.setSourceModel(model.get());
    QCOMPARE(filter.setFilterText("name:f1"), QString());
    QCOMPARE(filter.rowCount(), 1);
    for (ObjectId id = 1; id < 100'000; ++id) {  // it unwinds, ten thousand a frame
      stream.result(id, "1");
      stream.resumed(id + 1, id);
      if (id % 10'000 == 0) apply();
    }
    apply();
    QCOMPARE(filter.rowCount(), 1);
    QCOMPARE(model->rowCount(), static_cast<int>(store->objectCount()));
  }

  void onlyAnotherStoreResetsTheModel() {
    QSignalSpy resets(model.get(), &QAbstractItemModel::modelReset);
    stream.future(1, "a");
    apply();
    stream.result(1, "1");
    apply();
    store->clearFinished();
    model->apply(*store);
    QCOMPARE(model->rowCount(), 0);
    QCOMPARE(resets.size(), 0);
    Store other;
    RecordStream others;
    others.future(1, "b");
    other.feed(others.take());
    model->apply(other);
    QCOMPARE(resets.size(), 1);
    QCOMPARE(tree(), QStringList{"b"});
    model->clear();
    QCOMPARE(model->rowCount(), 0);
  }

  void aMissedChangeSetIsMadeUpFor() {
    stream.future(1, "a");
    stream.future(2, "b");
    apply();
    stream.named(1, "c");
    stream.future(3, "d");
    store->feed(stream.take());
    QVERIFY(!store->changes().added.empty());  // somebody else looked, the model did not
    stream.result(2, "0");
    store->feed(stream.take());
    model->apply(*store);
    QCOMPARE(tree(), (QStringList{"c", "b", "d"}));
  }

  void aChangeIsAnnouncedForTheRowsOfTheObjectAlone() {
    for (ObjectId id = 1; id <= 100; ++id) stream.future(id);
    apply();
    QSignalSpy changed(model.get(), &QAbstractItemModel::dataChanged);
    stream.named(50, "x");
    stream.named(52, "y");
    apply();
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed[0][0].toModelIndex().row(), 49);
    QCOMPARE(changed[0][1].toModelIndex().row(), 51);
  }

  void manyAddedRowsComeInOneGo() {
    QSignalSpy inserted(model.get(), &QAbstractItemModel::rowsInserted);
    for (ObjectId id = 1; id <= 1000; ++id) stream.future(id);
    apply();
    QCOMPARE(inserted.size(), 1);
  }

  void aViewKeepsWhatIsSelectedAndExpanded() {
    stream.future(1, "answer");
    stream.task(2, "inner");
    stream.awaiting(2, 1);
    stream.task(3, "outer");
    apply();
    ObjectFilterModel filter;
    filter.setSourceModel(model.get());
    QTreeView view;
    view.setModel(&filter);
    view.expandAll();
    view.setCurrentIndex(filter.indexOf(1));
    QCOMPARE(view.currentIndex().data().toString(), QString("answer"));
    stream.awaiting(3, 2);
    apply();
    QCOMPARE(view.currentIndex().data().toString(), QString("answer"));
    QVERIFY(view.selectionModel()->isSelected(filter.indexOf(1)));
    QVERIFY(view.isExpanded(filter.indexOf(2)));
    stream.result(1, "42");
    stream.resumed(2, 1);
    apply();
    QCOMPARE(view.currentIndex().data().toString(), QString("answer"));
    QVERIFY(view.selectionModel()->isSelected(filter.indexOf(1)));
    QVERIFY(!view.currentIndex().parent().isValid());
  }

  void whoAwaitsARenamedObjectShowsItsNewName() {
    stream.future(1, "answer");
    stream.task(2, "fetch");
    stream.awaiting(2, 1);
    apply();
    QSignalSpy changed(model.get(), &QAbstractItemModel::dataChanged);
    stream.named(1, "reply");
    apply();
    QCOMPARE(changed.size(), 2);
    QCOMPARE(model->indexOf(2, ObjectTreeModel::ValueColumn).data().toString(), QString("→ reply"));
  }

  void manyScatteredRowsLeaveInOneGo() {
    for (ObjectId id = 1; id <= 1000; ++id) stream.future(id, std::to_string(id));
    for (ObjectId id = 1; id <= 1000; id += 2) stream.result(id, "1");
    stream.task(2000, "t");
    stream.awaiting(2000, 500);
    apply();
    QCOMPARE(printTree(*model).size(), 1001);
    const QPersistentModelIndex stays = model->indexOf(600);
    const QPersistentModelIndex below = model->indexOf(500);
    const QPersistentModelIndex goes = model->indexOf(601);
    QSignalSpy removed(model.get(), &QAbstractItemModel::rowsRemoved);
    store->clearFinished();
    model->apply(*store);
    QCOMPARE(removed.size(), 1);
    QCOMPARE(stays.data().toString(), QString("600"));
    QCOMPARE(stays.row(), 298);
    QCOMPARE(below.parent().data().toString(), QString("t"));
    QVERIFY(!goes.isValid());
    QCOMPARE(model->rowCount(), 500);
  }
};

QTEST_MAIN(ObjectTreeModelTest)
#include "object_tree_model_test.moc"
