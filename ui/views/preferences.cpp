// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/preferences.h>

#include <algorithm>

#include <QSettings>

namespace loopscope::ui {

Preferences Preferences::load(const QSettings& settings) {
  Preferences loaded;
  bool number = false;
  const int retention = settings.value(QStringLiteral("retention")).toInt(&number);
  if (number) loaded.retention = std::clamp(retention, 0, most_retained);
  const QString style = settings.value(QStringLiteral("style")).toString();
  loaded.style = styleFromName(style).value_or(loaded.style);
  return loaded;
}

void Preferences::save(QSettings& settings) const {
  settings.setValue(QStringLiteral("retention"), retention);
  settings.setValue(QStringLiteral("style"), styleName(style));
}

}  // namespace loopscope::ui
