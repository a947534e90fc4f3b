// SPDX-License-Identifier: MIT
#pragma once

#include <loopscope/ui/views/theme.h>

class QSettings;

namespace loopscope::ui {

/// What the settings dialog asks.
struct Preferences {
  static constexpr int most_retained = 1'000'000;

  int retention = 10'000;  ///< finished objects that are kept; the oldest go first
  Style style = Style::system;

  static Preferences load(const QSettings& settings);
  void save(QSettings& settings) const;

  bool operator==(const Preferences&) const = default;
};

}  // namespace loopscope::ui
