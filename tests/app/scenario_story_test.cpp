// SPDX-License-Identifier: MIT
#include <QAction>
#include <QApplication>
#include <QDialogButtonBox>
#include <QDropEvent>
#include <QFile>
#include <QFileDialog>
#include <QListView>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QSlider>
#include <QTemporaryDir>
#include <QUrl>

#include <tests/app/demo_window.h>

using loopscope::app::test::DemoWindow;

/// Scenario files in the window, by clicks and keys.
class ScenarioStoryTest : public QObject {
  Q_OBJECT

 private slots:
  void aScenarioOfTheProgramIsStartedFromTheBox();
  void theBoxHasTwoGroupsWithHeadingsThatCannotBeChosen();
  void aFileIsOpenedByMenuAndKeyboard();
  void aFileIsDroppedOnTheWindow();
  void whatIsNoFileIsNotTaken();
  void aBadFileIsExplainedAndWhatWasLoadedStays();
  void aLoadedScenarioIsPausedStepsAndRuns();
  void theEndIsToldAndTheLoopStandsThere();
  void anErrorOfTheRootIsTold();
  void aRunPastALimitIsEndedAndTold();
  void aStalledScenarioIsToldAndCanBeRescued();
  void aThreadOfAScenarioHandsItsResultOver();
  void restartBeginsAnewAndReadsTheFileAgain();
  void theVirtualClockJumps();
  void theClockOfWhatRunsChangesWithRestart();
  void theSpeedOutlivesARestart();
  void recentFilesAreOfferedTheNewestFirst();
  void recentFilesOutliveTheWindow();
  void everyControlHasAName();

 private:
  QString write(const QString& name, const QByteArray& text) const;
  /// A scenario whose coroutine `main` has these steps.
  QString scenario(const QString& name, const QByteArray& steps) const;

  QTemporaryDir folder_;
};

namespace {

bool drop(QWidget& window, const QString& path) {
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(path)});
  QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  enter.ignore();
  QApplication::sendEvent(&window, &enter);
  if (!enter.isAccepted()) return false;
  QDropEvent event(QPointF(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(&window, &event);
  return event.isAccepted();
}

QString textOf(const DemoWindow& w, const char* described) {
  return w.described<QLabel>(described)->text();
}

bool isPaused(const DemoWindow& w) { return w.find<QToolButton>("Run")->isEnabled(); }

/// Runs what has just been loaded, once the window shows that it is there and paused.
void run(DemoWindow& w) {
  QTRY_VERIFY(isPaused(w));
  w.press("Run");
}

QMenu* menu(DemoWindow& w, const QString& title) {
  for (QMenu* found : w.window().findChildren<QMenu*>())
    if (found->title().remove(u'&') == title) return found;
  return nullptr;
}

/// The entries of "Open recent", as they are when the menu opens.
QList<QAction*> recent(DemoWindow& w) {
  emit menu(w, "Open recent")->aboutToShow();
  return menu(w, "Open recent")->actions();
}

void choose(QComboBox* box, const QString& text) {
  box->setCurrentIndex(box->findText(text));
  emit box->activated(box->currentIndex());
}

}  // namespace

QString ScenarioStoryTest::write(const QString& name, const QByteArray& text) const {
  QFile file(folder_.filePath(name));
  if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size()) return {};
  return file.fileName();
}

