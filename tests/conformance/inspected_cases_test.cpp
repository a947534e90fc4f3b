// SPDX-License-Identifier: MIT
#include <QTest>

#include <loopscope/inspect/inspector.h>
#include <tests/engine/record_reader.h>

#include <memory>
#include <thread>

#include "case_run.h"

using namespace loopscope;

namespace {

/// A thread that reads the journal while the loop runs, as a session does.
class Reader {
 public:
  explicit Reader(inspect::Journal& journal) : reader_(journal) {
    thread_ = std::jthread([this](const std::stop_token& stop) {
      while (!stop.stop_requested()) reader_.read();
    });
  }

  /// What was wrong with the records; empty for nothing.
  QString finish() {
    thread_.request_stop();
    thread_.join();
    reader_.read();
    if (reader_.last_sequence == 0) return QStringLiteral("there are no records");
    if (reader_.dropped + reader_.holes > 0)
      return QStringLiteral("records are missing: %1 dropped, %2 lost")
          .arg(reader_.dropped)
          .arg(reader_.holes);
    if (reader_.unknown_texts > 0) return QStringLiteral("texts are missing");
    if (reader_.unknown_threads > 0) return QStringLiteral("threads were not introduced");
    return {};
  }

 private:
  test::RecordReader reader_;
  std::jthread thread_;
};

/// What differs from asyncio, or is wrong with the records.
QString inspect_case(const QString& stem, bool tell_all_at_each_event) {
  QString complaint;
  std::shared_ptr<inspect::Port> port;
  const auto drive = [&](Loop& loop, scenario::Interpreter& interpreter) {
    const inspect::Inspector inspector(loop, {.journal_slots = 1 << 17});
    port = inspector.port();
    Reader reader(port->journal());
    const bool stalled = tests::run_to_the_end(loop, interpreter);
    complaint = reader.finish();
    return stalled;
  };
  const auto tell_all = [&] {
    if (tell_all_at_each_event) port->request_snapshot();
  };
  const QString difference = tests::run_case(stem, drive, tell_all);
  return difference.isEmpty() ? complaint : difference;
}

}  // namespace

/// Whoever looks changes nothing: every case runs as on asyncio while its loop is inspected.
class InspectedCasesTest : public QObject {
  Q_OBJECT

 private slots:
  void anInspectedCaseRunsAsOnAsyncio_data() { tests::add_case_rows(); }
  void anInspectedCaseRunsAsOnAsyncio() {
    QFETCH(const QString, stem);
    QCOMPARE(inspect_case(stem, false), QString());
  }

  void aCaseWhoseReadersComeAndGoRunsAsOnAsyncio_data() { tests::add_case_rows(); }
  void aCaseWhoseReadersComeAndGoRunsAsOnAsyncio() {
    QFETCH(const QString, stem);
    QCOMPARE(inspect_case(stem, true), QString());
  }
};

QTEST_GUILESS_MAIN(InspectedCasesTest)

#include "inspected_cases_test.moc"
