// SPDX-License-Identifier: MIT
#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QSignalSpy>
#include <QTest>

#include <memory>
#include <random>

#include <loopscope/ui/models/due_model.h>
#include <loopscope/ui/models/firing_filter_model.h>
#include <loopscope/ui/models/firing_model.h>
#include <loopscope/ui/store/store.h>
#include <tests/ui/model_printer.h>
#include <tests/ui/record_stream.h>

using namespace loopscope::ui;
using namespace loopscope::ui::test;

class FiringModelTest : public QObject {
  Q_OBJECT

  std::unique_ptr<Store> store;
  RecordStream stream;

  void apply(FiringModel& model) {
    store->feed(stream.take());
    model.apply(*store);
  }
  void apply(DueModel& model) {
    store->feed(stream.take());
    model.apply(*store);
  }
  void call(Ticket ticket, const std::string& what) {
    stream.scheduled(ticket, CallKind::call, 0, 0, what);
    stream.callBegin(ticket, CallKind::call, 0, 0, what);
    stream.callEnd(ticket);
  }

 private slots:
  void init() {
    store = std::make_unique<Store>();
    stream = RecordStream();
  }

  void aLineTellsAllAboutACall() {
    FiringModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    stream.thread(1, "loop");
    stream.thread(2, "legacy");
    stream.future(1, "answer");
    stream.iteration(0);
    stream.scheduled(1, CallKind::call, 1, 0, "set_result").thread = 2;
    stream.now = 200'000;
    stream.iteration(1);
    stream.callBegin(1, CallKind::call, 1, 0, "set_result");
    stream.result(1, "42");
    stream.callEnd(1, CallOutcome::ok, 1'500);
    apply(model);
    QCOMPARE(printTree(model, {0, 1, 2, 3, 4, 5, 6, 7, 8}),
             QStringList{"1|0.000 s|2|set_result|answer|legacy → loop|200 µs|1.50 µs|answer = 42"});
    const QModelIndex line = model.index(0, 0);
    QCOMPARE(line.data(ObjectIdRole).toULongLong(), 1U);
    QCOMPARE(line.data(FiringNumberRole).toULongLong(), 1U);
    QVERIFY(line.data(Qt::ToolTipRole).toString().contains("answer: 42"));
  }

  void linesAreAddedBelowAndLeaveAtTheTop() {
    FiringModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    store->setFiringLimit(4);
    apply(model);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    for (Ticket t = 1; t <= 3; ++t) call(t, "c" + std::to_string(t));
    apply(model);
    const QPersistentModelIndex third = model.index(2, 0);
    for (Ticket t = 4; t <= 6; ++t) call(t, "c" + std::to_string(t));
    apply(model);
    QCOMPARE(printTree(model, {3}), (QStringList{"c3", "c4", "c5", "c6"}));
    QCOMPARE(third.row(), 0);
    QCOMPARE(third.data().toString(), QString("3"));
    for (Ticket t = 7; t <= 20; ++t) call(t, "c" + std::to_string(t));
    apply(model);
    QCOMPARE(printTree(model, {0}), (QStringList{"17", "18", "19", "20"}));
    QVERIFY(!third.isValid());
    QCOMPARE(model.indexOf(18).row(), 1);
    QVERIFY(!model.indexOf(16).isValid());
    QCOMPARE(resets.size(), 0);
  }

  void aCallThatEndsChangesItsLine() {
    FiringModel model;
    stream.callBegin(1, CallKind::call, 0, 0, "c");
    apply(model);
    QCOMPARE(model.index(0, FiringModel::OutcomeColumn).data().toString(), QString("running"));
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    stream.callEnd(1);
    apply(model);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(model.index(0, FiringModel::OutcomeColumn).data().toString(), QString("ok"));
  }

  void aFilterLetsLinesThrough() {
    FiringModel model;
    FiringFilterModel filter;
    filter.setSourceModel(&model);
    QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::Fatal);
    stream.thread(1, "loop");
    stream.thread(2, "legacy");
    stream.future(1, "answer");
    stream.iteration(0);
    stream.scheduled(1, CallKind::call, 1, 0, "set_result").thread = 2;
    stream.callBegin(1, CallKind::call, 1, 0, "set_result");
    stream.callEnd(1, CallOutcome::raised, 1, "ValueError", "bad");
    call(2, "other");
    apply(model);
    const auto shown = [&](const char* text) {
      const QString error = filter.setFilterText(text);
      return error.isEmpty() ? printTree(filter, {3}) : QStringList{error};
    };
    QCOMPARE(shown("thread:legacy"), QStringList{"set_result"});
    QCOMPARE(shown("name:answer"), QStringList{"set_result"});
    QCOMPARE(shown("valueerror"), QStringList{"set_result"});
    QCOMPARE(shown("kind:future"), QStringList{"set_result"});
    QCOMPARE(shown("-name:answer"), QStringList{"other"});
    QCOMPARE(shown(""), (QStringList{"set_result", "other"}));
    QVERIFY(!filter.setFilterText("kind:x").isEmpty());
    QCOMPARE(filter.rowCount(), 2);
    filter.setFilterText("set_result");
    stream.scheduled(3, CallKind::call, 0, 0, "set_result");
    stream.callBegin(3, CallKind::call, 0, 0, "set_result");
    apply(model);
    QCOMPARE(filter.rowCount(), 2);
    QCOMPARE(filter.entry(filter.index(1, 0))->number, std::uint64_t(3));
    QCOMPARE(filter.indexOf(3).row(), 1);
  }

