// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/inspector_widget.h>

#include <QLineEdit>
#include <QShortcut>
#include <QSplitter>
#include <QTableView>
#include <QTreeView>
#include <QVBoxLayout>

#include <loopscope/ui/models/roles.h>
#include <loopscope/ui/store/store.h>
#include <loopscope/ui/views/action_panel.h>
#include <loopscope/ui/views/action_set.h>
#include <loopscope/ui/views/banner.h>
#include <loopscope/ui/views/command_desk.h>
#include <loopscope/ui/views/details_panel.h>
#include <loopscope/ui/views/explanation.h>
#include <loopscope/ui/views/firing_panel.h>
#include <loopscope/ui/views/loop_bar.h>
#include <loopscope/ui/views/object_panel.h>
#include <loopscope/ui/views/speed_slider.h>
#include <loopscope/ui/views/status_line.h>
#include <loopscope/ui/views/story_panel.h>

namespace loopscope::ui {
namespace {

constexpr int age_ms = 100;
constexpr std::size_t longest_history = 100;

}  // namespace

InspectorWidget::InspectorWidget(QWidget* parent)
    : QWidget(parent),
      actions_(new ActionSet(this)),
      desk_(new CommandDesk(this)),
      loop_bar_(new LoopBar(*actions_, this)),
      story_(new StoryPanel(this)),
      banner_(new Banner(this)),
      objects_(new ObjectPanel(*actions_)),
      firing_(new FiringPanel(*actions_)),
      details_(new DetailsPanel),
      acting_(new ActionPanel(*actions_, *desk_)),
      status_(new StatusLine(this)),
      panes_(new QSplitter(Qt::Horizontal, this)) {
  arrange();
  connectPanels();
  connectLoopActions();
  connectGoActions();
  connectTreeKeys();
  addContextMenus();
  setFocusProxy(&objects_->view());
  connect(&age_timer_, &QTimer::timeout, this, [this] {
    objects_->repaintAges();
    firing_->repaintTimes();
    details_->refresh(store(), objects_->selected());
  });
  for (const Act act : {Act::open, Act::restart}) {
    actions_->setAvailable(act, tr("This program opens no files."));
    (*actions_)[act]->setVisible(false);
  }
  sessionGone();
}

InspectorWidget::~InspectorWidget() { setSession(nullptr); }

void InspectorWidget::arrange() {
  auto* right = new QWidget;
  auto* right_layout = new QVBoxLayout(right);
  right_layout->setContentsMargins(6, 6, 8, 6);
  right_layout->setSpacing(4);
  right_layout->addWidget(details_, 1);
  right_layout->addWidget(acting_);

  panes_->addWidget(objects_);
  panes_->addWidget(firing_);
  panes_->addWidget(right);
  panes_->setChildrenCollapsible(false);
  for (int pane = 0; pane < 3; ++pane) panes_->setStretchFactor(pane, pane == 1 ? 3 : 1);
  panes_->setSizes({350, 590, 310});

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(loop_bar_);
  layout->addWidget(story_);
  layout->addWidget(banner_);
  layout->addWidget(panes_, 1);
  layout->addWidget(status_);
}

void InspectorWidget::connectPanels() {
  connect(objects_, &ObjectPanel::selectionChanged, this, &InspectorWidget::selectionChanged);
  connect(objects_, &ObjectPanel::filterChanged, firing_, &FiringPanel::setFilter);
  connect(firing_, &FiringPanel::objectRequested, this, &InspectorWidget::goTo);
  connect(details_, &DetailsPanel::objectRequested, this, &InspectorWidget::goTo);
  connect(details_, &DetailsPanel::entryRequested, firing_, &FiringPanel::showEntry);
  connect(acting_, &ActionPanel::carriedOut, status_,
          [this](const QString& news) { status_->showNews(news, false); });
  connect(acting_, &ActionPanel::focusReleased, &objects_->view(),
          [this] { objects_->view().setFocus(Qt::OtherFocusReason); });
  const auto complain = [this](const QString& reason) { status_->showNews(reason, true); };
  connect(desk_, &CommandDesk::failed, status_, complain);
  connect(acting_, &ActionPanel::refusedElsewhere, status_, complain);
  connect(banner_, &Banner::closed, this, [this] {
    if (explained_ != 0) understood_.insert(explained_kind_);
  });
  connect(banner_, &Banner::actionTriggered, this, [this] { firing_->showEntry(explained_); });
  connect((*actions_)[Act::story], &QAction::toggled, story_, &StoryPanel::setUnfolded);
  connect(story_, &StoryPanel::unfoldedChanged, (*actions_)[Act::story], &QAction::setChecked);
  (*actions_)[Act::story]->setChecked(true);
}

void InspectorWidget::setSession(Session* session) {
  if (session_) session_->disconnect(this);
  sessionGone();
  session_ = session;
  desk_->setSession(session);
  if (!session) return;
  connect(session, &Session::updated, this, &InspectorWidget::refresh);
  connect(session, &QObject::destroyed, this, &InspectorWidget::sessionGone);
  acting_->setErrorTypes(session->errorTypes());
  session->setRetention(preferences_.retention);
  age_timer_.start(age_ms);
  refresh();
}

/// Forgets the store at once: by now it may not exist any more.
void InspectorWidget::sessionGone() {
  session_ = nullptr;
  age_timer_.stop();
  history_.clear();
  explained_to_ = explained_ = 0;
  understood_.clear();
  banner_->hide();
  objects_->clear();
  firing_->clear();
  details_->refresh(nullptr, {});
  acting_->refresh(nullptr, {});
  status_->refresh(nullptr);
  status_->showOutcome({}, false);
  status_->clearNews();
  loop_bar_->showClock({});
  enableLoopActions();
}

void InspectorWidget::refresh() {
  const Store* store = this->store();
  if (!store) return;
  objects_->refresh(*store);
  firing_->refresh(*store);
  details_->refresh(store, objects_->selected());
  acting_->refresh(store, objects_->selected());
  status_->refresh(store);
  if (!store->status().clock.empty()) loop_bar_->showClock(clockOf(*store));
  if (hasSpeed(*store)) loop_bar_->speed().setSpeed(store->status().speed);
  enableLoopActions();
  explainMistakes();
}

void InspectorWidget::selectionChanged() {
  const std::vector<ObjectId>& selected = objects_->selected();
  if (selected.size() == 1 && (history_.empty() || history_.back() != selected.front()))
    history_.push_back(selected.front());
  if (history_.size() > longest_history) history_.erase(history_.begin());
  details_->refresh(store(), selected);
  acting_->refresh(store(), selected);
  enableLoopActions();
}

/// One banner a kind of mistake is enough: a program that goes wrong often does so many times a
/// second, and each time is a line of the firing order.
void InspectorWidget::explainMistakes() {
  const Store& store = session_->store();
  const std::uint64_t number = newestMistake(store, explained_to_);
  explained_to_ = store.nextFiring();
  if (number == 0) return;
  const FiringEntry& entry = *store.firing(number);
  const bool same = banner_->isVisible() && explained_ != 0 && explained_kind_ == entry.kind;
  if (same || understood_.contains(entry.kind)) return;
  const std::optional<Explanation> explanation = explain(entry);
  explained_ = number;
  explained_kind_ = entry.kind;
  banner_->showMessage(explanation->title, explanation->html, tr("Show entry %1").arg(number));
}

void InspectorWidget::goTo(ObjectId id) {
  if (id != 0) objects_->select(id);
}

void InspectorWidget::goBack() {
  if (history_.size() < 2) return;
  history_.pop_back();
  goTo(history_.back());
  objects_->view().setFocus(Qt::OtherFocusReason);
}

bool InspectorWidget::hasSpeed(const Store& store) { return clockOf(store) == ClockChoice::scaled; }

ClockChoice InspectorWidget::clockOf(const Store& store) {
  const std::string_view clock = store.status().clock.view();
  if (clock == "steady") return ClockChoice::steady;
  return clock == "virtual" ? ClockChoice::jumping : ClockChoice::scaled;
}

const Store* InspectorWidget::store() const { return session_ ? &session_->store() : nullptr; }

void InspectorWidget::setDemos(const QList<DemoEntry>& demos) {
  loop_bar_->setDemos(demos);
  if (demos.isEmpty()) actions_->setAvailable(Act::start_demo, tr("There are no demos here."));
}

void InspectorWidget::setCurrentDemo(const QString& name) { loop_bar_->setCurrentDemo(name); }

QString InspectorWidget::currentDemo() const { return loop_bar_->currentDemo(); }

ClockChoice InspectorWidget::clock() const { return loop_bar_->clock(); }

std::uint64_t InspectorWidget::speed() const { return loop_bar_->speed().speed(); }

void InspectorWidget::offerFiles() {
  actions_->setAvailable(Act::open);
  actions_->setAvailable(Act::restart, tr("Nothing has been started."));
  for (const Act act : {Act::open, Act::restart}) (*actions_)[act]->setVisible(true);
}

void InspectorWidget::showNews(const QString& text, bool bad) { status_->showNews(text, bad); }

void InspectorWidget::showOutcome(const QString& text, bool bad) {
  status_->showOutcome(text, bad);
}

void InspectorWidget::showStory(const Story& story) { story_->setStory(story); }

void InspectorWidget::showExplanation(const QString& title, const QString& html) {
  explained_ = 0;
  banner_->showMessage(title, html);
}

void InspectorWidget::setPreferences(const Preferences& preferences) {
  preferences_ = preferences;
  if (session_) session_->setRetention(preferences.retention);
}

void InspectorWidget::selectFirst() {
  const QModelIndex first = objects_->view().model()->index(0, 0);
  if (objects_->selected().empty()) goTo(first.data(ObjectIdRole).toULongLong());
}

void InspectorWidget::showHint(const QString& text) { status_->showHint(text); }

}  // namespace loopscope::ui
