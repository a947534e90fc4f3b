// SPDX-License-Identifier: MIT
#include <tests/app/demo_window.h>

#include <QRegularExpression>

using loopscope::app::test::DemoWindow;

/// The window counts iterations in one way, wherever it names one.
class IterationNumberTest : public QObject {
  Q_OBJECT

  static QString status(DemoWindow& w) {
    static const QRegularExpression number("iteration ([0-9,]+)");
    return number.match(w.described<QLabel>("Loop status")->text()).captured(1);
  }
  static void step(DemoWindow& w, const QString& button) {
    const auto fired = w.column("Firing order", "What").size();
    w.press(button);
    QTRY_VERIFY(w.column("Firing order", "What").size() > fired);
    QTRY_VERIFY(w.find<QToolButton>(button)->isEnabled());
  }

 private slots:
  void theStatusAndTheFiringOrderAgreeAfterEachStep() {
    for (const QString button : {"Step callback", "Step iteration"}) {
      DemoWindow w;
      w.start("order");
      QTRY_VERIFY(w.find<QToolButton>(button)->isEnabled());
      for (int steps = 0; steps < 4; ++steps) {
        step(w, button);
        QCOMPARE(status(w), w.column("Firing order", "Iter.").last());
      }
    }
  }

  void theReasonOfALineAndTheTipOfWhatIsDueNameTheSameNumber() {
    DemoWindow w;
    w.start("order");
    QTRY_VERIFY(w.find<QToolButton>("Step iteration")->isEnabled());
    step(w, "Step iteration");
    const QString now = status(w);
    const auto* due = w.find<QTableView>("Due next")->model();
    QVERIFY(due->index(0, 0).data(Qt::ToolTipRole).toString().contains("iteration " + now + ","));
    const auto* firing = w.find<QTableView>("Firing order")->model();
    const int before = firing->rowCount();
    step(w, "Step callback");
    const QString why = firing->index(before, 0).data(Qt::ToolTipRole).toString();
    QVERIFY2(why.contains("scheduled in iteration " + now + ", during entry"), qPrintable(why));
    QVERIFY2(why.contains("in iteration " + status(w) + "."), qPrintable(why));
  }
};

QTEST_MAIN(IterationNumberTest)
#include "iteration_number_test.moc"
