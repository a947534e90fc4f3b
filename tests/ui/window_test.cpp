// SPDX-License-Identifier: MIT
#include <QAccessible>
#include <QApplication>
#include <QClipboard>
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

#include <tests/ui/scene.h>
#include <tests/ui/window_fixture.h>
#include <ui/views/preferences.h>

using namespace loopscope::ui;
using namespace loopscope::ui::test;
using loopscope::inspect::CommandKind;

/// The window around a session that a test plays by hand, driven by clicks and keys.
class WindowTest : public QObject {
  Q_OBJECT

 private slots:
  void allNamesOfTheContractAreThere();
  void thePausedLoopOffersRunAndSteps();
  void theRunningLoopOffersPause();
  void loopButtonsSendTheirCommands();
  void theSpeedSliderSendsThousandths();
  void aTaskTakesNoResultAndTheButtonSaysSo();
  void aResultIsSentByReturnAndByTheButton();
  void wrongTextIsRefusedBesideTheField();
  void aRefusalOfAnotherSelectionIsNotShown();
  void anExceptionIsThrownWithTypeAndMessage();
  void severalObjectsAreCancelledTogether();
  void aCallbackIsAddedToADoneFutureToo();
  void copyTakesTheSelectedRowsWithTabs();
  void theFilterTellsWhatIsWrongBesideItself();
  void selectionAndFoldingOutliveMovesInTheTree();
  void aLinkInTheDetailsSelectsTheOther();
  void theFiringOrderFollowsUntilItIsScrolled();
  void returnInTheFiringOrderSelectsTheObject();
  void anUnhandledErrorIsExplained();
  void newFuturesAreAskedForInADialog();
  void demosAreRequestedByName();
  void shortcutsAreListed();
  void layoutAndPreferencesSurviveARestart();
  void aDestroyedSessionLeavesAnEmptyWindow();
};

namespace {

QString selectedNames(const Window& w) {
  QStringList names;
  for (const QModelIndex& row : w.tree->selectionModel()->selectedRows())
    names << row.data().toString();
  names.sort();
  return names.join(' ');
}

}  // namespace

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

void WindowTest::aTaskTakesNoResultAndTheButtonSaysSo() {
  Window w;
  w.select("fetch");
  const auto* button = w.find<QToolButton>("Set result");
  QVERIFY(!button->isEnabled());
  QVERIFY(button->toolTip().contains("A task takes no result"));
  QVERIFY(w.described<QLabel>("Why not")->text().contains("A task takes no result"));
  QVERIFY(w.find<QToolButton>("Cancel future")->isEnabled());
  w.select("greet");
  QCOMPARE(selectedNames(w), QString("greet"));
  QVERIFY(!w.find<QToolButton>("Cancel future")->isEnabled());
  QVERIFY(w.find<QToolButton>("Cancel future")->toolTip().contains("Already done"));
}

void WindowTest::aResultIsSentByReturnAndByTheButton() {
  Window w;
  w.select("answer");
  auto* field = w.find<QLineEdit>("Result value");
  QTest::keyClick(w.tree, Qt::Key_Return);
  QVERIFY(field->hasFocus());
  QTest::keyClicks(field, "42");
  QTest::keyClick(field, Qt::Key_Return);
  QVERIFY(w.session.sent.back().kind == CommandKind::set_result);
  QCOMPARE(w.session.sent.back().object, answer);
  QCOMPARE(w.session.sent.back().text, std::string("42"));
  QTest::mouseClick(w.find<QToolButton>("Set result"), Qt::LeftButton);
  QCOMPARE(w.session.sent.size(), 2U);
  w.session.answer(OutcomeKind::done);
  QCOMPARE(field->text(), QString());
}

void WindowTest::wrongTextIsRefusedBesideTheField() {
  Window w;
  w.select("answer");
  auto* field = w.find<QLineEdit>("Result value");
  const auto* error = w.described<QLabel>("Result error");
  field->setFocus();
  QTest::keyClicks(field, "forty-two");
  QTest::keyClick(field, Qt::Key_Return);
  w.session.answer(OutcomeKind::refused, "'forty-two' is no int");
  QCOMPARE(error->text(), QString("'forty-two' is no int"));
  QVERIFY(error->isVisible());
  QCOMPARE(field->text(), QString("forty-two"));
  QTest::keyClick(field, Qt::Key_Backspace);
  QCOMPARE(error->text(), QString());
}

