// SPDX-License-Identifier: MIT
#include <QLabel>
#include <QTableView>
#include <QTest>
#include <QToolButton>

#include <tests/ui/scene.h>
#include <tests/ui/window_fixture.h>

using namespace loopscope::ui;
using namespace loopscope::ui::test;

/// "Firing order", and the banner about what goes wrong in it.
class WindowFiringTest : public QObject {
  Q_OBJECT

 private slots:
  void theFiringOrderFollowsUntilItIsScrolled();
  void returnInTheFiringOrderSelectsTheObject();
  void anUnhandledErrorIsExplained();
};

void WindowFiringTest::theFiringOrderFollowsUntilItIsScrolled() {
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

void WindowFiringTest::returnInTheFiringOrderSelectsTheObject() {
  Window w;
  auto* table = w.find<QTableView>("Firing order");
  table->setFocus();
  table->setCurrentIndex(table->model()->index(0, 0));
  QTest::keyClick(table, Qt::Key_Return);
  QCOMPARE(w.selectedNames(), QString("fetch"));
  QVERIFY(!w.described<QLabel>("Why it fired here")->text().isEmpty());
}

void WindowFiringTest::anUnhandledErrorIsExplained() {
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

QTEST_MAIN(WindowFiringTest)
#include "window_firing_test.moc"
