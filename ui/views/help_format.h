// SPDX-License-Identifier: MIT
#pragma once

class QPalette;
class QTextDocument;

namespace loopscope::ui {

/// Makes a document that was read from Markdown pleasant: headings with room above and an anchor
/// each, tables with lines, code on a ground of its own. Colours are the palette's. Once a document.
void formatHelp(QTextDocument& document, const QPalette& palette);

}  // namespace loopscope::ui
