// SPDX-License-Identifier: MIT
#include <array>

#include <app/demo.h>
#include <app/demos/scripts.h>
#include <app/live_demo.h>

namespace loopscope::app {
namespace {

QString text(std::string_view utf8) {
  return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

Demo makeDemo(const demos::Script& script) {
  ui::Story story{
      text(script.name) + QStringLiteral(": ") + text(script.title), text(script.happens), {}};
  for (const std::string_view hint : script.to_try) story.to_try << text(hint);
  return {text(script.name), text(script.title), story,
          [&script] { return std::make_unique<LiveDemo>(script); }};
}

}  // namespace

const std::vector<Demo>& demos() {
  static const std::vector<Demo> all = [] {
    std::vector<Demo> made;
    // In the order in which they are best met.
    for (const demos::Script* script :
         std::array{&demos::bridge, &demos::bridge_wrong, &demos::manual, &demos::chain,
                    &demos::future_vs_task, &demos::order, &demos::flood})
      made.push_back(makeDemo(*script));
    return made;
  }();
  return all;
}

}  // namespace loopscope::app
