// SPDX-License-Identifier: MIT
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QTest>
#include <QToolButton>

#include <tests/ui/scene.h>
#include <tests/ui/window_fixture.h>

using namespace loopscope::ui;
using namespace loopscope::ui::test;
using loopscope::inspect::CommandKind;

/// "Act on it": what is sent, and how an answer is shown.
class WindowActionTest : public QObject {
  Q_OBJECT

 private slots:
  void aTaskTakesNoResultAndTheButtonSaysSo();
  void aResultIsSentByReturnAndByTheButton();
  void wrongTextIsRefusedBesideTheField();
  void aRefusalOfAnotherSelectionIsNotShown();
  void anExceptionIsThrownWithTypeAndMessage();
  void severalObjectsAreCancelledTogether();
  void aCallbackIsAddedToADoneFutureToo();
  void newFuturesAreAskedForInADialog();
};

void WindowActionTest::aTaskTakesNoResultAndTheButtonSaysSo() {
  Window w;
  w.select("fetch");
  const auto* button = w.find<QToolButton>("Set result");
  QVERIFY(!button->isEnabled());
  QVERIFY(button->toolTip().contains("A task takes no result"));
  QVERIFY(w.described<QLabel>("Why not")->text().contains("A task takes no result"));
  QVERIFY(w.find<QToolButton>("Cancel future")->isEnabled());
  w.select("greet");
  QCOMPARE(w.selectedNames(), QString("greet"));
  QVERIFY(!w.find<QToolButton>("Cancel future")->isEnabled());
  QVERIFY(w.find<QToolButton>("Cancel future")->toolTip().contains("Already done"));
}

void WindowActionTest::aResultIsSentByReturnAndByTheButton() {
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

void WindowActionTest::wrongTextIsRefusedBesideTheField() {
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

void WindowActionTest::aRefusalOfAnotherSelectionIsNotShown() {
  Window w;
  w.select("answer");
  QTest::mouseClick(w.find<QToolButton>("Set result"), Qt::LeftButton);
  w.select("greeting");
  w.session.answer(OutcomeKind::refused, "no int");
  QCOMPARE(w.described<QLabel>("Result error")->text(), QString());
  QCOMPARE(w.described<QLabel>("News")->text(), QString("no int"));
}

void WindowActionTest::anExceptionIsThrownWithTypeAndMessage() {
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

void WindowActionTest::severalObjectsAreCancelledTogether() {
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

void WindowActionTest::aCallbackIsAddedToADoneFutureToo() {
  Window w;
  w.select("greet");
  QTest::keyClick(w.tree, Qt::Key_B, Qt::ControlModifier);
  QVERIFY(w.session.sent.back().kind == CommandKind::add_callback);
  QCOMPARE(w.session.sent.back().object, greet);
}

void WindowActionTest::newFuturesAreAskedForInADialog() {
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

QTEST_MAIN(WindowActionTest)
#include "window_action_test.moc"
