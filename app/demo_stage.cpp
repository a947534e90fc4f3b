// SPDX-License-Identifier: MIT
#include <loopscope/app/demo_stage.h>

#include <utility>

#include <QDir>

#include <loopscope/app/scenario_demo.h>
#include <loopscope/scenario/refusal.h>
#include <loopscope/ui/views/action_set.h>
#include <loopscope/ui/views/inspector_widget.h>

namespace loopscope::app {

using ui::Act;
using ui::ClockChoice;
using ui::InspectorWidget;

DemoStage::DemoStage(InspectorWidget& inspector) : inspector_(inspector) {
  QList<ui::DemoEntry> entries;
  for (const DemoGroup& group : demoGroups())
    for (const Demo& demo : group.demos) entries.push_back({demo.name, demo.title, group.title});
  inspector.setDemos(entries);
  inspector.offerFiles();
  connect(&inspector, &InspectorWidget::demoRequested, this, &DemoStage::start);
  connect(&inspector, &InspectorWidget::demoChosen, this, &DemoStage::showChosen);
  connect(&inspector, &InspectorWidget::clockChosen, this, &DemoStage::clockChosen);
  connect(inspector.actions()[Act::restart], &QAction::triggered, this, &DemoStage::restart);
}

DemoStage::~DemoStage() { stop(); }

bool DemoStage::start(const QString& name) {
  const Demo* demo = findDemo(name);
  if (!demo) return false;
  shown_ = *demo;
  file_.clear();
  play();
  return true;
}

bool DemoStage::open(const QString& file) {
  try {
    show(loadScenario(file), file);
    return true;
  } catch (const scenario::Refusal& refusal) {
    const QString title = tr("%1 cannot be loaded").arg(QDir::toNativeSeparators(file));
    QString reason = QString::fromStdString(refusal.place_and_reason()).toHtmlEscaped();
    if (running_) reason += tr("<br>What was shown before goes on.");
    inspector_.showExplanation(title, reason);
    return false;
  }
}

void DemoStage::show(Demo scenario, const QString& file) {
  shown_ = std::move(scenario);
  file_ = file;
  play();
}

void DemoStage::restart() {
  if (!file_.isEmpty())
    open(QString(file_));
  else if (shown_)
    play();
}

void DemoStage::showChosen() {
  const Demo* chosen = findDemo(inspector_.currentDemo());
  const bool runs = running_ && (!chosen || (file_.isEmpty() && chosen->name == shown_->name));
  if (runs) return inspector_.showStory(shown_->story);
  if (!chosen) return;
  ui::Story story = chosen->story;
  story.title = tr("%1 (not started yet)").arg(story.title);
  inspector_.showStory(story);
}

ui::Session* DemoStage::session() const { return running_ ? &running_->session() : nullptr; }

void DemoStage::play() {
  stop();
  const auto tell = [this](const std::string& news, bool good) {
    inspector_.showOutcome(QString::fromStdString(news), !good);
  };
  running_ = std::make_unique<LiveDemo>(*shown_, makeClock(), tell);
  inspector_.setCurrentDemo(file_.isEmpty() ? shown_->name : QString());
  showChosen();
  inspector_.setSession(&running_->session());
  inspector_.actions().setAvailable(Act::restart);
  Q_EMIT started(file_);
}

/// The inspector lets go of the session before the session ends.
void DemoStage::stop() {
  if (!running_) return;
  inspector_.setSession(nullptr);
  running_.reset();
}

/// A loop has one clock all its life. Where nothing has run yet, nobody notices another loop.
void DemoStage::clockChosen() {
  if (!running_) return;
  if (!running_->hasBegun()) return play();
  inspector_.showNews(tr("Restart (Shift+F5) gives the new loop that clock"), false);
}

std::unique_ptr<Clock> DemoStage::makeClock() const {
  switch (inspector_.clock()) {
    case ClockChoice::steady: return std::make_unique<SteadyClock>();
    case ClockChoice::jumping: return std::make_unique<VirtualClock>();
    case ClockChoice::scaled: break;
  }
  auto clock = std::make_unique<ScaledClock>();
  clock->set_speed(static_cast<double>(inspector_.speed()) / 1000);
  return clock;
}

}  // namespace loopscope::app
