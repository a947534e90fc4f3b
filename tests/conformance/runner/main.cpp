// SPDX-License-Identifier: MIT
#include <iostream>
#include <string>

#include <loopscope/logging.h>
#include <loopscope/scenario/refusal.h>
#include <loopscope/scenario/runner.h>

/// Runs many scenarios in one process: reads the name of a file a line, and answers each with its trace
/// and a line `{"exit": …}`, for tests/conformance/fuzz.py.
int main() {
  using namespace loopscope::scenario;
  loopscope::set_log_sink([](loopscope::LogLevel, std::string_view) {});
  std::ios::sync_with_stdio(false);
  for (std::string file; std::getline(std::cin, file);) {
    int status = 0;
    try {
      const Scenario scenario = Scenario::load(file);
      const auto print = [](const TraceEvent& event) { std::cout << event.to_json() << '\n'; };
      const RunResult result = run(scenario, print);
      status = result.succeeded && result.limit.empty() ? 0 : 1;
    } catch (const Refusal& refusal) {
      std::cerr << refusal.what() << '\n';
      status = 2;
    }
    std::cout << "{\"exit\": " << status << "}" << std::endl;
  }
  return 0;
}