void WindowTest::aRefusalOfAnotherSelectionIsNotShown() {
  Window w;
  w.select("answer");
  QTest::mouseClick(w.find<QToolButton>("Set result"), Qt::LeftButton);
  w.select("greeting");
  w.session.answer(OutcomeKind::refused, "no int");
  QCOMPARE(w.described<QLabel>("Result error")->text(), QString());
  QCOMPARE(w.described<QLabel>("News")->text(), QString("no int"));
}

void WindowTest::anExceptionIsThrownWithTypeAndMessage() {
  Window w;
  w.select("answer");
  w.described<QComboBox>("Exception type")->setCurrentText("TimeoutError");
  auto* field = w.find<QLineEdit>("Exception message");
  QTest::keyClicks(field, "too late");
  QTest::mouseClick(w.find<QToolButton>("Throw exception"), Qt::LeftButton);
  const auto& sent = w.session.sent.back();
  QVERIFY(sent.kind == CommandKind::throw_error);
  QCOMPARE(sent.text, std::string("TimeoutError"));
  QCOMPARE(sent.message, std::string("too late"));
}

void WindowTest::severalObjectsAreCancelledTogether() {
  Window w;
  w.tree->setFocus();
  w.tree->selectAll();
  QTest::keyClicks(w.find<QLineEdit>("Cancel message"), "enough");
  QTest::keyClick(w.tree, Qt::Key_Delete);
  QCOMPARE(w.session.sent.size(), w.session.store().status().pending);
  for (const auto& command : w.session.sent) {
    QVERIFY(command.kind == CommandKind::cancel);
    QCOMPARE(command.message, std::string("enough"));
    QVERIFY(command.has_message);
  }
}

void WindowTest::aCallbackIsAddedToADoneFutureToo() {
  Window w;
  w.select("greet");
  QTest::keyClick(w.tree, Qt::Key_B, Qt::ControlModifier);
  QVERIFY(w.session.sent.back().kind == CommandKind::add_callback);
  QCOMPARE(w.session.sent.back().object, greet);
}

void WindowTest::copyTakesTheSelectedRowsWithTabs() {
  Window w;
  w.select("greet");
  w.tree->setFocus();
  QTest::keyClick(w.tree, Qt::Key_C, Qt::ControlModifier);
  const QString text = QApplication::clipboard()->text();
  QCOMPARE(text.count('\n'), 1);
  QVERIFY(text.startsWith("greet\tTask\t"));
}

void WindowTest::theFilterTellsWhatIsWrongBesideItself() {
  Window w;
  auto* filter = w.find<QLineEdit>("Filter");
  QTest::keyClick(w.tree, Qt::Key_F, Qt::ControlModifier);
  QVERIFY(filter->hasFocus());
  QTest::keyClicks(filter, "state:nonsense");
  QTest::keyClick(filter, Qt::Key_Return);
  QVERIFY(w.described<QLabel>("Filter error")->isVisible());
  QVERIFY(w.described<QLabel>("Filter error")->text().contains("nonsense"));
  filter->setText("kind:future");
  QTest::keyClick(filter, Qt::Key_Return);
  QVERIFY(!w.described<QLabel>("Filter error")->isVisible());
  filter->setText("no such thing");
  QTest::keyClick(filter, Qt::Key_Return);
  QCOMPARE(w.tree->model()->rowCount(), 0);
  QTest::keyClick(filter, Qt::Key_Escape);
  QCOMPARE(filter->text(), QString());
  QVERIFY(w.tree->model()->rowCount() > 0);
}

void WindowTest::selectionAndFoldingOutliveMovesInTheTree() {
  Window w;
  QVERIFY(w.tree->isExpanded(w.row("outermost")));
  QVERIFY(w.tree->isExpanded(w.row("middle")));
  w.select("gate");
  w.tree->collapse(w.row("fetch"));
  w.session.records.task(20, "newcomer");
  w.session.records.awaiting(20, chain);  // all three levels move below the newcomer
  w.session.flush();
  QCOMPARE(selectedNames(w), QString("gate"));
  QCOMPARE(w.tree->currentIndex().data().toString(), QString("gate"));
  QVERIFY(w.tree->isExpanded(w.row("newcomer")));
  QVERIFY(w.tree->isExpanded(w.row("middle")));
  w.session.records.task(21, "another");
  w.session.records.awaiting(21, fetch);
  w.session.flush();
  QVERIFY(!w.tree->isExpanded(w.row("fetch")));
}

