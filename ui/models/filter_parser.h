// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <optional>
#include <vector>

#include <loopscope/ui/models/filter.h>

namespace loopscope::ui {

/// Reads a filter text, one term a call of next(). Errors say what is wrong, at which character,
/// and what would be right.
class FilterParser {
 public:
  explicit FilterParser(const QString& text) : text_(text) {}

  /// Null at the first error.
  std::optional<std::vector<FilterTerm>> parse();
  const QString& error() const { return error_; }

 private:
  /// A word as it was written: quotes taken off, but remembered.
  struct Word {
    qsizetype at = 0;  ///< where it begins
    bool negated = false;
    QString text;           ///< without minus and quotes
    qsizetype quoted = -1;  ///< where in `text` the first quoted part begins, -1: none
  };

  bool skipSpaces();
  bool readWord(Word& word);
  bool makeTerm(const Word& word, FilterTerm& term);
  bool makeKeyTerm(const Word& word, const QString& key, const QString& value, FilterTerm& term);
  bool makeState(const Word& word, const QString& value, FilterTerm& term);
  bool makeAge(const Word& word, FilterTerm& term);
  bool fail(qsizetype at, const QString& what);
  static void setText(FilterTerm& term, const QString& text);

  QString text_;
  qsizetype at_ = 0;
  QString error_;
};

}  // namespace loopscope::ui
