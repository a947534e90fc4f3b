// SPDX-License-Identifier: MIT
#pragma once

#include <QIcon>
#include <QRectF>

#include <loopscope/ui/store/object_row.h>
#include <loopscope/ui/views/theme.h>

class QPainter;

namespace loopscope::ui {

/// The colour that goes with a state's word and shape.
Ink inkOf(ObjectState state);

/// Draws the shape of a state: every state has one of its own, so that it reads without colour.
void paintStateGlyph(QPainter& painter, const QRectF& place, ObjectState state,
                     const QColor& color);

/// The shape as an icon in the state's ink on `palette`, and in the text colour where selected.
/// Cached: cheap to ask for with every cell that is painted.
QIcon stateIcon(ObjectState state, const QPalette& palette);

}  // namespace loopscope::ui