void WindowTest::aLinkInTheDetailsSelectsTheOther() {
  Window w;
  w.select("answer");
  QLabel* waiters = nullptr;
  for (QLabel* label : w.window.findChildren<QLabel*>())
    if (label->isVisible() && label->text().contains("object:1\"")) waiters = label;
  QVERIFY(waiters);
  emit waiters->linkActivated("object:1");
  QCOMPARE(selectedNames(w), QString("fetch"));
  QTest::keyClick(w.tree, Qt::Key_Left, Qt::AltModifier);
  QCOMPARE(selectedNames(w), QString("answer"));
}

void WindowTest::theFiringOrderFollowsUntilItIsScrolled() {
  Window w;
  auto* table = w.find<QTableView>("Firing order");
  const auto fire = [&w](int times) {
    for (int i = 0; i < times; ++i) {
      const auto ticket = w.session.schedule(CallKind::call, 0, "tick");
      w.session.begin(ticket);
      w.session.end(ticket);
    }
    w.session.flush();
  };
  const auto last_is_visible = [table] {
    const QModelIndex last = table->model()->index(table->model()->rowCount() - 1, 0);
    return table->viewport()->rect().intersects(table->visualRect(last));
  };
  fire(200);
  QVERIFY(last_is_visible());
  table->setFocus();
  QTest::keyClick(table, Qt::Key_Home, Qt::ControlModifier);
  fire(50);
  QVERIFY(!last_is_visible());
  auto* newest = w.find<QToolButton>("Go to newest");
  QVERIFY(newest->isVisible());
  QTest::mouseClick(newest, Qt::LeftButton);
  QVERIFY(last_is_visible());
  QVERIFY(!newest->isVisible());
  fire(50);
  QVERIFY(last_is_visible());
}

void WindowTest::returnInTheFiringOrderSelectsTheObject() {
  Window w;
  auto* table = w.find<QTableView>("Firing order");
  table->setFocus();
  table->setCurrentIndex(table->model()->index(0, 0));
  QTest::keyClick(table, Qt::Key_Return);
  QCOMPARE(selectedNames(w), QString("fetch"));
  QVERIFY(!w.described<QLabel>("Why it fired here")->text().isEmpty());
}

void WindowTest::anUnhandledErrorIsExplained() {
  Window w;
  const auto* banner = w.described<QLabel>("Explanation");
  QVERIFY(banner->isVisible());
  QVERIFY(banner->text().contains("InvalidStateError"));
  QTest::mouseClick(w.find<QToolButton>("Close explanation"), Qt::LeftButton);
  QVERIFY(!banner->isVisible());
  const auto finding = w.session.records.text("thread 'legacy' called set_result");
  w.session.records.write(RecordKind::misuse, answer).text2 = finding;
  w.session.flush();
  QVERIFY(banner->isVisible());
  QVERIFY(banner->text().contains("thread 'legacy' called set_result"));
  QVERIFY(banner->text().contains("call_soon_threadsafe"));
}

void WindowTest::newFuturesAreAskedForInADialog() {
  Window w;
  QTest::mouseClick(w.find<QToolButton>("New future"), Qt::LeftButton);
  QDialog* dialog = w.window.findChild<QDialog*>();
  QVERIFY(dialog && dialog->isVisible());
  auto* name = dialog->findChild<QLineEdit*>();
  QTest::keyClicks(name, "mine");
  QTest::keyClick(name, Qt::Key_Return);
  const auto& sent = w.session.sent.back();
  QVERIFY(sent.kind == CommandKind::create_future);
  QCOMPARE(sent.text, std::string("int"));
  QCOMPARE(sent.message, std::string("mine"));
  w.session.answer(OutcomeKind::refused, "no room");
  QVERIFY(dialog->isVisible());
  QVERIFY(w.described<QLabel>("New object error")->text().contains("no room"));
  QTest::keyClick(name, Qt::Key_Return);
  w.session.answer(OutcomeKind::done);
  QVERIFY(!dialog->isVisible());
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
