// SPDX-License-Identifier: MIT
// How the time of an event is written.
#include <QTest>

#include <limits>

#include <loopscope/scenario/trace.h>

using namespace loopscope;

class TraceTime : public QObject {
  Q_OBJECT

 private slots:
  void is_rounded_to_microseconds_half_to_even_data() {
    QTest::addColumn<qint64>("nanoseconds");
    QTest::addColumn<QByteArray>("seconds");
    QTest::newRow("the beginning") << qint64{0} << QByteArray("0.0");
    QTest::newRow("less than half") << qint64{1'499} << QByteArray("1e-06");
    QTest::newRow("half, below an even one") << qint64{1'500} << QByteArray("2e-06");
    QTest::newRow("half, above an even one") << qint64{2'500} << QByteArray("2e-06");
    QTest::newRow("more than half") << qint64{2'501} << QByteArray("3e-06");
    QTest::newRow("the end of time")
        << std::numeric_limits<qint64>::max() << QByteArray("9223372036.854776");
  }
  void is_rounded_to_microseconds_half_to_even() {
    QFETCH(qint64, nanoseconds);
    QFETCH(QByteArray, seconds);
    const scenario::TraceEvent event{
        .time = Duration(nanoseconds), .who = "main", .ev = "log", .fields = {}};
    QCOMPARE(QByteArray::fromStdString(event.to_json()),
             R"({"t": )" + seconds + R"(, "who": "main", "ev": "log"})");
  }
};

QTEST_GUILESS_MAIN(TraceTime)
#include "trace_time_test.moc"
