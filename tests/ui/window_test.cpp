// SPDX-License-Identifier: MIT
#include <QAccessible>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QSignalSpy>
#include <QSlider>
#include <QSplitter>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

#include <loopscope/ui/views/preferences.h>
#include <tests/ui/scene.h>
#include <tests/ui/window_fixture.h>

using namespace loopscope::ui;
using namespace loopscope::ui::test;
using loopscope::inspect::CommandKind;

/// The window around a session that a test plays by hand, driven by clicks and keys: what belongs to no
/// single pane.
class WindowTest : public QObject {
  Q_OBJECT

 private slots:
  void allNamesOfTheContractAreThere();
  void thePausedLoopOffersRunAndSteps();
  void theRunningLoopOffersPause();
  void loopButtonsSendTheirCommands();
  void theSpeedSliderSendsThousandths();
  void demosAreRequestedByName();
  void shortcutsAreListed();
  void layoutAndPreferencesSurviveARestart();
  void aDestroyedSessionLeavesAnEmptyWindow();
};

void WindowTest::allNamesOfTheContractAreThere() {
  Window w;
  QVERIFY(w.tree);
  for (const char* name : {"Firing order", "Due next"}) QVERIFY2(w.find<QTableView>(name), name);
  for (const char* name : {"Filter", "Result value", "Exception message", "Cancel message"})
    QVERIFY2(w.find<QLineEdit>(name), name);
  for (const char* name :
       {"Set result", "Throw exception", "Cancel future", "Run", "Pause", "Step callback",
        "Step iteration", "Start demo", "New future", "New task", "Add callback", "Clear finished"})
    QVERIFY2(w.find<QToolButton>(name), name);
  QVERIFY(w.find<QSlider>("Speed"));
  for (const char* name : {"Exception type", "Demo"}) QVERIFY2(w.described<QComboBox>(name), name);
  for (const char* name : {"Loop status", "Result error"}) {
    const QLabel* label = w.described<QLabel>(name);
    QVERIFY2(label && label->accessibleName().isEmpty(), name);
  }
  QAccessibleInterface* button =
      QAccessible::queryAccessibleInterface(w.find<QToolButton>("Pause"));
  QCOMPARE(button->text(QAccessible::Name), QString("Pause"));
}

void WindowTest::thePausedLoopOffersRunAndSteps() {
  Window w;
  QVERIFY(w.find<QToolButton>("Run")->isEnabled());
  QVERIFY(w.find<QToolButton>("Step callback")->isEnabled());
  QVERIFY(w.find<QToolButton>("Step iteration")->isEnabled());
  QVERIFY(!w.find<QToolButton>("Pause")->isEnabled());
  QVERIFY(w.find<QToolButton>("Pause")->toolTip().contains("The loop is paused"));
  QVERIFY(w.described<QLabel>("Loop status")->text().startsWith("Paused"));
}

void WindowTest::theRunningLoopOffersPause() {
  Window w;
  w.session.records.write(RecordKind::running).value = 500;
  w.session.flush();
  QVERIFY(w.find<QToolButton>("Pause")->isEnabled());
  QVERIFY(!w.find<QToolButton>("Run")->isEnabled());
  QVERIFY(w.find<QToolButton>("Step callback")->toolTip().contains("Pause the loop first"));
  QVERIFY(w.described<QLabel>("Loop status")->text().startsWith("Running"));
}

void WindowTest::loopButtonsSendTheirCommands() {
  Window w;
  QTest::mouseClick(w.find<QToolButton>("Step callback"), Qt::LeftButton);
  QVERIFY(w.session.sent.back().kind == CommandKind::step_callback);
  QTest::keyClick(w.tree, Qt::Key_F11);
  QVERIFY(w.session.sent.back().kind == CommandKind::step_iteration);
  QTest::keyClick(w.tree, Qt::Key_F5);
  QVERIFY(w.session.sent.back().kind == CommandKind::run);
}

void WindowTest::theSpeedSliderSendsThousandths() {
  Window w;
  QTest::keyClick(w.find<QSlider>("Speed"), Qt::Key_Home);
  QVERIFY(w.session.sent.back().kind == CommandKind::set_speed);
  QCOMPARE(w.session.sent.back().value, 10U);
  const std::size_t sent = w.session.sent.size();
  w.session.records.write(RecordKind::running).value = 2000;
  w.session.flush();
  QCOMPARE(w.session.sent.size(), sent);  // what the loop tells is not sent back to it
  QTest::keyClick(w.tree, Qt::Key_0, Qt::ControlModifier);
  QCOMPARE(w.session.sent.back().value, 1000U);
}

void WindowTest::demosAreRequestedByName() {
  Window w;
  QSignalSpy requested(&w.window.inspector(), &InspectorWidget::demoRequested);
  w.described<QComboBox>("Demo")->setCurrentIndex(1);
  QTest::mouseClick(w.find<QToolButton>("Start demo"), Qt::LeftButton);
  QCOMPARE(requested.value(0).value(0).toString(), QString("manual"));
}

void WindowTest::shortcutsAreListed() {
  Window w;
  QTest::keyClick(w.tree, Qt::Key_Slash, Qt::ControlModifier);
  QDialog* dialog = w.window.findChild<QDialog*>();
  QVERIFY(dialog && dialog->isVisible());
  const auto* list = dialog->findChild<QTreeView*>();
  QVERIFY(list->model()->rowCount() >= 5);
  QTest::keyClick(dialog, Qt::Key_Escape);
  QVERIFY(!dialog->isVisible());
}

void WindowTest::layoutAndPreferencesSurviveARestart() {
  QTemporaryDir folder;
  const QString path = folder.filePath("loopscope.ini");
  QList<int> sizes;
  {
    QSettings settings(path, QSettings::IniFormat);
    InspectorWindow window(&settings);
    window.resize(1200, 700);
    window.show();
    window.findChild<QSplitter*>()->setSizes({500, 300, 400});
    sizes = window.findChild<QSplitter*>()->sizes();
    treeOf(window)->setColumnHidden(4, true);
    Preferences preferences;
    preferences.retention = 123;
    preferences.style = Style::dark;
    window.inspector().setPreferences(preferences);
    emit window.inspector().preferencesChanged(preferences);
    window.close();
  }
  QSettings settings(path, QSettings::IniFormat);
  InspectorWindow window(&settings);
  window.show();
  QCOMPARE(window.size(), QSize(1200, 700));
  QCOMPARE(window.findChild<QSplitter*>()->sizes(), sizes);
  QVERIFY(treeOf(window)->isColumnHidden(4));
  QCOMPARE(window.inspector().preferences().retention, 123);
  QVERIFY(window.inspector().preferences().style == Style::dark);
  FakeSession session;
  window.inspector().setSession(&session);
  QCOMPARE(session.retention, 123);
}

void WindowTest::aDestroyedSessionLeavesAnEmptyWindow() {
  InspectorWindow window(nullptr);
  window.show();
  {
    FakeSession session;
    window.inspector().setSession(&session);
    playScene(session);
    QVERIFY(treeOf(window)->model()->rowCount() > 0);
  }
  QCOMPARE(treeOf(window)->model()->rowCount(), 0);
  QTest::qWait(20);
}

QTEST_MAIN(WindowTest)
#include "window_test.moc"
