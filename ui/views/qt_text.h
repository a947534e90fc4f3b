// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include <QString>

namespace loopscope::ui {

/// UTF-8 of the store as Qt's text.
inline QString toQt(std::string_view text) {
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// The same for rich text.
inline QString escaped(std::string_view text) { return toQt(text).toHtmlEscaped(); }

}  // namespace loopscope::ui
