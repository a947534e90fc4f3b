// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/inspector_window.h>

#include <QApplication>
#include <QMenuBar>
#include <QMessageBox>
#include <QScreen>
#include <QSettings>
#include <QStatusTipEvent>

#include <loopscope/ui/views/action_set.h>
#include <loopscope/ui/views/icons.h>
#include <loopscope/ui/views/inspector_widget.h>
#include <loopscope/ui/views/preferences.h>

namespace loopscope::ui {
namespace {

const auto geometry_key = QStringLiteral("window/geometry");

void showAbout(QWidget* parent) {
  auto* box = new QMessageBox(parent);
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->setWindowTitle(InspectorWindow::tr("About Loopscope"));
  box->setIconPixmap(applicationIcon().pixmap(64));
  box->setText(InspectorWindow::tr("<b>Loopscope %1</b>").arg(QApplication::applicationVersion()));
  box->setInformativeText(
      InspectorWindow::tr("Futures, tasks and event loops for C++20, and this window to look into "
                          "them and to act on them while they live."));
  box->open();
}

}  // namespace

InspectorWindow::InspectorWindow(QSettings* settings, QWidget* parent)
    : QMainWindow(parent), settings_(settings), inspector_(new InspectorWidget(this)) {
  setWindowTitle(QStringLiteral("Loopscope"));
  setWindowIcon(applicationIcon());
  setCentralWidget(inspector_);
  inspector_->setFocus();
  inspector_->actions().setShortcutContext(Qt::WindowShortcut);
  makeMenus();
  connect(inspector_, &InspectorWidget::preferencesChanged, this, &InspectorWindow::use);
  resize(1280, 800);
  restore();
  fitScreen();
}

/// A first or remembered size may be larger than the screen there is.
void InspectorWindow::fitScreen() {
  // Pictures are taken on a platform whose screen nobody looks at.
  if (QGuiApplication::platformName() == QStringLiteral("offscreen")) return;
  const QRect available = screen()->availableGeometry();
  resize(size().boundedTo(available.size()));
  if (settings_ && !available.contains(geometry().center()))
    move(available.center() - rect().center());
}

bool InspectorWindow::event(QEvent* event) {
  if (event->type() == QEvent::StatusTip) {
    inspector_->showHint(static_cast<QStatusTipEvent*>(event)->tip());
    return true;
  }
  return QMainWindow::event(event);
}

void InspectorWindow::closeEvent(QCloseEvent* event) {
  if (settings_) {
    settings_->setValue(geometry_key, saveGeometry());
    inspector_->saveLayout(*settings_);
  }
  QMainWindow::closeEvent(event);
}

void InspectorWindow::makeMenus() {
  QAction* quit = new QAction(icon(QStringLiteral("quit")), tr("Quit"), this);
  quit->setShortcut(QKeySequence(QStringLiteral("Ctrl+Q")));
  quit->setStatusTip(tr("Close the window"));
  connect(quit, &QAction::triggered, this, &QWidget::close);

  QMenu* menu = nullptr;
  for (const ActionSet::Group& group : ActionSet::groups()) {
    menu = menuBar()->addMenu(group.title);
    for (const Act act : group.acts) menu->addAction(inspector_->actions()[act]);
    if (file_menu_) continue;
    file_menu_ = menu;
    menu->addSeparator();
    menu->addAction(quit);
  }
  QAction* about = menu->addAction(applicationIcon(), tr("About Loopscope"));
  about->setStatusTip(tr("Show the version"));
  connect(about, &QAction::triggered, this, [this] { showAbout(this); });
}

void InspectorWindow::addToFileMenu(QMenu* menu) {
  file_menu_->insertMenu(file_menu_->actions().value(1), menu);
}

void InspectorWindow::restore() {
  if (!settings_) return;
  restoreGeometry(settings_->value(geometry_key).toByteArray());
  inspector_->restoreLayout(*settings_);
  inspector_->setPreferences(Preferences::load(*settings_));
}

void InspectorWindow::use(const Preferences& preferences) {
  applyStyle(*qApp, preferences.style);
  if (settings_) preferences.save(*settings_);
}

}  // namespace loopscope::ui
