// SPDX-License-Identifier: MIT
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

/// `loopscope run`, as a person or a script calls it.
class RunCommandTest : public QObject {
  Q_OBJECT

 private slots:
  void theProgramThatRunsLinksToNoWindow();
  void theTraceIsJsonLinesOnStdout();
  void everyScenarioOfTheProjectRunsByItself_data();
  void everyScenarioOfTheProjectRunsByItself();
  void theStatusTellsHowTheRootTaskEnded_data();
  void theStatusTellsHowTheRootTaskEnded();
  void severalFilesAreTracedOneAfterTheOther();
  void aBadFileAmongGoodOnesIsNamedAndTheOthersRun();
  void theVirtualClockDoesNotWaitAndTheSteadyOneDoes();
  void bothClocksGiveTheSameOrderOfEvents();
  void theTraceGoesToAFileToo();
  void aFullDiskIsNoticed();
  void quietPrintsNoTrace();
  void aLimitThatEndsTheTraceIsNamedOnStderr();
  void aStepLimitThatEndsTheTraceIsNamedOnStderr();
  void wrongArgumentsAreOneClearLine_data();
  void wrongArgumentsAreOneClearLine();
  void badFilesAreOneLineWithFilePlaceAndReason_data();
  void badFilesAreOneLineWithFilePlaceAndReason();
  void helpTellsTheOptions();
  void aFileMayBeCalledRunOrLikeAnOption();

 private:
  struct Run {
    int status;
    QByteArray out;
    QByteArray err;
  };
  static Run run(const QStringList& arguments, const QString& folder = {});
  QString write(const QString& name, const QByteArray& text) const;
  /// A scenario whose coroutine `main` has these steps.
  QString scenario(const QString& name, const QByteArray& steps) const;

  QTemporaryDir folder_;
};

namespace {

QString resources() { return QStringLiteral(LOOPSCOPE_SOURCE_FOLDER "/resources/scenarios"); }

QList<QJsonObject> events(const QByteArray& trace) {
  QList<QJsonObject> all;
  for (const QByteArray& line : trace.split('\n'))
    if (!line.isEmpty()) all << QJsonDocument::fromJson(line).object();
  return all;
}

QStringList logged(const QByteArray& trace) {
  QStringList texts;
  for (const QJsonObject& event : events(trace))
    if (event["ev"] == "log") texts << event["text"].toString();
  return texts;
}

}  // namespace

/// Without a display, and without anything that could lead to one.
RunCommandTest::Run RunCommandTest::run(const QStringList& arguments, const QString& folder) {
  QProcess process;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
    environment.remove(name);
  process.setProcessEnvironment(environment);
  if (!folder.isEmpty()) process.setWorkingDirectory(folder);
  process.start(qEnvironmentVariable("LOOPSCOPE_PROGRAM"), QStringList("run") + arguments);
  if (!process.waitForFinished(60000)) return {-1, {}, "did not end"};
  return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

QString RunCommandTest::write(const QString& name, const QByteArray& text) const {
  QFile file(folder_.filePath(name));
  if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size()) return {};
  return file.fileName();
}

QString RunCommandTest::scenario(const QString& name, const QByteArray& steps) const {
  return write(name, R"({"scenario": 1, "coroutines": {"main": [)" + steps + "]}}");
}

void RunCommandTest::theProgramThatRunsLinksToNoWindow() {
  QProcess ldd;
  ldd.start("ldd", {qEnvironmentVariable("LOOPSCOPE_PROGRAM")});
  QVERIFY(ldd.waitForFinished());
  const QByteArray libraries = ldd.readAllStandardOutput();
  QVERIFY(libraries.contains("libstdc++"));
  for (const char* library : {"Qt", "libX11", "libxcb", "libGL", "libwayland"})
    QVERIFY2(!libraries.contains(library), libraries.constData());
}

