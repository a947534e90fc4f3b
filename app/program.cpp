// SPDX-License-Identifier: MIT
#include <loopscope/app/program.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>

#include <QApplication>
#include <QFileInfo>
#include <QSettings>

#include <loopscope/app/command_line.h>
#include <loopscope/app/demo.h>
#include <loopscope/app/demo_stage.h>
#include <loopscope/app/display.h>
#include <loopscope/app/file_opener.h>
#include <loopscope/app/scenario_demo.h>
#include <loopscope/app/screenshot.h>
#include <loopscope/app/termination.h>
#include <loopscope/scenario/refusal.h>
#include <loopscope/ui/views/inspector_widget.h>
#include <loopscope/ui/views/inspector_window.h>
#include <loopscope/ui/views/preferences.h>

namespace loopscope::app {
namespace {

constexpr int wrong_arguments = 2;
constexpr int no_display = 3;

int complain(const QString& error) {
  std::fprintf(stderr, "loopscope: %s\n", error.toLocal8Bit().constData());
  return wrong_arguments;
}

void print(const QString& text) { std::fputs(text.toLocal8Bit().constData(), stdout); }

QStringList demoNames() {
  QStringList names;
  for (const DemoGroup& group : demoGroups())
    for (const Demo& demo : group.demos) names << demo.name;
  return names;
}

void listDemos() {
  qsizetype widest = 0;
  for (const QString& name : demoNames()) widest = std::max(widest, name.size());
  for (const DemoGroup& group : demoGroups())
    for (const Demo& demo : group.demos)
      print(QStringLiteral("%1  %2\n").arg(demo.name.leftJustified(widest), demo.title));
}

std::unique_ptr<QApplication> startQt(char** argv) {
  static int only_the_name = 1;
  QCoreApplication::setApplicationName(QStringLiteral("loopscope"));
  QCoreApplication::setOrganizationName(QStringLiteral("loopscope"));
  QCoreApplication::setApplicationVersion(QStringLiteral(LOOPSCOPE_VERSION));
  QGuiApplication::setApplicationDisplayName(QStringLiteral("Loopscope"));
  QGuiApplication::setDesktopFileName(QStringLiteral("loopscope"));
  return std::make_unique<QApplication>(only_the_name, argv);
}

int takeScreenshot(QApplication& application, ui::InspectorWindow& window, const DemoStage& stage,
                   const CommandLine& line) {
  Screenshot screenshot(window, stage.session(), line.screenshot, line.run_for, line.steps);
  QObject::connect(&screenshot, &Screenshot::aboutToTake, &window,
                   [&window] { window.inspector().selectFirst(); });
  QString failure;
  QObject::connect(&screenshot, &Screenshot::done, &application, [&](const QString& error) {
    failure = error;
    application.exit(error.isEmpty() ? 0 : wrong_arguments);
  });
  const int status = application.exec();
  return failure.isEmpty() ? status : complain(failure);
}

/// `scenario` is that of the command line, if one was named there.
int showWindow(QApplication& application, const CommandLine& line,
               const std::optional<Demo>& scenario) {
  // A picture is the same on every machine: nothing of an earlier run is in it.
  std::optional<QSettings> settings;
  if (line.screenshot.isEmpty()) settings.emplace();
  const ui::Preferences stored = settings ? ui::Preferences::load(*settings) : ui::Preferences();
  ui::applyStyle(application, line.style.value_or(stored.style));

  ui::InspectorWindow window(settings ? &*settings : nullptr);
  DemoStage stage(window.inspector());
  const Termination termination;
  QObject::connect(&termination, &Termination::requested, &window, &QWidget::close);
  const FileOpener opener(window, stage, settings ? &*settings : nullptr);
  stage.showChosen();
  window.show();
  if (!line.demo.isEmpty()) stage.start(line.demo);
  if (scenario) stage.show(*scenario, QFileInfo(line.file).absoluteFilePath());
  if (!line.screenshot.isEmpty()) return takeScreenshot(application, window, stage, line);
  return application.exec();
}

}  // namespace

int runProgram(const QStringList& arguments, char** argv) {
  const CommandLine line = parseCommandLine(arguments, demoNames());
  if (!line.error.isEmpty()) return complain(line.error);
  switch (line.task) {
    case CommandLine::Task::help: print(helpText()); return 0;
    case CommandLine::Task::version:
      print(QStringLiteral("loopscope " LOOPSCOPE_VERSION "\n"));
      return 0;
    case CommandLine::Task::list_demos: listDemos(); return 0;
    case CommandLine::Task::show_window: break;
  }
  std::optional<Demo> scenario;
  try {
    if (!line.file.isEmpty()) scenario = loadScenario(line.file);
  } catch (const scenario::Refusal& refusal) {
    return complain(QString::fromStdString(refusal.what()));
  }
  if (!line.screenshot.isEmpty()) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
  } else if (!hasDisplay()) {
    std::fputs(noDisplayText(), stderr);
    return no_display;
  }
  const PlatformGuard guard;
  const std::unique_ptr<QApplication> application = startQt(argv);
  return showWindow(*application, line, scenario);
}

}  // namespace loopscope::app
