// SPDX-License-Identifier: MIT
#include <QAbstractButton>
#include <QApplication>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QTest>
#include <QTreeView>

#include <loopscope/ui/views/action_set.h>
#include <loopscope/ui/views/inspector_widget.h>
#include <loopscope/ui/views/inspector_window.h>
#include <loopscope/ui/views/theme.h>
#include <tests/ui/scene.h>
#include <tests/ui/window_fixture.h>

using namespace loopscope::ui;
using namespace loopscope::ui::test;

/// With LOOPSCOPE_LOOK_DIR set, each window is also written there as a picture.
class WindowLookTest : public QObject {
  Q_OBJECT

 private slots:
  void everyButtonAndFieldIsInsideTheWindow_data();
  void everyButtonAndFieldIsInsideTheWindow();
  void dialogsFitOnASmallScreen_data();
  void dialogsFitOnASmallScreen();
  void thingsGoneWrongAreReadable();
  void anEmptyWindowInvites();
  void theStoryLeavesRoomForTheViews();
};

namespace {

void fill(InspectorWindow& window, FakeSession& session) {
  window.inspector().setDemos({{"bridge", "A thread resolves a future"}, {"manual", "By hand"}});
  window.inspector().showStory(sceneStory());
  window.inspector().setSession(&session);
  window.show();
  playScene(session);
  auto* tree = treeOf(window);
  tree->setCurrentIndex(tree->model()->index(0, 0, tree->model()->index(0, 0)));
  QTest::qWait(20);
}

void keepPicture(QWidget& window, const QString& name) {
  const QString folder = qEnvironmentVariable("LOOPSCOPE_LOOK_DIR");
  if (folder.isEmpty()) return;
  QVERIFY(window.grab().save(QString("%1/%2.png").arg(folder, name)));
}

}  // namespace

void WindowLookTest::everyButtonAndFieldIsInsideTheWindow_data() {
  QTest::addColumn<QSize>("size");
  QTest::addColumn<QString>("style");
  for (const char* style : {"light", "dark"}) {
    QTest::addRow("narrow-%s", style) << QSize(900, 560) << style;
    QTest::addRow("wide-%s", style) << QSize(1400, 900) << style;
  }
}

void WindowLookTest::everyButtonAndFieldIsInsideTheWindow() {
  QFETCH(QSize, size);
  QFETCH(QString, style);
  applyStyle(*qApp, *styleFromName(style));
  FakeSession session;
  InspectorWindow window(nullptr);
  window.resize(size);
  fill(window, session);
  keepPicture(window, QTest::currentDataTag());
  QCOMPARE(window.size(), size);
  const QList<QAbstractButton*> buttons = window.findChildren<QAbstractButton*>();
  QVERIFY(buttons.size() >= 12);
  for (const QAbstractButton* button : buttons) {
    if (!button->isVisible() || button->accessibleName().isEmpty()) continue;
    const QRect place(button->mapTo(&window, QPoint()), button->size());
    QVERIFY2(window.rect().contains(place), qPrintable(button->accessibleName()));
    QVERIFY2(button->width() >= 20 && button->height() >= 18, qPrintable(button->accessibleName()));
  }
  for (const QLineEdit* field : window.findChildren<QLineEdit*>())
    if (field->isVisible()) QVERIFY2(field->width() >= 60, qPrintable(field->accessibleName()));
}

void WindowLookTest::dialogsFitOnASmallScreen_data() {
  QTest::addColumn<Act>("act");
  QTest::addRow("shortcuts") << Act::shortcuts;
  QTest::addRow("settings") << Act::settings;
  QTest::addRow("new-future") << Act::new_future;
  QTest::addRow("new-task") << Act::new_task;
}

void WindowLookTest::dialogsFitOnASmallScreen() {
  QFETCH(Act, act);
  applyStyle(*qApp, Style::light);
  FakeSession session;
  InspectorWindow window(nullptr);
  window.resize(900, 560);
  fill(window, session);
  window.inspector().actions()[act]->trigger();
  QDialog* dialog = window.findChild<QDialog*>();
  QVERIFY(dialog && dialog->isVisible() && dialog->isModal());
  QVERIFY(dialog->width() <= 900 && dialog->height() <= 600);
  QTest::qWait(20);
  keepPicture(*dialog, QTest::currentDataTag());
}

void WindowLookTest::thingsGoneWrongAreReadable() {
  for (const Style style : {Style::light, Style::dark}) {
    applyStyle(*qApp, style);
    FakeSession session;
    InspectorWindow window(nullptr);
    window.resize(900, 560);
    fill(window, session);
    window.inspector().showStory({});
    named<QLineEdit>(window, "Result value")->setText("forty-two");
    window.inspector().actions()[Act::set_result]->trigger();
    session.answer(OutcomeKind::refused, "'forty-two' is no int: write a whole number such as 42");
    const auto finding =
        session.records.text("thread 'legacy' called set_result of future 'answer'");
    session.records.write(RecordKind::misuse, answer).text2 = finding;
    session.records.write(RecordKind::gap).value = 1200;
    session.flush();
    auto* table = named<QTableView>(window, "Firing order");
    table->setCurrentIndex(table->model()->index(7, 3));
    QTest::qWait(20);
    keepPicture(window, "wrong-" + styleName(style));
    for (const QLabel* label : window.findChildren<QLabel*>()) {
      if (!label->isVisible() || label->text().isEmpty()) continue;
      const QPalette palette = label->palette();
      QVERIFY2(
          contrast(palette.color(QPalette::WindowText), palette.color(QPalette::Window)) >= 4.5,
          qPrintable(label->text()));
    }
  }
}

void WindowLookTest::anEmptyWindowInvites() {
  applyStyle(*qApp, Style::light);
  InspectorWindow window(nullptr);
  window.resize(1200, 700);
  window.inspector().setDemos({{"bridge", "A thread resolves a future"}});
  window.show();
  QTest::qWait(20);
  keepPicture(window, "empty");
  bool invites = false;
  for (const QLabel* label : window.findChildren<QLabel*>())
    invites = invites || (label->isVisible() && label->text().contains("Start a demo"));
  QVERIFY(invites);
}

void WindowLookTest::theStoryLeavesRoomForTheViews() {
  FakeSession session;
  InspectorWindow window(nullptr);
  window.resize(900, 560);
  fill(window, session);
  QVERIFY(treeOf(window)->height() > 120);
}

QTEST_MAIN(WindowLookTest)
#include "window_look_test.moc"
