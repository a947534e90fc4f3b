// SPDX-License-Identifier: MIT
#include <app/demo_stage.h>

#include <algorithm>

#include <ui/views/inspector_widget.h>

namespace loopscope::app {

DemoStage::DemoStage(ui::InspectorWidget& inspector, const std::vector<Demo>& demos)
    : inspector_(inspector), demos_(demos) {
  QList<ui::DemoEntry> entries;
  for (const Demo& demo : demos) entries.push_back({demo.name, demo.title});
  inspector.setDemos(entries);
  connect(&inspector, &ui::InspectorWidget::demoRequested, this, &DemoStage::start);
}

DemoStage::~DemoStage() { stop(); }

bool DemoStage::start(const QString& name) {
  const auto found = std::find_if(demos_.begin(), demos_.end(),
                                  [&name](const Demo& demo) { return demo.name == name; });
  if (found == demos_.end()) return false;
  stop();
  running_ = found->start();
  inspector_.setCurrentDemo(name);
  inspector_.showStory(found->story);
  inspector_.setSession(&running_->session());
  return true;
}

const ui::Session* DemoStage::session() const { return running_ ? &running_->session() : nullptr; }

/// The inspector lets go of the session before the session ends.
void DemoStage::stop() {
  if (!running_) return;
  inspector_.setSession(nullptr);
  running_.reset();
}

}  // namespace loopscope::app
