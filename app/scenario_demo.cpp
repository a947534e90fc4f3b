// SPDX-License-Identifier: MIT
#include <loopscope/app/scenario_demo.h>

#include <memory>
#include <utility>

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <loopscope/app/demos/stage.h>
#include <loopscope/app/scenario_play.h>
#include <loopscope/scenario/scenario.h>

namespace loopscope::app {
namespace {

using scenario::Scenario;

QString richText(std::string_view plain) {
  return QString::fromUtf8(plain.data(), static_cast<qsizetype>(plain.size()))
      .toHtmlEscaped()
      .replace(u'\n', QStringLiteral("<br>"));
}

Demo makeDemo(Scenario scenario, const QString& name) {
  Demo demo;
  demo.name = name;
  demo.title = QString::fromStdString(scenario.title());
  demo.story.title =
      demo.title.isEmpty() ? name : QStringLiteral("%1: %2").arg(name, demo.title.simplified());
  demo.story.happens = richText(scenario.description());
  for (const std::string_view hint : scenario.to_try()) demo.story.to_try << richText(hint);
  demo.starts_paused = true;
  demo.play = [shared = std::make_shared<const Scenario>(std::move(scenario))](
                  demos::Stage& stage) { stage.make<ScenarioPlay>(stage, shared); };
  return demo;
}

}  // namespace

Demo loadScenario(const QString& file) {
  return makeDemo(Scenario::load(QFile::encodeName(file).toStdString()),
                  QFileInfo(file).fileName());
}

std::vector<Demo> builtInScenarios() {
  std::vector<Demo> demos;
  const QDir folder(QStringLiteral(":/loopscope/scenarios"));
  for (const QFileInfo& info : folder.entryInfoList(QDir::Files, QDir::Name)) {
    QFile file(info.filePath());
    if (!file.open(QIODevice::ReadOnly)) continue;
    demos.push_back(makeDemo(Scenario::parse(file.readAll().toStdString()), info.baseName()));
  }
  return demos;
}

}  // namespace loopscope::app
