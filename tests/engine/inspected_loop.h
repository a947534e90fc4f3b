// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <QTest>

#include <loopscope/inspect/inspector.h>
#include <loopscope/logging.h>
#include <loopscope/sleep.h>
#include <tests/engine/record_reader.h>

namespace loopscope::test {

using inspect::Inspector;
using inspect::InspectorOptions;
using inspect::RecordKind;

using Words = std::vector<std::string>;

inline Coro<int> plus_one(Future<int> future) { co_return co_await future + 1; }
inline Coro<void> yield_once() { co_await sleep(Duration::zero()); }
inline Coro<void> fail(std::string message) {
  co_await sleep(Duration::zero());
  throw std::runtime_error(message);
}
inline Coro<void> stay(Future<void> gate) { co_await gate; }

/// A loop driven by hand, inspected from the beginning, whose first records have been read.
struct Fixture {
  explicit Fixture(InspectorOptions options = {}) : inspector(loop, std::move(options)) {
    reader.read();
  }

  /// Runs so many iterations and gives what was recorded of them, without the iterations as such.
  Words turn(int iterations = 1) {
    for (int i = 0; i < iterations; ++i) {
      loop.stop();
      loop.run_forever();
    }
    Words words = reader.words();
    std::erase_if(words,
                  [](const std::string& word) { return word == "iteration" || word == "running"; });
    return words;
  }

  Loop loop{std::make_unique<VirtualClock>()};
  Inspector inspector;
  RecordReader reader{inspector.journal()};
};

inline void expect(const Words& actual, const Words& expected) {
  for (std::size_t i = 0; i < std::max(actual.size(), expected.size()); ++i) {
    const std::string a = i < actual.size() ? actual[i] : "(nothing)";
    const std::string e = i < expected.size() ? expected[i] : "(nothing)";
    if (a != e) qWarning("record %zu: %s, expected %s", i, a.c_str(), e.c_str());
  }
  QCOMPARE(actual, expected);
}

inline std::string default_name(const AnyTask& task) {
  return "Task-" + std::to_string(static_cast<detail::TaskState&>(task.state()).number());
}

struct QuietLog {
  QuietLog() {
    set_log_sink([](LogLevel, std::string_view) {});
  }
  ~QuietLog() { set_log_sink({}); }
};

}  // namespace loopscope::test
