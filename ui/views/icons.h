// SPDX-License-Identifier: MIT
#pragma once

#include <QIcon>
#include <QString>

namespace loopscope::ui {

/// An icon of resources/icons by the name of its file, drawn in the text colour of the current
/// palette, so that it follows a change of style. A name without a file is an empty icon.
QIcon icon(const QString& name);

/// The program's own icon, in its own colours.
QIcon applicationIcon();

}  // namespace loopscope::ui