void RunCommandTest::theTraceIsJsonLinesOnStdout() {
  const Run ran = run({scenario("hello.json", R"({"log": "hello"}, {"sleep": 2}, {"return": 7})")});
  QCOMPARE(ran.err, QByteArray());
  QCOMPARE(ran.status, 0);
  const QList<QByteArray> lines = ran.out.split('\n');
  QCOMPARE(lines.size(), 4);
  QCOMPARE(lines[0], QByteArray(R"({"t": 0.0, "who": "main", "ev": "log", "text": "hello"})"));
  QCOMPARE(lines[1],
           QByteArray(R"({"t": 2.0, "who": "main", "ev": "end", "state": "result", "value": 7})"));
  QCOMPARE(lines[2], QByteArray(R"({"t": 2.0, "who": "loop", "ev": "pending", "names": []})"));
}

void RunCommandTest::everyScenarioOfTheProjectRunsByItself_data() {
  QTest::addColumn<QString>("file");
  QStringList files = QDir(resources()).entryList({"*.json"});
  files.removeOne("scenario.schema.json");
  QVERIFY(files.size() >= 12);
  for (const QString& file : files) QTest::newRow(qPrintable(file)) << resources() + "/" + file;
}

void RunCommandTest::everyScenarioOfTheProjectRunsByItself() {
  QFETCH(QString, file);
  const Run ran = run({file});
  QCOMPARE(ran.err, QByteArray());
  QVERIFY(ran.status == 0 || ran.status == 1);
  QVERIFY(events(ran.out).size() >= 2);
  QVERIFY(events(ran.out).last()["ev"] == "pending");
}

void RunCommandTest::theStatusTellsHowTheRootTaskEnded_data() {
  QTest::addColumn<QByteArray>("steps");
  QTest::addColumn<int>("status");
  QTest::addRow("result") << QByteArray(R"({"return": 1})") << 0;
  QTest::addRow("error") << QByteArray(R"({"raise": "ValueError", "message": "no"})") << 1;
  QTest::addRow("cancelled") << QByteArray(R"({"cancel": "main"}, {"sleep": 1})") << 1;
  QTest::addRow("stalled") << QByteArray(R"({"future": "never"}, {"await": "never"})") << 1;
}

void RunCommandTest::theStatusTellsHowTheRootTaskEnded() {
  QFETCH(QByteArray, steps);
  QFETCH(int, status);
  const QString file = scenario("root.json", steps);
  for (const char* clock : {"virtual", "steady"}) {
    const Run ran = run({"--clock", clock, file});
    if (status == 0 || !steps.contains("never"))
      QVERIFY(!ran.out.contains("stalled"));
    else
      QVERIFY(ran.out.contains("stalled"));
    QCOMPARE(ran.err, QByteArray());
    QCOMPARE(ran.status, status);
  }
}

void RunCommandTest::severalFilesAreTracedOneAfterTheOther() {
  const QString one = scenario("one.json", R"({"log": "one"})");
  const QString two = scenario("two.json", R"({"log": "two"}, {"raise": "ValueError"})");
  const Run ran = run({two, one, two});
  QCOMPARE(logged(ran.out), (QStringList{"two", "one", "two"}));
  QCOMPARE(ran.status, 1);
}

void RunCommandTest::aBadFileAmongGoodOnesIsNamedAndTheOthersRun() {
  const QString good = scenario("good.json", R"({"log": "good"})");
  const QString bad = scenario("bad.json", R"({"jump": 1})");
  const Run ran = run({good, bad, good});
  QCOMPARE(logged(ran.out), (QStringList{"good", "good"}));
  QCOMPARE(ran.status, 2);
  QCOMPARE(ran.err.count('\n'), 1);
  QVERIFY(ran.err.contains(bad.toLocal8Bit()));
}

void RunCommandTest::theVirtualClockDoesNotWaitAndTheSteadyOneDoes() {
  QElapsedTimer watch;
  watch.start();
  QCOMPARE(run({scenario("day.json", R"({"sleep": 86400})")}).status, 0);
  QVERIFY(watch.elapsed() < 10000);
  const QString nap = scenario("nap.json", R"({"sleep": 0.3})");
  watch.restart();
  QCOMPARE(run({"--clock=steady", nap}).status, 0);
  QVERIFY(watch.elapsed() >= 300);
}

