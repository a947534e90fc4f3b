// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include <QPalette>
#include <QString>

class QApplication;

namespace loopscope::ui {

/// How the window looks: as the desktop says, or light or dark whatever it says.
enum class Style { system, light, dark };

std::optional<Style> styleFromName(const QString& name);
QString styleName(Style style);

QPalette lightPalette();
QPalette darkPalette();

/// Gives the application the Fusion style and the palette of the choice. For programs that own
/// their look; an embedded inspector follows the palette of its host without this.
void applyStyle(QApplication& application, Style style);

/// Whether text is lighter than its background.
bool isDark(const QPalette& palette);

/// What a colour is for. Every ink has a contrast of at least 4.5 on the base and the alternate
/// base of the light and of the dark palette.
enum class Ink { muted, good, bad, warning, accent, calm, waiting };
QColor ink(Ink ink, const QPalette& palette);

/// The background of a banner that is about something bad or worth a warning.
QColor tint(Ink ink, const QPalette& palette);

/// The contrast of two opaque colours by WCAG 2: from 1 (equal) to 21 (black on white).
double contrast(const QColor& one, const QColor& other);

}  // namespace loopscope::ui
