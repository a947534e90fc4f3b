// SPDX-License-Identifier: MIT
#include <QFile>
#include <QImage>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <loopscope/app/command_line.h>

using loopscope::app::CommandLine;
using loopscope::app::parseCommandLine;

class CommandLineTest : public QObject {
  Q_OBJECT

 private slots:
  void noArgumentsShowTheWindow();
  void optionsAreRead();
  void wrongArgumentsAreOneClearLine_data();
  void wrongArgumentsAreOneClearLine();
  void aFileThatIsNoScenarioIsOneClearLine();
  void theProgramAnswersWithoutADisplay_data();
  void theProgramAnswersWithoutADisplay();
  void theProgramNamesTheWaysOutWithoutADisplay();
  void demosAndScenariosAreListed();
  void aScreenshotNeedsNoDisplay();
  void aScreenshotShowsAFileOrAScenarioOfTheProgram();

 private:
  struct Run {
    int status;
    QByteArray out;
    QByteArray err;
  };
  static Run run(const QStringList& arguments);
};

CommandLineTest::Run CommandLineTest::run(const QStringList& arguments) {
  QProcess process;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
    environment.remove(name);
  process.setProcessEnvironment(environment);
  process.start(qEnvironmentVariable("LOOPSCOPE_PROGRAM"), arguments);
  if (!process.waitForFinished(60000)) return {-1, {}, "did not end"};
  return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

void CommandLineTest::noArgumentsShowTheWindow() {
  const CommandLine line = parseCommandLine({}, {"bridge"});
  QCOMPARE(line.error, QString());
  QVERIFY(line.task == CommandLine::Task::show_window);
  QVERIFY(!line.style);
}

void CommandLineTest::optionsAreRead() {
  const CommandLine line = parseCommandLine(
      {"--demo", "bridge", "--screenshot=out.png", "--style", "dark"}, {"bridge", "manual"});
  QCOMPARE(line.error, QString());
  QCOMPARE(line.demo, QString("bridge"));
  QCOMPARE(line.screenshot, QString("out.png"));
  QVERIFY(line.style == loopscope::ui::Style::dark);
  QVERIFY(parseCommandLine({"--help"}, {}).task == CommandLine::Task::help);
  QVERIFY(parseCommandLine({"-v"}, {}).task == CommandLine::Task::version);
  QVERIFY(parseCommandLine({"--list-demos"}, {}).task == CommandLine::Task::list_demos);
}

void CommandLineTest::wrongArgumentsAreOneClearLine_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::addColumn<QString>("named");
  QTest::addRow("option") << QStringList{"--nope"} << "nope";
  QTest::addRow("demo") << QStringList{"--demo", "nope"} << "nope";
  QTest::addRow("no demo") << QStringList{"--demo"} << "--demo";
  QTest::addRow("style") << QStringList{"--style", "pink"} << "pink";
  QTest::addRow("files") << QStringList{"a.json", "b.json"} << "b.json";
  QTest::addRow("empty file") << QStringList{""} << "no file";
  QTest::addRow("run-for alone") << QStringList{"--run-for", "1s"} << "is for --screenshot";
  QTest::addRow("no time") << QStringList{"--screenshot=a.png", "--run-for", "1"}
                           << "1.5s or 800ms";
  QTest::addRow("no number") << QStringList{"--screenshot=a.png", "--steps", "0"}
                             << "from 1 to 1000";
  QTest::addRow("demo and file") << QStringList{"--demo", "bridge", "a.json"} << "a.json";
  QTest::addRow("folder") << QStringList{"--screenshot", "/no/such/a.png"} << "/no/such/a.png";
  QTest::addRow("with help") << QStringList{"--help", "--nope"} << "nope";
}

void CommandLineTest::wrongArgumentsAreOneClearLine() {
  QFETCH(QStringList, arguments);
  QFETCH(QString, named);
  const CommandLine line = parseCommandLine(arguments, {"bridge"});
  QVERIFY(line.error.contains(named));
  QVERIFY(!line.error.contains('\n'));

  const Run ran = run(arguments);
  QCOMPARE(ran.status, 2);
  QCOMPARE(ran.out, QByteArray());
  QCOMPARE(ran.err.count('\n'), 1);
  QVERIFY(ran.err.startsWith("loopscope: "));
}

