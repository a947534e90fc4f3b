// SPDX-License-Identifier: MIT
#include <QLabel>
#include <QMenu>
#include <QMenuBar>

#include <tests/ui/window_fixture.h>

using namespace loopscope::ui;
using namespace loopscope::ui::test;

class StatusLineTest : public QObject {
  Q_OBJECT

 private slots:
  void whatAMenuEntryDoesStandsBesideTheStatus() {
    Window w;
    const auto* status = w.described<QLabel>("Loop status");
    const auto* hint = w.described<QLabel>("Hint");
    const QString figures = status->text();
    QVERIFY(figures.contains("pending"));
    QTest::keyClick(&w.window, Qt::Key_F, Qt::AltModifier);
    auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
    QVERIFY(menu);
    QTest::keyClick(menu, Qt::Key_Up);  // the last entry: to quit
    QCOMPARE(hint->text(), QString("Close the window"));
    QCOMPARE(status->text(), figures);
    QTest::keyClick(menu, Qt::Key_Escape);
    QTRY_VERIFY(hint->text().isEmpty());
  }
};

QTEST_MAIN(StatusLineTest)
#include "status_line_test.moc"
