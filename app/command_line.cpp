// SPDX-License-Identifier: MIT
#include <loopscope/app/command_line.h>

#include <QCommandLineParser>
#include <QDir>
#include <QFileInfo>

namespace loopscope::app {
namespace {

const auto help_option = QStringLiteral("help");
const auto version_option = QStringLiteral("version");
const auto list_demos_option = QStringLiteral("list-demos");
const auto demo_option = QStringLiteral("demo");
const auto screenshot_option = QStringLiteral("screenshot");
const auto run_for_option = QStringLiteral("run-for");
const auto steps_option = QStringLiteral("steps");
const auto style_option = QStringLiteral("style");

CommandLine failure(const QString& error) {
  CommandLine line;
  line.error = error;
  return line;
}

void addOptions(QCommandLineParser& parser) {
  parser.addOption({{QStringLiteral("h"), help_option}, QString()});
  parser.addOption({{QStringLiteral("v"), version_option}, QString()});
  parser.addOption({list_demos_option, QString()});
  parser.addOption({demo_option, QString(), QStringLiteral("NAME")});
  parser.addOption({screenshot_option, QString(), QStringLiteral("FILE")});
  parser.addOption({run_for_option, QString(), QStringLiteral("TIME")});
  parser.addOption({steps_option, QString(), QStringLiteral("N")});
  parser.addOption({style_option, QString(), QStringLiteral("STYLE")});
}

QString screenshotError(const QString& path) {
  const QFileInfo file(path);
  if (path.isEmpty() || file.isDir())
    return QStringLiteral("cannot write the screenshot '%1': not a file").arg(path);
  if (!file.dir().exists())
    return QStringLiteral("cannot write the screenshot '%1': no such folder").arg(path);
  return {};
}

QString demoError(const QString& name, const QStringList& demos) {
  if (demos.contains(name)) return {};
  return QStringLiteral("unknown demo '%1'; the demos are: %2")
      .arg(name, demos.isEmpty() ? QStringLiteral("none") : demos.join(QStringLiteral(", ")));
}

/// "1.5s", "800ms": up to a minute.
std::optional<std::chrono::milliseconds> readTime(const QString& text) {
  const bool milliseconds = text.endsWith(QStringLiteral("ms"));
  if (!milliseconds && !text.endsWith(u's')) return std::nullopt;
  bool known = false;
  const double number = text.chopped(milliseconds ? 2 : 1).toDouble(&known);
  const double ms = milliseconds ? number : number * 1000;
  if (!known || !(ms >= 1 && ms <= 60'000)) return std::nullopt;
  return std::chrono::milliseconds(static_cast<std::int64_t>(ms));
}

/// Reads what is done before a picture is taken; gives what is wrong.
QString readPlay(const QCommandLineParser& parser, CommandLine& line) {
  for (const QString& option : {run_for_option, steps_option})
    if (parser.isSet(option) && !parser.isSet(screenshot_option))
      return QStringLiteral("--%1 is for --screenshot").arg(option);
  if (parser.isSet(run_for_option)) {
    const auto time = readTime(parser.value(run_for_option));
    if (!time)
      return QStringLiteral("--run-for takes a time of up to 60 s such as 1.5s or 800ms, not '%1'")
          .arg(parser.value(run_for_option));
    line.run_for = *time;
  }
  if (parser.isSet(steps_option)) {
    bool known = false;
    line.steps = parser.value(steps_option).toInt(&known);
    if (!known || line.steps < 1 || line.steps > 1000)
      return QStringLiteral("--steps takes a number from 1 to 1000, not '%1'")
          .arg(parser.value(steps_option));
  }
  return {};
}

}  // namespace

CommandLine parseCommandLine(const QStringList& arguments, const QStringList& demos) {
  QCommandLineParser parser;
  addOptions(parser);
  if (!parser.parse(QStringList(QStringLiteral("loopscope")) + arguments)) {
    QString text = parser.errorText().section(u'\n', 0, 0);
    if (text.endsWith(u'.')) text.chop(1);
    return failure(text.left(1).toLower() + text.mid(1));
  }
  CommandLine line;
  if (parser.isSet(style_option)) {
    line.style = ui::styleFromName(parser.value(style_option));
    if (!line.style)
      return failure(QStringLiteral("unknown style '%1'; the styles are: light, dark, system")
                         .arg(parser.value(style_option)));
  }
  if (parser.isSet(demo_option)) {
    line.demo = parser.value(demo_option);
    if (const QString error = demoError(line.demo, demos); !error.isEmpty()) return failure(error);
  }
  if (parser.isSet(screenshot_option)) {
    line.screenshot = parser.value(screenshot_option);
    if (const QString error = screenshotError(line.screenshot); !error.isEmpty())
      return failure(error);
  }
  if (const QString error = readPlay(parser, line); !error.isEmpty()) return failure(error);
  const QStringList files = parser.positionalArguments();
  if (files.size() > 1)
    return failure(QStringLiteral("one file at a time: '%1' and '%2'").arg(files[0], files[1]));
  line.file = files.value(0);
  if (!files.isEmpty() && line.file.isEmpty()) return failure(QStringLiteral("no file: ''"));
  if (!line.file.isEmpty() && !line.demo.isEmpty())
    return failure(
        QStringLiteral("either a demo or a file: '%1' and '%2'").arg(line.demo, line.file));
  if (parser.isSet(list_demos_option)) line.task = CommandLine::Task::list_demos;
  if (parser.isSet(version_option)) line.task = CommandLine::Task::version;
  if (parser.isSet(help_option)) line.task = CommandLine::Task::help;
  return line;
}

QString helpText() {
  return QStringLiteral(
      "Usage: loopscope [options] [FILE]\n"
      "       loopscope run [options] FILE...\n"
      "Look into the futures and tasks of a running event loop, and act on them.\n"
      "\n"
      "  FILE                   load this scenario, paused before its first step\n"
      "  run FILE...            run scenarios without a window and print their traces; see\n"
      "                         `loopscope run --help`\n"
      "  --demo NAME            start with this demo or scenario of the program\n"
      "  --list-demos           list them and end\n"
      "  --screenshot FILE.png  let what is shown play to its first pause or its end, write\n"
      "                         the window as a picture and end; needs no display\n"
      "  --run-for TIME         before the picture, let the loop run for so long (1.5s, 800ms),\n"
      "                         then pause it\n"
      "  --steps N              before the picture, step so many iterations\n"
      "  --style STYLE          light, dark, or system (what the desktop says)\n"
      "  -h, --help             show this help and end\n"
      "  -v, --version          show the version and end\n"
      "\n"
      "Exit status: 0 on success, 2 when the arguments are wrong or a file cannot be read or\n"
      "written, 3 when there is no display for the window.\n");
}

}  // namespace loopscope::app
