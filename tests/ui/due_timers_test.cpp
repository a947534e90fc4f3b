// SPDX-License-Identifier: MIT
#include <QAbstractItemModelTester>
#include <QTest>

#include <memory>

#include <loopscope/ui/models/due_model.h>
#include <loopscope/ui/store/store.h>
#include <tests/ui/model_printer.h>
#include <tests/ui/record_stream.h>

using namespace loopscope::ui;
using namespace loopscope::ui::test;

class DueTimersTest : public QObject {
  Q_OBJECT

  std::unique_ptr<Store> store;
  RecordStream stream;

  void setTimer(std::uint64_t number, std::uint64_t deadline, const std::string& what) {
    const TextId text = stream.text(what);
    Record& record = stream.write(RecordKind::timer_set, 0, number);
    record.value = deadline;
    record.text = text;
  }
  QStringList rows(DueModel& model) {
    store->feed(stream.take());
    model.apply(*store);
    return printTree(model, {DueModel::PlaceColumn, DueModel::WhatColumn});
  }

 private slots:
  void init() {
    store = std::make_unique<Store>();
    stream = RecordStream();
  }

  void timersStandBelowWhatIsReadyByTheirDeadlines() {
    DueModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    setTimer(1, 9'000'000, "late");
    setTimer(2, 5'000'000, "early");
    stream.scheduled(1, CallKind::call, 0, 0, "ready");
    QCOMPARE(rows(model), (QStringList{"next|ready", "in 5.00 ms|early", "in 9.00 ms|late"}));
    QVERIFY(!model.index(0, 0).data(TimerRole).toBool());
    QVERIFY(model.index(1, 0).data(TimerRole).toBool());
    QVERIFY(model.index(1, 0).data(Qt::ToolTipRole).toString().contains("0.005000 s"));
  }

  void aRowSaysHowLongItStillTakes() {
    DueModel model;
    setTimer(1, 9'000'000, "late");
    QCOMPARE(rows(model), QStringList{"in 9.00 ms|late"});
    stream.now = 4'000'000;
    stream.iteration(0);
    QCOMPARE(rows(model), QStringList{"in 5.00 ms|late"});
  }

  void timersComeAndGo() {
    DueModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    for (std::uint64_t n = 1; n <= 4; ++n) setTimer(n, n * 1'000'000, "t" + std::to_string(n));
    rows(model);
    const QPersistentModelIndex third = model.index(2, 0);
    stream.write(RecordKind::timer_fired, 0, 1);
    stream.scheduled(1, CallKind::timer, 0, 1, "t1");
    stream.write(RecordKind::timer_cancelled, 0, 2);
    QCOMPARE(rows(model), (QStringList{"next|t1", "in 3.00 ms|t3", "in 4.00 ms|t4"}));
    QCOMPARE(third.row(), 1);
    setTimer(5, 3'500'000, "between");
    QCOMPARE(rows(model),
             (QStringList{"next|t1", "in 3.00 ms|t3", "in 3.50 ms|between", "in 4.00 ms|t4"}));
  }

  void onlyTheNextTimersAreShown() {
    DueModel model;
    for (std::uint64_t n = 1; n <= 1000; ++n) setTimer(n, n, "t");
    QCOMPARE(rows(model).size(), qsizetype(DueModel::TimerLimit));
  }
};

QTEST_MAIN(DueTimersTest)
#include "due_timers_test.moc"
