// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/help_format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include <QPalette>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextFrame>
#include <QTextTable>

#include <loopscope/ui/views/help_pages.h>
#include <loopscope/ui/views/theme.h>

namespace loopscope::ui {
namespace {

using Range = std::pair<int, int>;  // begin and end position

constexpr double heading_sizes[] = {1.7, 1.28, 1.1};  // of the text's size
constexpr double line_height = 125;                   // percent
constexpr double paragraph_gap = 8;
constexpr double code_padding = 9;
constexpr double code_size = 0.93;  // of the text's size

class Formatter {
 public:
  Formatter(QTextDocument& document, const QPalette& palette)
      : document_(document),
        palette_(palette),
        ground_(isDark(palette) ? 0xff2a2e36 : 0xfff1f3f6) {}

  void format() {
    document_.setDocumentMargin(18);
    document_.setIndentWidth(24);
    QTextCursor all(&document_);
    all.beginEditBlock();  // the document is laid out once, at the end
    for (QTextBlock block = document_.begin(); block.isValid(); block = block.next())
      formatBlock(block);
    for (const auto& [begin, end] : inline_code_) formatInlineCode(begin, end);
    for (QTextFrame* frame : document_.rootFrame()->childFrames())
      if (auto* table = qobject_cast<QTextTable*>(frame)) formatTable(*table);
    frameCode();
    all.endEditBlock();
  }

 private:
  static bool isCode(const QTextBlock& block) {
    return block.blockFormat().hasProperty(QTextFormat::BlockCodeFence);
  }

  void formatBlock(const QTextBlock& block) {
    QTextCursor cursor(block);
    if (isCode(block)) return formatCodeLine(cursor, block);
    if (block.blockFormat().headingLevel() > 0) return formatHeading(cursor, block);
    QTextBlockFormat format;
    format.setLineHeight(line_height, QTextBlockFormat::ProportionalHeight);
    format.setTopMargin(0);
    format.setBottomMargin(cursor.currentTable() ? 0 : block.textList() ? 4 : paragraph_gap);
    cursor.mergeBlockFormat(format);
    noteInlineCode(block);
  }

  void formatHeading(QTextCursor& cursor, const QTextBlock& block) {
    const int level = block.blockFormat().headingLevel();
    QTextBlockFormat format;
    format.setTopMargin(level == 1 ? 0 : 18);
    format.setBottomMargin(8);
    cursor.mergeBlockFormat(format);
    // Not merged: the reader's relative size of a heading would go before this one.
    QTextCharFormat letters;
    const std::size_t place = std::min<std::size_t>(static_cast<std::size_t>(level), 3) - 1;
    letters.setFontPointSize(document_.defaultFont().pointSizeF() * heading_sizes[place]);
    letters.setFontWeight(QFont::DemiBold);
    letters.setAnchor(true);
    letters.setAnchorNames({helpAnchor(block.text())});
    cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
    cursor.setCharFormat(letters);
  }

  void formatCodeLine(QTextCursor& cursor, const QTextBlock& block) {
    QTextBlockFormat format;
    format.setLineHeight(118, QTextBlockFormat::ProportionalHeight);
    format.setTopMargin(0);
    format.setBottomMargin(0);
    cursor.mergeBlockFormat(format);
    QTextCharFormat letters;
    letters.setFontPointSize(document_.defaultFont().pointSizeF() * code_size);
    cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
    cursor.mergeCharFormat(letters);
    const qsizetype comment = block.text().indexOf(QLatin1String("//"));
    if (comment >= 0 && (comment == 0 || block.text()[comment - 1] == u' ')) {
      cursor.setPosition(block.position() + static_cast<int>(comment));
      cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
      QTextCharFormat quiet;
      quiet.setForeground(ink(Ink::muted, palette_));
      cursor.mergeCharFormat(quiet);
    }
    if (!code_.empty() && code_.back().second == block.position() - 1)
      code_.back().second = block.position() + block.length() - 1;
    else
      code_.emplace_back(block.position(), block.position() + block.length() - 1);
  }

  void noteInlineCode(const QTextBlock& block) {
    for (auto part = block.begin(); !part.atEnd(); ++part) {
      const QTextFragment text = part.fragment();
      if (text.charFormat().fontFixedPitch())
        inline_code_.emplace_back(text.position(), text.position() + text.length());
    }
  }

  void formatInlineCode(int begin, int end) {
    QTextCursor cursor(&document_);
    cursor.setPosition(begin);
    cursor.setPosition(end, QTextCursor::KeepAnchor);
    QTextCharFormat letters;
    letters.setBackground(ground_);
    cursor.mergeCharFormat(letters);
  }

  /// A table without headings has an empty first row, because Markdown knows no other.
  void formatTable(QTextTable& table) {
    bool headings = false;
    for (int column = 0; column < table.columns(); ++column) {
      const QTextTableCell cell = table.cellAt(0, column);
      headings = headings || cell.firstPosition() != cell.lastPosition();
    }
    if (!headings) table.removeRows(0, 1);
    QTextTableFormat format = table.format();
    format.setBorder(1);
    format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
    format.setBorderBrush(palette_.color(QPalette::Mid));
    format.setBorderCollapse(true);
    format.setCellSpacing(0);
    format.setCellPadding(6);
    format.setTopMargin(2);
    format.setBottomMargin(12);
    if (headings) format.setHeaderRowCount(1);
    table.setFormat(format);
    for (int column = 0; headings && column < table.columns(); ++column) {
      QTextTableCell cell = table.cellAt(0, column);
      QTextCharFormat ground = cell.format();
      ground.setBackground(ground_);
      cell.setFormat(ground);
    }
  }

  /// From the end, so that the places of the others stay.
  void frameCode() {
    QTextFrameFormat format;
    format.setBackground(ground_);
    format.setPadding(code_padding);
    format.setBorder(0);
    format.setTopMargin(2);
    format.setBottomMargin(6);
    for (auto range = code_.rbegin(); range != code_.rend(); ++range) {
      QTextCursor cursor(&document_);
      cursor.setPosition(range->first);
      cursor.setPosition(range->second, QTextCursor::KeepAnchor);
      const QTextFrame* frame = cursor.insertFrame(format);
      shrink(frame->firstPosition() - 1);
      shrink(frame->lastPosition() + 1);
    }
  }

  /// A frame leaves an empty line before and behind itself.
  void shrink(int position) {
    const QTextBlock block = document_.findBlock(position);
    if (block.length() > 1) return;
    QTextCursor cursor(block);
    QTextBlockFormat format;
    format.setLineHeight(1, QTextBlockFormat::FixedHeight);
    cursor.setBlockFormat(format);
    QTextCharFormat letters;
    letters.setFontPointSize(1);
    cursor.setBlockCharFormat(letters);
  }

  QTextDocument& document_;
  const QPalette& palette_;
  const QColor ground_;
  std::vector<Range> code_;
  std::vector<Range> inline_code_;
};

}  // namespace

void formatHelp(QTextDocument& document, const QPalette& palette) {
  Formatter(document, palette).format();
}

}  // namespace loopscope::ui
