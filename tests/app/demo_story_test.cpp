// SPDX-License-Identifier: MIT
#include <tests/app/demo_window.h>

using loopscope::app::test::DemoWindow;

/// Each demo's story, lived through by clicks and keys.
class DemoStoryTest : public QObject {
  Q_OBJECT

 private slots:
  void theThreadsCallbackReachesTheCoroutine();
  void whoIsFasterThanTheThreadWinsAndTheThreadIsRefused();
  void anExceptionThrownByHandArrivesInTheCoroutine();
  void aFutureCancelledByHandCancelsTheTask();
  void theWrongThreadIsCaughtAndExplained();
  void aTextThatIsNoIntIsRefusedAndNothingIsSet();
  void callbacksFireInTheOrderInWhichTheyWereAdded();
  void aCancellationTravelsOneIterationALevel();
  void stepsShowWhyTheyFireInThisOrder();
  void aTaskDrivesItselfAndTakesNoResult();
  void theFloodIsPausedAndStepped();
  void aDemoIsReplacedByAnother();
  void restartBeginsADemoAnew();
};

void DemoStoryTest::theThreadsCallbackReachesTheCoroutine() {
  DemoWindow w;
  w.startAndRun("bridge");
  QTRY_COMPARE(w.cell("fetch", "State"), QStringLiteral("waiting"));
  QCOMPARE(w.cell("answer", "State"), QStringLiteral("pending"));
  QTRY_VERIFY(w.hasPrinted("Got result: 42"));
  const qsizetype call = w.column("Firing order", "What").indexOf("set_result");
  QVERIFY(call >= 0);
  QVERIFY(w.column("Firing order", "From thread")[call].startsWith("legacy → "));
  QTRY_COMPARE(w.cell("answer", "Value"), QStringLiteral("42"));
}

void DemoStoryTest::whoIsFasterThanTheThreadWinsAndTheThreadIsRefused() {
  DemoWindow w;
  w.startAndRun("bridge");
  QTRY_COMPARE(w.cell("fetch", "State"), QStringLiteral("waiting"));
  w.select("answer");
  w.type("Result value", "7");
  w.press("Set result");
  QTRY_VERIFY(w.hasPrinted("Got result: 7"));
  // The thread comes too late: refused, reported, and the program goes on.
  QTRY_VERIFY(w.column("Firing order", "Outcome").filter("InvalidStateError").size() > 0);
  QCOMPARE(w.cell("answer", "Value"), QStringLiteral("7"));
  QVERIFY(w.find<QToolButton>("Pause")->isEnabled());
}

void DemoStoryTest::anExceptionThrownByHandArrivesInTheCoroutine() {
  DemoWindow w;
  w.startAndRun("bridge");
  QTRY_COMPARE(w.cell("fetch", "State"), QStringLiteral("waiting"));
  w.select("answer");
  w.described<QComboBox>("Exception type")->setCurrentText("runtime_error");
  w.type("Exception message", "line is dead");
  w.press("Throw exception");
  QTRY_COMPARE(w.cell("fetch", "State"), QStringLiteral("error"));
  QVERIFY(w.cell("fetch", "Value").contains("line is dead"));
}

void DemoStoryTest::aFutureCancelledByHandCancelsTheTask() {
  DemoWindow w;
  w.startAndRun("bridge");
  QTRY_COMPARE(w.cell("fetch", "State"), QStringLiteral("waiting"));
  w.select("answer");
  w.type("Cancel message", "never mind");
  w.press("Cancel future");
  QTRY_COMPARE(w.cell("fetch", "State"), QStringLiteral("cancelled"));
  QCOMPARE(w.cell("answer", "State"), QStringLiteral("cancelled"));
  QCOMPARE(w.cell("fetch", "Value"), QStringLiteral("never mind"));
}

void DemoStoryTest::theWrongThreadIsCaughtAndExplained() {
  DemoWindow w;
  w.start("bridge-wrong");
  QTRY_VERIFY(w.column("Firing order", "What").contains("misuse"));
  QTRY_VERIFY(w.printed().filter("WrongThreadError").size() > 0);
  QCOMPARE(w.cell("answer", "State"), QStringLiteral("pending"));
  w.select("answer");
  w.type("Result value", "42");
  w.press("Set result");
  QTRY_VERIFY(w.hasPrinted("Got result: 42"));
}

void DemoStoryTest::aTextThatIsNoIntIsRefusedAndNothingIsSet() {
  DemoWindow w;
  w.start("manual");
  QTRY_COMPARE(w.cell("greet", "State"), QStringLiteral("waiting"));
  w.select("number");
  w.type("Result value", "seven");
  w.press("Set result");
  auto* error = w.described<QLabel>("Result error");
  QTRY_VERIFY(error->text().contains("seven"));
  QCOMPARE(w.cell("number", "State"), QStringLiteral("pending"));
  w.select("name");
  w.type("Result value", "Ada");
  QTest::keyClick(w.find<QLineEdit>("Result value"), Qt::Key_Return);
  QTRY_VERIFY(w.hasPrinted("Hello, Ada!"));
}

