// SPDX-License-Identifier: MIT
#include "support.h"

using namespace loopscope;
using namespace loopscope::test;

class LogSinkTest : public QObject {
  Q_OBJECT

 private slots:
  void cleanup() { set_log_sink({}); }

  void aSinkMayCauseADiagnostic() {
    int lines = 0;
    set_log_sink([&lines](LogLevel, std::string_view) {
      ++lines;
      log(LogLevel::info, "from inside of a sink: this line belongs on stderr");
    });
    log(LogLevel::warning, "one");
    log(LogLevel::warning, "two");
    QCOMPARE(lines, 2);
  }

  void aSinkMayDropAFutureWhoseErrorNobodyFetched() {
    VirtualLoop loop;
    Future<int> failed = loop.create_future<int>("failed");
    failed.set_exception(std::runtime_error("never fetched, on purpose"));
    set_log_sink([&failed](LogLevel, std::string_view) { failed = {}; });
    log(LogLevel::warning, "drop it");
    QVERIFY(!failed);
  }

  void aSinkMayReplaceItself() {
    Events lines;
    set_log_sink([&lines](LogLevel, std::string_view) {
      set_log_sink([&lines](LogLevel, std::string_view line) { lines.emplace_back(line); });
    });
    log(LogLevel::info, "first");
    log(LogLevel::info, "second");
    QCOMPARE(lines, Events{"second"});
  }

  void theSinkBeforeGoesWithoutALock() {
    Events lines;
    set_log_sink([says_goodbye = std::make_shared<CallWhenGone>(
                      [] { log(LogLevel::info, "gone"); })](LogLevel, std::string_view) {});
    set_log_sink([&lines](LogLevel, std::string_view line) { lines.emplace_back(line); });
    QCOMPARE(lines, Events{"gone"});
  }
};

QTEST_GUILESS_MAIN(LogSinkTest)
#include "log_sink_test.moc"
