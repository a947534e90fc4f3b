// SPDX-License-Identifier: MIT
#include <QTest>

#include <QTimer>

#include <loopscope/qt/bridge.h>
#include <tests/conformance/case_run.h>
#include <tests/qt/spin.h>

using namespace loopscope;

namespace {

bool is_idle(const Loop& loop, const scenario::Interpreter& interpreter) {
  const detail::LoopCore& core = loop.core();
  return core.ready().empty() && core.timers() == 0 && interpreter.threads_alive() == 0;
}

/// Whether the loop stalled.
bool run_on_bridge(Loop& loop, scenario::Interpreter& interpreter) {
  qt::QtBridge bridge(loop);
  interpreter.start();
  const bool over =
      test::spin_until([&] { return !bridge.is_driving() || is_idle(loop, interpreter); });
  if (!over) QTest::qFail("the case did not end", __FILE__, __LINE__);
  return bridge.is_driving();
}

}  // namespace

/// A loop inside Qt's keeps asyncio's order: every case of the conformance tests runs on a bridge as it
/// ran on CPython 3.13. ctest runs it with each of Qt's dispatchers.
class CasesTest : public QObject {
  Q_OBJECT

 private slots:
  void aCaseOnABridgeRunsAsOnAsyncio_data() { tests::add_case_rows(); }
  void aCaseOnABridgeRunsAsOnAsyncio() {
    QFETCH(const QString, stem);
    QCOMPARE(tests::run_case(stem, run_on_bridge), QString());
  }

  void aCaseOnABridgeRunsAsOnAsyncioWhileQtIsBusy_data() { tests::add_case_rows(); }
  void aCaseOnABridgeRunsAsOnAsyncioWhileQtIsBusy() {
    QFETCH(const QString, stem);
    QTimer flood;
    flood.start(0);
    QCOMPARE(tests::run_case(stem, run_on_bridge), QString());
  }
};

QTEST_GUILESS_MAIN(CasesTest)

#include "cases_test.moc"