void RunCommandTest::bothClocksGiveTheSameOrderOfEvents() {
  const QString file = write("order.json", R"({"scenario": 1, "coroutines": {
    "main": [{"queue": "q", "maxsize": 1}, {"spawn": "take", "as": "a"},
             {"spawn": "take", "as": "b"},
             {"repeat": 4, "do": [{"put": "q", "value": 1}, {"sleep": 0.02}]},
             {"call_later": "late", "delay": 0.05, "do": [{"cancel": "a"}, {"cancel": "b"}]},
             {"wait": ["a", "b"]}],
    "take": [{"repeat": 9, "do": [{"get": "q"}, {"log": "took"}]}]}})");
  const auto order = [](const Run& ran) {
    QList<QJsonObject> all = events(ran.out);
    for (QJsonObject& event : all) event.remove("t");
    return all;
  };
  const Run steady = run({"--clock", "steady", file});
  const Run jumping = run({"--clock", "virtual", file});
  QCOMPARE(logged(jumping.out).size(), 4);
  QCOMPARE(order(steady), order(jumping));
  QCOMPARE(steady.status, 0);
}

void RunCommandTest::theTraceGoesToAFileToo() {
  const QString file = scenario("traced.json", R"({"log": "traced"})");
  const QString trace = folder_.filePath("trace.jsonl");
  const Run ran = run({file, "--trace", trace});
  QCOMPARE(ran.status, 0);
  QFile written(trace);
  QVERIFY(written.open(QIODevice::ReadOnly));
  QCOMPARE(written.readAll(), ran.out);
  QVERIFY(logged(ran.out).contains("traced"));

  const Run quiet = run({"--quiet", "--trace=" + trace, file});
  QCOMPARE(quiet.out, QByteArray());
  written.seek(0);
  QCOMPARE(written.readAll(), ran.out);
}

void RunCommandTest::aFullDiskIsNoticed() {
  if (!QFile::exists("/dev/full")) QSKIP("no device that is always full");
  const Run ran = run({scenario("lost.json", R"({"log": "lost"})"), "--trace", "/dev/full"});
  QCOMPARE(ran.status, 2);
  QVERIFY(logged(ran.out).contains("lost"));
  QCOMPARE(ran.err, QByteArray("loopscope: run: the trace \"/dev/full\" cannot be written: "
                               "No space left on device\n"));
}

void RunCommandTest::quietPrintsNoTrace() {
  const QString file = scenario("quiet.json", R"({"raise": "ValueError"})");
  for (const char* option : {"--quiet", "-q"}) {
    const Run ran = run({option, file});
    QCOMPARE(ran.out, QByteArray());
    QCOMPARE(ran.err, QByteArray());
    QCOMPARE(ran.status, 1);
  }
}

void RunCommandTest::aLimitThatEndsTheTraceIsNamedOnStderr() {
  const QString file = scenario("talk.json", R"({"repeat": 100, "do": [{"log": "more"}]})");
  const Run ended = run({"--max-events", "10", file});
  QCOMPARE(events(ended.out).size(), 10);
  QCOMPARE(ended.status, 1);
  QCOMPARE(ended.err.count('\n'), 1);
  QVERIFY(ended.err.startsWith("loopscope: " + file.toLocal8Bit() + ": "));
  QVERIFY(ended.err.contains("the trace ends early"));
  QVERIFY(ended.err.contains("10 events"));
  const Run whole = run({"--max-events=102", file});
  QCOMPARE(whole.err, QByteArray());
  QCOMPARE(whole.status, 0);
}

void RunCommandTest::aStepLimitThatEndsTheTraceIsNamedOnStderr() {
  const Run ran = run({scenario("spin.json", R"({"repeat": 1000000, "do": [{"sleep": 0}]})")});
  QCOMPARE(ran.status, 1);
  QCOMPARE(ran.err.count('\n'), 1);
  QVERIFY(ran.err.contains("200000 steps"));
}

