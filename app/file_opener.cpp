// SPDX-License-Identifier: MIT
#include <loopscope/app/file_opener.h>

#include <QAction>
#include <QDir>
#include <QDropEvent>
#include <QFileDialog>
#include <QMenu>
#include <QMimeData>
#include <QUrl>

#include <loopscope/app/demo_stage.h>
#include <loopscope/ui/views/action_set.h>
#include <loopscope/ui/views/inspector_widget.h>
#include <loopscope/ui/views/inspector_window.h>

namespace loopscope::app {
namespace {

/// The local file of a drag; empty when it holds none, or several.
QString fileOf(const QMimeData& data) {
  const QList<QUrl> urls = data.urls();
  return urls.size() == 1 ? urls.front().toLocalFile() : QString();
}

/// "&1  a.json — ~/folder", so that files of one name can be told apart.
QString entryText(qsizetype place, const QString& file) {
  const QFileInfo info(file);
  QString folder = info.path();
  if (folder.startsWith(QDir::homePath())) folder.replace(0, QDir::homePath().size(), u'~');
  QString text = QStringLiteral("%1 — %2").arg(info.fileName(), folder);
  text.replace(QStringLiteral("&"), QStringLiteral("&&"));
  return QStringLiteral("&%1  %2").arg(QString::number(place % 10), text);
}

}  // namespace

FileOpener::FileOpener(ui::InspectorWindow& window, DemoStage& stage, QSettings* settings)
    : window_(window),
      stage_(stage),
      recent_(settings),
      recent_menu_(new QMenu(tr("Open &recent"), &window)) {
  window.addToFileMenu(recent_menu_);
  window.setAcceptDrops(true);
  window.installEventFilter(this);
  connect(window.inspector().actions()[ui::Act::open], &QAction::triggered, this,
          &FileOpener::askForFile);
  connect(recent_menu_, &QMenu::aboutToShow, this, &FileOpener::fillRecent);
  connect(&stage, &DemoStage::started, this, &FileOpener::started);
  fillRecent();
}

bool FileOpener::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() != QEvent::DragEnter && event->type() != QEvent::Drop)
    return QObject::eventFilter(watched, event);
  auto* drop = static_cast<QDropEvent*>(event);
  const QString file = fileOf(*drop->mimeData());
  if (file.isEmpty()) return false;
  drop->acceptProposedAction();
  if (event->type() == QEvent::Drop) stage_.open(file);
  return true;
}

void FileOpener::askForFile() {
  const QStringList recent = recent_.list();
  const QString folder = recent.isEmpty() ? QDir::currentPath() : QFileInfo(recent.front()).path();
  auto* dialog = new QFileDialog(&window_, tr("Open a scenario"), folder,
                                 tr("Scenarios (*.json);;All files (*)"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->resize(820, 500);  // so that dates and sizes are whole
  dialog->setFileMode(QFileDialog::ExistingFile);
  connect(dialog, &QFileDialog::fileSelected, &stage_, &DemoStage::open);
  dialog->open();
}

void FileOpener::fillRecent() {
  recent_menu_->clear();
  const QStringList files = recent_.list();
  for (qsizetype i = 0; i < files.size(); ++i) {
    QAction* entry = recent_menu_->addAction(entryText(i + 1, files[i]));
    entry->setStatusTip(files[i]);
    connect(entry, &QAction::triggered, &stage_, [this, file = files[i]] { stage_.open(file); });
  }
  if (files.isEmpty()) recent_menu_->addAction(tr("No recent files"))->setEnabled(false);
  recent_menu_->addSeparator();
  QAction* clear = recent_menu_->addAction(tr("&Clear list"), this, [this] { recent_.clear(); });
  clear->setStatusTip(tr("Forget which files were opened"));
  clear->setEnabled(!files.isEmpty());
}

void FileOpener::started(const QString& file) {
  if (!file.isEmpty()) recent_.add(file);
  // Qt adds the program's name.
  window_.setWindowTitle(file.isEmpty() ? QStringLiteral("Loopscope") : QFileInfo(file).fileName());
}

}  // namespace loopscope::app