  void dueCallsAreListedInOrder() {
    DueModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    stream.thread(1, "loop");
    stream.future(7, "answer");
    stream.iteration(0);
    stream.scheduled(1, CallKind::done_callback, 7, 1, "cb1");
    stream.scheduled(2, CallKind::call, 0, 0, "later");
    apply(model);
    QCOMPARE(printTree(model, {0, 1, 2, 3, 4}),
             (QStringList{"next|cb1|answer|loop|done callback", "2|later||loop|call"}));
    const QPersistentModelIndex later = model.index(1, 1);
    stream.callBegin(1, CallKind::done_callback, 7, 1, "cb1");
    apply(model);
    QCOMPARE(printTree(model, {0, 1}), QStringList{"next|later"});
    QCOMPARE(later.row(), 0);
  }

  void moreThanTwoHundredDueCallsAreCounted() {
    DueModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    for (Ticket t = 1; t <= 12'545; ++t) stream.scheduled(t, CallKind::call, 0, 0, "c");
    apply(model);
    QCOMPARE(model.rowCount(), 201);
    QCOMPARE(model.index(200, 1).data().toString(), QString("and 12,345 more"));
    stream.callBegin(12'500, CallKind::call);
    apply(model);
    QCOMPARE(model.rowCount(), 45);
    model.clear();
    QCOMPARE(model.rowCount(), 0);
  }

  void randomSchedulesGiveTheListThatAFreshModelGives() {
    DueModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    std::mt19937 random(7);
    Ticket newest = 0;
    Ticket begun = 0;
    for (int frame = 0; frame < 300; ++frame) {
      for (int n = static_cast<int>(random() % 60); n > 0; --n) {
        const Ticket some = begun + 1 + random() % (newest - begun + 1);
        if (random() % 3 != 0) {
          ++newest;
          stream.scheduled(newest, CallKind::call, 0, 0, "c" + std::to_string(newest));
        } else if (random() % 2 != 0) {
          stream.unscheduled(some);
        } else if (begun < newest) {
          begun += 1 + random() % std::min<Ticket>(newest - begun, 40);
          stream.callBegin(begun, CallKind::call);
        }
      }
      apply(model);
      DueModel fresh;
      fresh.apply(*store);
      QCOMPARE(printTree(model, {0, 1}), printTree(fresh, {0, 1}));
      QCOMPARE(static_cast<std::size_t>(model.rowCount()),
               std::min(store->dueCount(), std::size_t(201)));
    }
  }
};

QTEST_MAIN(FiringModelTest)
#include "firing_model_test.moc"