void RunCommandTest::wrongArgumentsAreOneClearLine_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::addColumn<QByteArray>("named");
  QTest::addRow("no file") << QStringList{} << QByteArray("no scenario file");
  QTest::addRow("option") << QStringList{"--nope", "a.json"} << QByteArray("--nope");
  QTest::addRow("quiet with a value")
      << QStringList{"--quiet=1", "a.json"} << QByteArray("--quiet");
  QTest::addRow("clock") << QStringList{"--clock", "sun", "a.json"} << QByteArray("sun");
  QTest::addRow("no clock") << QStringList{"a.json", "--clock"} << QByteArray("--clock");
  QTest::addRow("no trace") << QStringList{"a.json", "--trace"} << QByteArray("--trace");
  QTest::addRow("unwritable trace")
      << QStringList{"a.json", "--trace", "/no/such/folder/t"} << QByteArray("/no/such/folder/t");
  QTest::addRow("events") << QStringList{"--max-events", "few", "a.json"} << QByteArray("few");
  QTest::addRow("no events") << QStringList{"--max-events", "0", "a.json"} << QByteArray("0");
  QTest::addRow("less events") << QStringList{"--max-events", "-3", "a.json"} << QByteArray("-3");
}

void RunCommandTest::wrongArgumentsAreOneClearLine() {
  QFETCH(QStringList, arguments);
  QFETCH(QByteArray, named);
  const Run ran = run(arguments);
  QCOMPARE(ran.status, 2);
  QCOMPARE(ran.out, QByteArray());
  QCOMPARE(ran.err.count('\n'), 1);
  QVERIFY2(ran.err.startsWith("loopscope: run: ") && ran.err.contains(named), ran.err.constData());
}

void RunCommandTest::badFilesAreOneLineWithFilePlaceAndReason_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QByteArray>("place_and_reason");
  QTest::addRow("no JSON") << QByteArray("{\n  \"scenario\": one}")
                           << QByteArray("line 2, column 15");
  QTest::addRow("version") << QByteArray(R"({"scenario": 2, "coroutines": {}})")
                           << QByteArray("line 1, column 14, scenario: `scenario` is 2");
  QTest::addRow("operation") << QByteArray(
                                    R"({"scenario": 1, "coroutines": {"main": [{"jump": 1}]}})")
                             << QByteArray("coroutines.main[0]");
  QTest::addRow("empty") << QByteArray() << QByteArray("the file is empty");
}

void RunCommandTest::badFilesAreOneLineWithFilePlaceAndReason() {
  QFETCH(QByteArray, text);
  QFETCH(QByteArray, place_and_reason);
  const QString file = write("bad one.json", text);
  const Run ran = run({file});
  QCOMPARE(ran.status, 2);
  QCOMPARE(ran.out, QByteArray());
  QCOMPARE(ran.err.count('\n'), 1);
  QVERIFY(ran.err.startsWith("loopscope: " + file.toLocal8Bit() + ": "));
  QVERIFY2(ran.err.contains(place_and_reason), ran.err.constData());

  const Run missing = run({"/no/such/file.json"});
  QCOMPARE(missing.status, 2);
  QCOMPARE(missing.err, QByteArray("loopscope: /no/such/file.json: cannot be read: No such file or "
                                   "directory\n"));
}

void RunCommandTest::helpTellsTheOptions() {
  for (const char* option : {"--help", "-h"}) {
    const Run ran = run({option});
    QCOMPARE(ran.status, 0);
    QCOMPARE(ran.err, QByteArray());
    QVERIFY(ran.out.startsWith("Usage: loopscope run "));
    for (const char* named : {"--clock", "--trace", "--max-events", "--quiet", "Exit status"})
      QVERIFY2(ran.out.contains(named), named);
  }
}

void RunCommandTest::aFileMayBeCalledRunOrLikeAnOption() {
  scenario("run", R"({"log": "run"})");
  scenario("--quiet", R"({"log": "loud"})");
  const Run ran = run({"run", "--", "--quiet"}, folder_.path());
  QCOMPARE(logged(ran.out), (QStringList{"run", "loud"}));
  QCOMPARE(ran.status, 0);
}

QTEST_GUILESS_MAIN(RunCommandTest)
#include "run_command_test.moc"
