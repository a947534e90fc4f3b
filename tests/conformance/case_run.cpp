// SPDX-License-Identifier: MIT
#include "case_run.h"

#include <memory>
#include <vector>

#include <QTest>

#include <loopscope/scenario/json_reader.h>
#include <loopscope/scenario/scenario.h>

#include "trace_reader.h"

namespace loopscope::tests {

void add_case_rows() {
  QTest::addColumn<QString>("stem");
  const QString folder = conformance_folder() + QStringLiteral("/cases/");
  for (const std::string& name : scenario_names(folder))
    QTest::newRow(name.c_str()) << folder + QString::fromStdString(name);
}

QString run_case(const QString& stem, const Drive& drive, const std::function<void()>& at_event) {
  const auto scenario = scenario::Scenario::load((stem + QStringLiteral(".json")).toStdString());
  std::vector<scenario::Value> trace;
  const auto note = [&](const scenario::TraceEvent& event) {
    trace.push_back(scenario::read_json(event.to_json()).to_value());
    at_event();
  };
  std::unique_ptr<scenario::Interpreter> interpreter;  // outlives the loop, whose calls refer to it
  Loop loop(std::make_unique<VirtualClock>());
  interpreter = std::make_unique<scenario::Interpreter>(scenario, loop, note);
  interpreter->on_end([&loop] { loop.stop(); });
  const bool stalled = drive(loop, *interpreter);
  interpreter->finish(stalled);
  const auto expected = read_trace(stem + QStringLiteral(".trace.jsonl"));
  if (expected.empty()) return QStringLiteral("there is no trace beside the case");
  return difference(expected, trace);
}

bool run_to_the_end(Loop& loop, scenario::Interpreter& interpreter) {
  interpreter.start();
  try {
    loop.run_forever();
    return false;
  } catch (const RuntimeError&) {
    return true;  // a loop with a virtual clock does not wait for ever
  }
}

}  // namespace loopscope::tests
