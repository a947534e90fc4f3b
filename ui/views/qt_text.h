// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include <QString>

#include <loopscope/ui/models/object_text.h>

namespace loopscope::ui {

/// UTF-8 of the store as Qt's text.
inline QString toQt(std::string_view text) {
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// The same for rich text.
inline QString escaped(std::string_view text) { return visible(toQt(text)).toHtmlEscaped(); }

/// Rich text whose long words may be broken anywhere, so that none sets the width of a window: a zero-width space
/// after each sixteen characters of a word of more than forty. Tags and entities stay whole.
QString breakable(const QString& html);

}  // namespace loopscope::ui