void DemoStoryTest::callbacksFireInTheOrderInWhichTheyWereAdded() {
  DemoWindow w;
  w.start("manual");
  // All three wait: the last to begin is the last to have had its first step.
  QTRY_COMPARE(w.cell("area", "State"), QStringLiteral("waiting"));
  w.press("Pause");
  QTRY_VERIFY(w.find<QToolButton>("Step callback")->isEnabled());
  w.select("number");
  w.type("Result value", "7");
  w.press("Set result");
  const QStringList due{"first callback", "second callback", "step"};
  QTRY_COMPARE(w.column("Due next", "What").mid(0, due.size()), due);  // timers stand below
  QVERIFY(w.printed().isEmpty());
  w.press("Step callback");
  QTRY_COMPARE(w.printed(), QStringList{"first callback: number = 7"});
  w.press("Step callback");
  QTRY_COMPARE(w.printed().size(), 2);
  QCOMPARE(w.printed().last(), QStringLiteral("second callback: number = 7"));
}

void DemoStoryTest::aCancellationTravelsOneIterationALevel() {
  DemoWindow w;
  w.start("chain");
  QTRY_COMPARE(w.cell("outermost", "State"), QStringLiteral("waiting"));
  w.press("Pause");
  QTRY_VERIFY(w.find<QToolButton>("Step iteration")->isEnabled());
  w.select("outermost");
  w.press("Cancel future");
  QTRY_COMPARE(w.cell("signal", "State"), QStringLiteral("cancelled"));
  int seen = 0;
  for (const char* level : {"innermost", "inner", "middle", "outer", "outermost"}) {
    QVERIFY2(w.cell(level, "State") != "cancelled", level);
    w.press("Step iteration");
    ++seen;
    QTRY_COMPARE(w.printed().size(), seen);
    QVERIFY2(w.printed().last().startsWith(QString(level) + " sees the cancellation"), level);
    QTRY_COMPARE(w.cell(level, "State"), QStringLiteral("cancelled"));
  }
}

void DemoStoryTest::stepsShowWhyTheyFireInThisOrder() {
  DemoWindow w;
  w.start("order");
  const QStringList due{"first call_soon", "step", "step", "set_result"};
  QTRY_COMPARE(w.column("Due next", "What").mid(0, due.size()), due);  // timers stand below
  const QStringList expected{"first call_soon",
                             "task A: first step",
                             "task B: first step, yields",
                             "set_result: schedules the callback and task A, runs neither",
                             "timer, 0 ms",
                             "task B: after the yield, sleeps 10 ms",
                             "callback of future",
                             "task A: woken with 42",
                             "last call_soon",
                             "timer, 5 ms",
                             "other timer, 5 ms",
                             "task B: slept"};
  QStringList prefix;
  for (const QString& line : expected) {
    prefix << line;
    // Some calls print nothing; each step runs exactly one call.
    for (int step = 0; step < 3 && w.printed() != prefix; ++step) {
      const auto fired = w.column("Firing order", "What").size();
      w.press("Step callback");
      QTRY_VERIFY(w.column("Firing order", "What").size() > fired);
    }
    QCOMPARE(w.printed(), prefix);
  }
}

void DemoStoryTest::aTaskDrivesItselfAndTakesNoResult() {
  DemoWindow w;
  w.start("future-vs-task");
  QTRY_COMPARE(w.cell("compare", "State"), QStringLiteral("waiting"));
  w.select("counting task");
  QVERIFY(!w.find<QToolButton>("Set result")->isEnabled());
  QVERIFY(!w.find<QToolButton>("Set result")->toolTip().isEmpty());
  QTRY_VERIFY(w.hasPrinted("the task drove itself to its result: 5"));
  w.select("passive future");
  QVERIFY(w.find<QToolButton>("Set result")->isEnabled());
  w.type("Result value", "3");
  w.press("Set result");
  QTRY_VERIFY(w.hasPrinted("somebody did: 3"));
}

void DemoStoryTest::theFloodIsPausedAndStepped() {
  DemoWindow w;
  w.start("flood");
  QTRY_VERIFY(w.column("Firing order", "What").contains("posted"));
  w.press("Pause");
  QTRY_VERIFY(w.find<QToolButton>("Step callback")->isEnabled());
  QTRY_VERIFY(w.column("Due next", "What").contains("posted"));
  w.press("Step callback");
  w.press("Run");
  QTRY_VERIFY(w.find<QToolButton>("Pause")->isEnabled());
}

void DemoStoryTest::aDemoIsReplacedByAnother() {
  DemoWindow w;
  w.start("flood");
  w.startAndRun("bridge");
  QTRY_COMPARE(w.cell("fetch", "State"), QStringLiteral("waiting"));
  w.startAndRun("bridge");  // while its thread works
  QTRY_COMPARE(w.cell("fetch", "State"), QStringLiteral("waiting"));
  w.start("chain");
  QTRY_COMPARE(w.cell("outermost", "State"), QStringLiteral("waiting"));
  QVERIFY(w.cell("fetch", "State").isEmpty());
}

void DemoStoryTest::restartBeginsADemoAnew() {
  DemoWindow w;
  w.start("manual");
  QTRY_COMPARE(w.cell("greet", "State"), QString("waiting"));
  w.select("name");
  w.type("Result value", "Ada");
  w.press("Set result");
  QTRY_VERIFY(w.hasPrinted("Hello, Ada!"));
  w.described<QComboBox>("Demo")->setCurrentIndex(
      w.described<QComboBox>("Demo")->findData("order"));
  w.press("Restart");  // what is shown, not what is chosen for later
  QTRY_COMPARE(w.cell("greet", "State"), QString("waiting"));
  QVERIFY(w.printed().isEmpty());
}

QTEST_MAIN(DemoStoryTest)
#include "demo_story_test.moc"
