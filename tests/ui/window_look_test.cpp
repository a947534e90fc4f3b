// SPDX-License-Identifier: MIT
#include <QAbstractButton>
#include <QApplication>
#include <QLineEdit>
#include <QTest>
#include <QTreeView>

#include <tests/ui/scene.h>
#include <ui/views/inspector_widget.h>
#include <ui/views/inspector_window.h>
#include <ui/views/theme.h>

using namespace loopscope::ui;
using namespace loopscope::ui::test;

/// With LOOPSCOPE_LOOK_DIR set, each window is also written there as a picture.
class WindowLookTest : public QObject {
  Q_OBJECT

 private slots:
  void everyButtonAndFieldIsInsideTheWindow_data();
  void everyButtonAndFieldIsInsideTheWindow();
  void theStoryLeavesRoomForTheViews();
};

namespace {

void fill(InspectorWindow& window, FakeSession& session) {
  window.inspector().setDemos({{"bridge", "A thread resolves a future"}, {"manual", "By hand"}});
  window.inspector().showStory(sceneStory());
  window.inspector().setSession(&session);
  window.show();
  playScene(session);
  auto* tree = window.findChild<QTreeView*>();
  tree->setCurrentIndex(tree->model()->index(0, 0));
  QTest::qWait(20);
}

void keepPicture(QWidget& window) {
  const QString folder = qEnvironmentVariable("LOOPSCOPE_LOOK_DIR");
  if (folder.isEmpty()) return;
  QVERIFY(window.grab().save(QString("%1/%2.png").arg(folder, QTest::currentDataTag())));
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
  keepPicture(window);
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

void WindowLookTest::theStoryLeavesRoomForTheViews() {
  FakeSession session;
  InspectorWindow window(nullptr);
  window.resize(900, 560);
  fill(window, session);
  QVERIFY(window.findChild<QTreeView*>()->height() > 120);
}

QTEST_MAIN(WindowLookTest)
#include "window_look_test.moc"
