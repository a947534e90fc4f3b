// SPDX-License-Identifier: MIT
#include <array>

#include <QCoreApplication>

#include <loopscope/app/demo.h>
#include <loopscope/app/demos/scripts.h>
#include <loopscope/app/scenario_demo.h>

namespace loopscope::app {
namespace {

QString text(std::string_view utf8) {
  return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

Demo makeDemo(const demos::Script& script) {
  ui::Story story{
      text(script.name) + QStringLiteral(": ") + text(script.title), text(script.happens), {}};
  for (const std::string_view hint : script.to_try) story.to_try << text(hint);
  return {text(script.name),    text(script.title), story,
          script.starts_paused, script.debug,       script.play};
}

/// In the order in which they are best met.
std::vector<Demo> writtenInCpp() {
  std::vector<Demo> made;
  for (const demos::Script* script :
       std::array{&demos::future_vs_task, &demos::manual, &demos::bridge, &demos::bridge_wrong,
                  &demos::chain, &demos::order, &demos::flood})
    made.push_back(makeDemo(*script));
  return made;
}

QString tr(const char* text) { return QCoreApplication::translate("Demos", text); }

}  // namespace

const std::vector<DemoGroup>& demoGroups() {
  static const std::vector<DemoGroup> all{
      {tr("Demos"), writtenInCpp()},
      {tr("Scenarios"), builtInScenarios()},
  };
  return all;
}

const Demo* findDemo(const QString& name) {
  for (const DemoGroup& group : demoGroups())
    for (const Demo& demo : group.demos)
      if (demo.name == name) return &demo;
  return nullptr;
}

}  // namespace loopscope::app
