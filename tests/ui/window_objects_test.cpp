// SPDX-License-Identifier: MIT
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QTest>

#include <algorithm>

#include <tests/ui/scene.h>
#include <tests/ui/window_fixture.h>

using namespace loopscope::ui;
using namespace loopscope::ui::test;

/// "Futures and tasks", its filter, and the details of what is selected there.
class WindowObjectsTest : public QObject {
  Q_OBJECT

 private slots:
  void copyTakesTheSelectedRowsWithTabs();
  void theFilterTellsWhatIsWrongBesideItself();
  void selectionAndFoldingOutliveMovesInTheTree();
  void aLinkInTheDetailsSelectsTheOther();
  void aPrimitiveShowsHowItStandsAndIsOnlyToLookAt();
};

void WindowObjectsTest::copyTakesTheSelectedRowsWithTabs() {
  Window w;
  w.select("greet");
  w.tree->setFocus();
  QTest::keyClick(w.tree, Qt::Key_C, Qt::ControlModifier);
  const QString text = QApplication::clipboard()->text();
  QCOMPARE(text.count('\n'), 2);  // the titles come first
  QVERIFY(text.startsWith("Name\tKind\tState\tValue\n"));
  QVERIFY(text.contains("\ngreet\tTask\t"));
}

void WindowObjectsTest::theFilterTellsWhatIsWrongBesideItself() {
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

void WindowObjectsTest::selectionAndFoldingOutliveMovesInTheTree() {
  Window w;
  QVERIFY(w.tree->isExpanded(w.row("outermost")));
  QVERIFY(w.tree->isExpanded(w.row("middle")));
  w.select("gate");
  w.tree->collapse(w.row("fetch"));
  w.session.records.task(20, "newcomer");
  w.session.records.awaiting(20, chain);  // all three levels move below the newcomer
  w.session.flush();
  QCOMPARE(w.selectedNames(), QString("gate"));
  QCOMPARE(w.tree->currentIndex().data().toString(), QString("gate"));
  QVERIFY(w.tree->isExpanded(w.row("newcomer")));
  QVERIFY(w.tree->isExpanded(w.row("middle")));
  w.session.records.task(21, "another");
  w.session.records.awaiting(21, fetch);
  w.session.flush();
  QVERIFY(!w.tree->isExpanded(w.row("fetch")));
}

void WindowObjectsTest::aLinkInTheDetailsSelectsTheOther() {
  Window w;
  w.select("answer");
  QLabel* waiters = nullptr;
  for (QLabel* label : w.window.findChildren<QLabel*>())
    if (label->isVisible() && label->text().contains("object:1\"")) waiters = label;
  QVERIFY(waiters);
  emit waiters->linkActivated("object:1");
  QCOMPARE(w.selectedNames(), QString("fetch"));
  QTest::keyClick(w.tree, Qt::Key_Left, Qt::AltModifier);
  QCOMPARE(w.selectedNames(), QString("answer"));
}

void WindowObjectsTest::aPrimitiveShowsHowItStandsAndIsOnlyToLookAt() {
  Window w;
  w.session.records.created(30, loopscope::inspect::ObjectKind::primitive, "file", "Lock");
  w.session.records.changed(30, "locked, 2 wait");
  w.session.flush();
  w.select("file");
  w.tree->setFocus();
  QTest::keyClick(w.tree, Qt::Key_C, Qt::ControlModifier);
  QVERIFY(QApplication::clipboard()->text().endsWith("\nfile\tLock\tpresent\tlocked, 2 wait\n"));
  const auto shows = [&w](const QString& text) {
    const auto labels = w.window.findChildren<QLabel*>();
    return std::any_of(labels.begin(), labels.end(), [&text](const QLabel* label) {
      return label->isVisible() && label->text().contains(text);
    });
  };
  QVERIFY(shows("Lock · present · #30"));
  QVERIFY(shows("A Lock is only to look at: act on the tasks that use it."));
  QTest::keyClick(w.tree, Qt::Key_Delete);
  QTest::keyClick(w.tree, Qt::Key_K, Qt::ControlModifier);
  QVERIFY(w.session.sent.empty());

  w.tree->selectAll();
  QTest::keyClick(w.tree, Qt::Key_K, Qt::ControlModifier);
  QVERIFY(!w.session.sent.empty());
  for (const auto& command : w.session.sent) QVERIFY(command.object != 30);
}

QTEST_MAIN(WindowObjectsTest)
#include "window_objects_test.moc"