QString ScenarioStoryTest::scenario(const QString& name, const QByteArray& steps) const {
  return write(name, R"({"scenario": 1, "title": "A title", "description": "What it shows",
                         "coroutines": {"main": [)" +
                         steps + "]}}");
}

void ScenarioStoryTest::aScenarioOfTheProgramIsStartedFromTheBox() {
  DemoWindow w;
  w.start("shield");
  QTRY_COMPARE(w.column("Due next", "What"), QStringList{"step"});
  QVERIFY(isPaused(w));
  QVERIFY(textOf(w, "What happens").contains("goes on and is awaited later"));
  run(w);
  QTRY_COMPARE_WITH_TIMEOUT(w.printed(), (QStringList{"the customer has left", "paid"}), 10000);
  QTRY_COMPARE(textOf(w, "Outcome"), QString("main has ended"));
}

void ScenarioStoryTest::theBoxHasTwoGroupsWithHeadingsThatCannotBeChosen() {
  DemoWindow w;
  auto* box = w.described<QComboBox>("Demo");
  QStringList headings;
  for (int i = 0; i < box->count(); ++i)
    if (!(box->model()->flags(box->model()->index(i, 0)) & Qt::ItemIsEnabled))
      headings << box->itemText(i);
  QCOMPARE(headings, (QStringList{"Demos", "Scenarios"}));
  QCOMPARE(box->currentData().toString(), QString("future-vs-task"));
  QVERIFY(box->count() >= 7 + 12 + 2);
  box->setFocus();
  box->setCurrentIndex(box->findData("flood"));
  QTest::keyClick(box, Qt::Key_Down);  // over the heading
  QCOMPARE(box->currentData().toString(), QString("as-they-come"));
}

void ScenarioStoryTest::aFileIsOpenedByMenuAndKeyboard() {
  DemoWindow w;
  const QString file = scenario("opened.json", R"({"log": "hello"}, {"return": [1, 2]})");
  QVERIFY(menu(w, "File")->actions().contains(w.action("Open…")));
  w.pressKey(Qt::Key_O, Qt::ControlModifier);
  auto* dialog = w.window().findChild<QFileDialog*>();
  QVERIFY(dialog && dialog->isVisible() && dialog->isModal());
  QVERIFY(QTest::qWaitForWindowActive(dialog));
  auto* name = dialog->findChild<QLineEdit*>("fileNameEdit");
  QTRY_VERIFY(name->hasFocus());
  name->setText(file);
  QTRY_VERIFY(dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Open)->isEnabled());
  QTest::keyClick(name, Qt::Key_Return);
  QTRY_COMPARE(w.cell("main", "Kind"), QString("Task"));
  QVERIFY(isPaused(w));
  QVERIFY(w.find<QToolButton>("Story")->text().startsWith("opened.json: A title"));
  QVERIFY(textOf(w, "What happens").contains("What it shows"));
  QCOMPARE(w.window().windowTitle(), QString("opened.json"));
  QCOMPARE(w.described<QComboBox>("Demo")->currentIndex(), -1);
  QVERIFY(!w.find<QToolButton>("Start demo")->isEnabled());
  QVERIFY(w.find<QToolButton>("Start demo")->toolTip().contains("Choose a demo first"));
  w.startAndRun("bridge");
  QTRY_COMPARE(w.cell("fetch", "State"), QString("waiting"));
  QCOMPARE(w.window().windowTitle(), QString("Loopscope"));
}

void ScenarioStoryTest::aFileIsDroppedOnTheWindow() {
  DemoWindow w;
  QVERIFY(w.window().acceptDrops());
  QVERIFY(drop(w.window(), scenario("dropped.json", R"({"log": "dropped"})")));
  QTRY_COMPARE(w.cell("main", "Kind"), QString("Task"));
  QTRY_VERIFY(isPaused(w));
  w.pressKey(Qt::Key_F5);
  QTRY_COMPARE(w.printed(), QStringList{"dropped"});
}

