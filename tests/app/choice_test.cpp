// SPDX-License-Identifier: MIT
#include <tests/app/demo_window.h>

using loopscope::app::test::DemoWindow;

/// What the window says of what is chosen and has not been started.
class ChoiceTest : public QObject {
  Q_OBJECT

  static QString storyTitle(DemoWindow& w) { return w.find<QToolButton>("Story")->text(); }
  static void choose(DemoWindow& w, const QString& name) {
    auto* box = w.described<QComboBox>("Demo");
    box->setFocus();
    for (int i = 0; i < box->count() && box->currentData().toString() != name; ++i)
      QTest::keyClick(box, Qt::Key_Down);
    QCOMPARE(box->currentData().toString(), name);
  }
  static void chooseClock(DemoWindow& w, Qt::Key direction) {
    auto* box = w.described<QComboBox>("Clock");
    box->setFocus();
    QTest::keyClick(box, direction);
  }
  static QString clock(DemoWindow& w) { return w.described<QComboBox>("Clock")->currentText(); }
  static QString news(DemoWindow& w) { return w.described<QLabel>("News")->text(); }

 private slots:
  void eachDemoAndScenarioSaysWhatToTry() {
    for (const loopscope::app::DemoGroup& group : loopscope::app::demoGroups())
      for (const loopscope::app::Demo& demo : group.demos)
        QVERIFY2(!demo.story.to_try.isEmpty(), qPrintable(demo.name));
    DemoWindow w;
    choose(w, "shield");
    QVERIFY(w.described<QLabel>("What to try")->text().contains("nothing shields it from that"));
  }

  void anotherDemoShowsItsStoryBeforeItIsStarted() {
    DemoWindow w;
    w.start("manual");
    QVERIFY(!storyTitle(w).contains("not started"));
    choose(w, "chain");
    QVERIFY(storyTitle(w).startsWith("chain"));
    QVERIFY(storyTitle(w).endsWith("(not started yet)"));
    w.press("Start demo");
    QVERIFY(storyTitle(w).startsWith("chain"));
    QVERIFY(!storyTitle(w).contains("not started"));
  }

  void theClockBoxShowsTheClockInForce() {
    DemoWindow w;
    QCOMPARE(clock(w), QString("Scaled"));
    w.start("manual");
    QTRY_COMPARE(w.cell("greet", "State"), QString("waiting"));
    chooseClock(w, Qt::Key_Down);
    QCOMPARE(clock(w), QString("Steady, from the next start"));
    chooseClock(w, Qt::Key_Up);
    QCOMPARE(clock(w), QString("Scaled"));
    chooseClock(w, Qt::Key_Down);
    w.press("Restart");
    QTRY_COMPARE(w.cell("greet", "State"), QString("waiting"));
    QCOMPARE(clock(w), QString("Steady"));
  }

  void afterARestartNothingOfTheOldRunSpeaks() {
    DemoWindow w;
    w.start("manual");
    QTRY_COMPARE(w.cell("greet", "State"), QString("waiting"));
    w.select("name");
    w.type("Result value", "Ada");
    w.press("Set result");
    QTRY_VERIFY(!news(w).isEmpty());
    w.press("Restart");
    QVERIFY(news(w).isEmpty());
    QTRY_COMPARE(w.cell("greet", "State"), QString("waiting"));
    QVERIFY(news(w).isEmpty());
  }
};

QTEST_MAIN(ChoiceTest)
#include "choice_test.moc"
