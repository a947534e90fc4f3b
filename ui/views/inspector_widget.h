// SPDX-License-Identifier: MIT
#pragma once

#include <set>

#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <loopscope/ui/session/session.h>
#include <loopscope/ui/store/firing_entry.h>
#include <loopscope/ui/views/clock_choice.h>
#include <loopscope/ui/views/preferences.h>
#include <loopscope/ui/views/story.h>

class QSettings;
class QSplitter;

namespace loopscope::ui {

class ActionPanel;
class ActionSet;
class Banner;
class CommandDesk;
class DetailsPanel;
class FiringPanel;
class HelpWindow;
class LoopBar;
class ObjectPanel;
class StatusLine;
class Store;
class StoryPanel;

/// The inspector: a widget to put into any window. It shows what a session tells and sends back
/// what a person asks for; it knows no loop. Everything in it works by keyboard.
class InspectorWidget : public QWidget {
  Q_OBJECT

 public:
  explicit InspectorWidget(QWidget* parent = nullptr);
  ~InspectorWidget() override;

  /// Shows another session, or none. The session must live until the next call or outlive the
  /// widget; one that is destroyed is let go of by itself.
  void setSession(Session* session);

  /// Demos to choose from; demoRequested() says which one a person wants to start.
  void setDemos(const QList<DemoEntry>& demos);
  /// A name that is not among the demos: what is shown is none of them.
  void setCurrentDemo(const QString& name);
  QString currentDemo() const;
  void showStory(const Story& story);

  /// What a person wants a program to start with: its clock, and the speed in thousandths of a scaled
  /// one. clockChosen() tells of a change.
  ClockChoice clock() const;
  std::uint64_t speed() const;

  /// Lets a person open files and start anew, as the program that embeds this can do; the actions
  /// Act::open and Act::restart say when. Without it they are not shown.
  void offerFiles();

  /// Says in a banner what is wrong in the program and what would be right (rich text).
  void showExplanation(const QString& title, const QString& html);

  /// Says in the status line what has just happened, for some seconds.
  void showNews(const QString& text, bool bad);

  /// Says in the status line how the program has ended, until another session comes; an empty text: it
  /// has not.
  void showOutcome(const QString& text, bool bad);

  void setPreferences(const Preferences& preferences);
  const Preferences& preferences() const { return preferences_; }

  /// Sizes of panes and columns, and what is folded.
  void saveLayout(QSettings& settings) const;
  void restoreLayout(const QSettings& settings);
  void resetLayout();

  /// Selects the first object of the tree, if there is one and nothing is selected.
  void selectFirst();

  ActionSet& actions() { return *actions_; }

  /// Opens the help at a page, "task.md" or "window.md#filter".
  void showHelp(const QString& page);

  /// Shows a text in the status line beside the figures, until it is set to nothing.
  void showHint(const QString& text);

 Q_SIGNALS:
  /// Another demo is current, which has not been started; empty: none is.
  void demoChosen(const QString& name);
  /// A person starts it.
  void demoRequested(const QString& name);
  void clockChosen();

  /// A person changed the preferences in the dialog.
  void preferencesChanged(const loopscope::ui::Preferences& preferences);

 private:
  void arrange();
  void connectPanels();
  void connectLoopActions();
  void connectGoActions();
  void connectTreeKeys();
  void addContextMenus();
  void refresh();
  void sessionGone();
  void sendToLoop(inspect::CommandKind kind, std::uint64_t value = 0);
  void enableLoopActions();
  void selectionChanged();
  void explainMistakes();
  void goTo(ObjectId id);
  void goBack();
  void copyRows();
  void clearFinished();
  void makeObject(bool task);
  void showSettings();
  QString pageForFocus() const;
  const Store* store() const;
  /// Of the loop's clock, if it is a scaled one.
  static bool hasSpeed(const Store& store);
  static ClockChoice clockOf(const Store& store);

  Preferences preferences_;
  QPointer<Session> session_;
  ActionSet* actions_;
  CommandDesk* desk_;
  LoopBar* loop_bar_;
  StoryPanel* story_;
  Banner* banner_;
  ObjectPanel* objects_;
  FiringPanel* firing_;
  DetailsPanel* details_;
  ActionPanel* acting_;
  StatusLine* status_;
  QSplitter* panes_;
  HelpWindow* help_ = nullptr;  ///< made when first needed
  QByteArray help_layout_;
  QTimer age_timer_;
  std::vector<ObjectId> history_;   ///< single selections, the newest last
  std::uint64_t explained_to_ = 0;  ///< firing entries below this number need no banner any more
  std::uint64_t explained_ = 0;     ///< the entry that the banner is about, 0: none
  EntryKind explained_kind_ = EntryKind::call;
  std::set<EntryKind> understood_;  ///< kinds whose banner was closed: not shown again
};

}  // namespace loopscope::ui