void ScenarioStoryTest::whatIsNoFileIsNotTaken() {
  DemoWindow w;
  QMimeData data;
  data.setText("just a text");
  QDragEnterEvent text(QPoint(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  text.ignore();
  QApplication::sendEvent(&w.window(), &text);
  QVERIFY(!text.isAccepted());
  data.setUrls({QUrl("https://example.org/a.json")});
  QDragEnterEvent link(QPoint(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  link.ignore();
  QApplication::sendEvent(&w.window(), &link);
  QVERIFY(!link.isAccepted());
}

void ScenarioStoryTest::aBadFileIsExplainedAndWhatWasLoadedStays() {
  DemoWindow w;
  drop(w.window(), scenario("good.json", R"({"future": "kept"}, {"await": "kept"})"));
  run(w);
  QTRY_COMPARE(w.cell("main", "State"), QString("waiting"));
  const QString bad = scenario("bad.json", R"({"log": "a"}, {"jump": 1})");
  drop(w.window(), bad);
  const auto* banner = w.described<QLabel>("Explanation");
  QVERIFY(banner->isVisible());
  for (const QString& part : {bad, QString("line 2"), QString("coroutines.main[1]"),
                              QString("jump"), QString("What was shown before goes on")})
    QVERIFY2(banner->text().contains(part), qPrintable(banner->text()));
  QCOMPARE(w.cell("main", "State"), QString("waiting"));
  QCOMPARE(w.window().windowTitle(), QString("good.json"));
  drop(w.window(), folder_.filePath("no such file.json"));
  QVERIFY(banner->text().contains("No such file"));
  drop(w.window(), folder_.filePath("good.json"));
  QVERIFY(!banner->isVisible());
}

void ScenarioStoryTest::aLoadedScenarioIsPausedStepsAndRuns() {
  DemoWindow w;
  drop(w.window(), scenario("steps.json", R"({"log": "one"}, {"sleep": 0}, {"log": "two"},
                                             {"sleep": 30}, {"log": "three"}, {"sleep": 3600})"));
  QTRY_VERIFY(isPaused(w));
  QTest::qWait(50);
  QVERIFY(w.printed().isEmpty());
  w.press("Step callback");
  QTRY_COMPARE(w.printed(), QStringList{"one"});
  w.press("Step iteration");
  QTRY_COMPARE(w.printed(), (QStringList{"one", "two"}));
  w.press("Step iteration");  // time stands still: the step goes to the timer …
  QTRY_COMPARE(w.column("Due next", "Future"), QStringList{"main"});
  w.press("Step iteration");  // … which wakes the task
  QTRY_COMPARE(w.printed().size(), 3);
  run(w);
  QTRY_VERIFY(!isPaused(w));
  w.press("Pause");
  QTRY_VERIFY(isPaused(w));
}

void ScenarioStoryTest::theEndIsToldAndTheLoopStandsThere() {
  DemoWindow w;
  const QString file = write("end.json", R"({"scenario": 1, "coroutines": {
      "main": [{"spawn": "other", "as": "other"}, {"sleep": 0}, {"return": {"a": 42}}],
      "other": [{"sleep": 3600}]}})");
  drop(w.window(), file);
  run(w);
  QTRY_COMPARE(textOf(w, "Outcome"), QString(R"(main has ended with the result {"a": 42})"));
  QTRY_COMPARE(w.cell("other", "State"), QString("waiting"));
  QTRY_VERIFY(isPaused(w));
  QTRY_COMPARE(w.cell("main", "State"), QString("result"));
}

void ScenarioStoryTest::anErrorOfTheRootIsTold() {
  DemoWindow w;
  drop(w.window(), scenario("error.json", R"({"raise": "ValueError", "message": "too <b>late"})"));
  run(w);
  QTRY_COMPARE(textOf(w, "Outcome"), QString("main failed: ValueError: too <b>late"));
  QTRY_COMPARE(w.cell("main", "Value"), QString("ValueError: too <b>late"));
  QVERIFY(w.described<QLabel>("Outcome")->textFormat() == Qt::PlainText);
  drop(w.window(), scenario("cancelled.json", R"({"cancel": "main"}, {"sleep": 1})"));
  QCOMPARE(textOf(w, "Outcome"), QString());
  run(w);
  QTRY_COMPARE(textOf(w, "Outcome"), QString("main was cancelled"));
}

void ScenarioStoryTest::aRunPastALimitIsEndedAndTold() {
  DemoWindow w;
  drop(w.window(), scenario("flood.json", R"({"repeat": 90000, "do": [{"log": "x"}]})"));
  run(w);
  QTRY_VERIFY_WITH_TIMEOUT(textOf(w, "Outcome").contains("limit of 20000 events"), 20000);
  QTRY_VERIFY(isPaused(w));
}

void ScenarioStoryTest::aStalledScenarioIsToldAndCanBeRescued() {
  DemoWindow w;
  w.start("lost-future");
  choose(w.described<QComboBox>("Clock"), "Virtual");
  run(w);
  QTRY_VERIFY(textOf(w, "Outcome").startsWith("main waits for ever"));
  QVERIFY(!isPaused(w));
  w.select("answer");
  w.type("Result value", "[1, \"two\"]");
  w.press("Set result");
  QTRY_COMPARE(textOf(w, "Outcome"), QString("main has ended"));
}

void ScenarioStoryTest::aThreadOfAScenarioHandsItsResultOver() {
  DemoWindow w;
  w.start("bridge-a-thread");
  run(w);
  QTRY_VERIFY_WITH_TIMEOUT(textOf(w, "Outcome").startsWith("main has ended"), 10000);
  QTRY_VERIFY(w.column("Firing order", "From thread").filter(" → ").size() > 0);
}

void ScenarioStoryTest::restartBeginsAnewAndReadsTheFileAgain() {
  DemoWindow w;
  QVERIFY(!w.find<QToolButton>("Restart")->isEnabled());
  const QString file = scenario("again.json", R"({"log": "before"})");
  drop(w.window(), file);
  run(w);
  QTRY_COMPARE(w.printed(), QStringList{"before"});
  w.press("Restart");
  QTRY_COMPARE(w.printed(), QStringList());
  QTRY_VERIFY(isPaused(w));
  scenario("again.json", R"({"log": "after"})");
  w.pressKey(Qt::Key_F5, Qt::ShiftModifier);
  QTRY_VERIFY(isPaused(w));
  run(w);
  QTRY_COMPARE(w.printed(), QStringList{"after"});
  scenario("again.json", "oops");
  w.press("Restart");
  QVERIFY(w.described<QLabel>("Explanation")->text().contains("again.json"));
  QCOMPARE(w.printed(), QStringList{"after"});
}

void ScenarioStoryTest::theVirtualClockJumps() {
  DemoWindow w;
  choose(w.described<QComboBox>("Clock"), "Virtual");
  drop(w.window(), scenario("day.json", R"({"sleep": 86400}, {"log": "a day later"})"));
  run(w);
  QTRY_COMPARE(w.printed(), QStringList{"a day later"});
  QVERIFY(!w.find<QSlider>("Speed")->isEnabled());
  QVERIFY(w.find<QSlider>("Speed")->toolTip().contains("Only a scaled clock has a speed"));
}

void ScenarioStoryTest::theClockOfWhatRunsChangesWithRestart() {
  DemoWindow w;
  auto* clock = w.described<QComboBox>("Clock");
  QCOMPARE(clock->currentText(), QString("Scaled"));
  drop(w.window(), scenario("hour.json", R"({"sleep": 3600}, {"log": "an hour later"})"));
  run(w);
  QTRY_COMPARE(w.cell("main", "State"), QString("waiting"));
  QVERIFY(w.find<QSlider>("Speed")->isEnabled());
  choose(clock, "Virtual");
  QVERIFY(textOf(w, "News").contains("Restart"));
  QTest::qWait(50);
  QVERIFY(w.printed().isEmpty());
  w.press("Restart");
  run(w);
  QTRY_COMPARE(w.printed(), QStringList{"an hour later"});
  choose(clock, "Steady");
  w.press("Restart");
  QTRY_VERIFY(!w.find<QSlider>("Speed")->isEnabled());
  choose(clock, "Scaled");  // nothing has run yet: the change is at once
  QTRY_VERIFY(w.find<QSlider>("Speed")->isEnabled());
}

void ScenarioStoryTest::theSpeedOutlivesARestart() {
  DemoWindow w;
  drop(w.window(), scenario("slow.json", R"({"sleep": 1}, {"log": "slept"})"));
  QTest::keyClick(w.find<QSlider>("Speed"), Qt::Key_End);
  w.press("Restart");
  QTest::qWait(50);
  QCOMPARE(w.find<QSlider>("Speed")->value(), w.find<QSlider>("Speed")->maximum());
  QElapsedTimer watch;
  watch.start();
  run(w);
  QTRY_COMPARE(w.printed(), QStringList{"slept"});
  QVERIFY(watch.elapsed() < 900);
}

void ScenarioStoryTest::recentFilesAreOfferedTheNewestFirst() {
  DemoWindow w;
  QVERIFY(!recent(w).front()->isEnabled());
  const QString one = scenario("one & only.json", R"({"log": "one"})");
  const QString two = scenario("two.json", R"({"log": "two"})");
  for (const QString& file : {one, two, one}) drop(w.window(), file);
  QCOMPARE(recent(w)[0]->text(), "&1  one && only.json — " + folder_.path());
  QVERIFY(recent(w)[1]->text().contains("two.json"));
  QVERIFY(recent(w)[2]->isSeparator());
  recent(w)[1]->trigger();
  QCOMPARE(w.window().windowTitle(), QString("two.json"));
  QFile::remove(one);
  QCOMPARE(recent(w).size(), 3);
  recent(w).back()->trigger();
  QCOMPARE(recent(w).front()->text(), QString("No recent files"));
}

void ScenarioStoryTest::recentFilesOutliveTheWindow() {
  QSettings settings(folder_.filePath("settings.ini"), QSettings::IniFormat);
  const QString file = scenario("kept.json", R"({"log": "kept"})");
  {
    DemoWindow w(&settings);
    drop(w.window(), file);
    drop(w.window(), folder_.filePath("missing.json"));  // was never opened
  }
  DemoWindow w(&settings);
  QVERIFY(recent(w).front()->text().contains("kept.json"));
  QVERIFY(!recent(w)[1]->text().contains("missing.json"));
}

void ScenarioStoryTest::everyControlHasAName() {
  DemoWindow w;
  for (QToolButton* button : w.window().findChildren<QToolButton*>())
    if (button->isVisible())
      QVERIFY2(!button->accessibleName().isEmpty(), qPrintable(button->text()));
  for (QComboBox* box : w.window().findChildren<QComboBox*>())
    if (box->isVisible()) QVERIFY(!box->accessibleDescription().isEmpty());
}

QTEST_MAIN(ScenarioStoryTest)
#include "scenario_story_test.moc"