void CommandLineTest::aFileThatIsNoScenarioIsOneClearLine() {
  const Run missing = run({"/no/such/file.json"});
  QCOMPARE(missing.status, 2);
  QCOMPARE(missing.err, QByteArray("loopscope: /no/such/file.json: cannot be read: No such file or "
                                   "directory\n"));
  QTemporaryDir folder;
  QFile file(folder.filePath("bad.json"));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write("{\"scenario\": 1,\n \"coroutines\": {\"main\": [{\"jump\": 1}]}}");
  file.close();
  const Run bad = run({file.fileName(), "--screenshot", folder.filePath("never.png")});
  QCOMPARE(bad.status, 2);
  QCOMPARE(bad.err.count('\n'), 1);
  QVERIFY(bad.err.startsWith("loopscope: " + file.fileName().toLocal8Bit() + ": line 2, column "));
  QVERIFY(bad.err.contains("coroutines.main[0]"));
  QVERIFY(!QFile::exists(folder.filePath("never.png")));
}

void CommandLineTest::theProgramAnswersWithoutADisplay_data() {
  QTest::addColumn<QString>("option");
  QTest::addColumn<QByteArray>("start");
  QTest::addRow("help") << "--help" << QByteArray("Usage: loopscope");
  QTest::addRow("version") << "--version" << QByteArray("loopscope ");
  QTest::addRow("demos") << "--list-demos" << QByteArray();
}

void CommandLineTest::theProgramAnswersWithoutADisplay() {
  QFETCH(QString, option);
  QFETCH(QByteArray, start);
  const Run ran = run({option});
  QCOMPARE(ran.status, 0);
  QCOMPARE(ran.err, QByteArray());
  QVERIFY(ran.out.startsWith(start));
}

void CommandLineTest::theProgramNamesTheWaysOutWithoutADisplay() {
  const Run ran = run({});
  QCOMPARE(ran.status, 3);
  QCOMPARE(ran.err.count('\n'), 1);
  QVERIFY(ran.err.contains("--screenshot"));
  QVERIFY(ran.err.contains("xvfb-run"));
}

void CommandLineTest::demosAndScenariosAreListed() {
  const QByteArray list = run({"--list-demos"}).out;
  QVERIFY(list.count('\n') >= 7 + 12);
  for (const char* line : {"bridge  ", "flood  ", "shield  ", "lost-future  "})
    QVERIFY2(list.startsWith(line) || list.contains(QByteArray("\n") + line), line);
  QVERIFY(!list.contains("schema"));
}

void CommandLineTest::aScreenshotShowsAFileOrAScenarioOfTheProgram() {
  QTemporaryDir folder;
  QFile file(folder.filePath("mine.json"));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(R"({"scenario": 1, "coroutines": {"main": [{"log": "mine"}]}})");
  file.close();
  const QString path = folder.filePath("window.png");
  for (const QStringList& shown :
       {QStringList{file.fileName()}, QStringList{"--demo", "shield", "--run-for", "50ms"},
        QStringList{"--demo", "shield", "--steps", "2"}}) {
    const Run ran = run(shown + QStringList{"--screenshot", path});
    QCOMPARE(ran.err, QByteArray());
    QCOMPARE(ran.status, 0);
    QVERIFY(QImage(path).width() >= 900);
    QFile::remove(path);
  }
}

void CommandLineTest::aScreenshotNeedsNoDisplay() {
  QTemporaryDir folder;
  const QString path = folder.filePath("window.png");
  const Run ran = run({"--screenshot", path, "--style", "light"});
  QCOMPARE(ran.err, QByteArray());
  QCOMPARE(ran.status, 0);
  QVERIFY(QImage(path).width() >= 900);
}

QTEST_GUILESS_MAIN(CommandLineTest)
#include "command_line_test.moc"
