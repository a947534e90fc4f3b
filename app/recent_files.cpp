// SPDX-License-Identifier: MIT
#include <loopscope/app/recent_files.h>

#include <QFileInfo>
#include <QSettings>

namespace loopscope::app {
namespace {

const auto key = QStringLiteral("recentFiles");

}  // namespace

RecentFiles::RecentFiles(QSettings* settings) : settings_(settings) {
  if (settings_) files_ = settings_->value(key).toStringList();
}

QStringList RecentFiles::list() {
  const auto gone = [](const QString& file) { return !QFileInfo::exists(file); };
  if (files_.removeIf(gone) > 0) store();
  return files_;
}

void RecentFiles::add(const QString& file) {
  const QString whole = QFileInfo(file).absoluteFilePath();
  files_.removeAll(whole);
  files_.prepend(whole);
  while (files_.size() > most) files_.removeLast();
  store();
}

void RecentFiles::clear() {
  files_.clear();
  store();
}

void RecentFiles::store() {
  if (settings_) settings_->setValue(key, files_);
}

}  // namespace loopscope::app
