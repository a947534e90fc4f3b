// SPDX-License-Identifier: MIT
#include <QTest>

#include <loopscope/scenario/json_reader.h>
#include <loopscope/scenario/runner.h>

#include "case_run.h"
#include "trace_reader.h"

using namespace loopscope;

/// Every scenario of the cases folder runs as it ran on CPython 3.13, whose trace lies beside it.
class CasesTest : public QObject {
  Q_OBJECT

 private slots:
  void aCaseRunsAsOnAsyncio_data() { tests::add_case_rows(); }
  void aCaseRunsAsOnAsyncio();
};

void CasesTest::aCaseRunsAsOnAsyncio() {
  QFETCH(const QString, stem);
  const auto scenario = scenario::Scenario::load((stem + QStringLiteral(".json")).toStdString());
  std::vector<scenario::Value> trace;
  scenario::run(scenario, [&](const scenario::TraceEvent& event) {
    trace.push_back(scenario::read_json(event.to_json()).to_value());
  });
  const auto expected = tests::read_trace(stem + QStringLiteral(".trace.jsonl"));
  QVERIFY2(!expected.empty(), "there is no trace beside the case");
  const QString difference = tests::difference(expected, trace);
  QVERIFY2(difference.isEmpty(), qPrintable(difference));
}

QTEST_GUILESS_MAIN(CasesTest)

#include "cases_test.moc"
