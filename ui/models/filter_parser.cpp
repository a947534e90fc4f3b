// SPDX-License-Identifier: MIT
#include <loopscope/ui/models/filter_parser.h>

#include <QCoreApplication>

#include <algorithm>

namespace loopscope::ui {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("loopscope::ui::Filter", text); }

constexpr std::uint32_t bit(ObjectState state) { return 1U << static_cast<unsigned>(state); }

struct StateWord {
  const char* word;
  std::uint32_t states;
};

constexpr std::uint32_t DoneStates = bit(ObjectState::result) | bit(ObjectState::error) |
                                     bit(ObjectState::cancelled) | bit(ObjectState::destroyed) |
                                     bit(ObjectState::gone);

constexpr StateWord StateWords[] = {
    {"pending", bit(ObjectState::present) - 1}, {"waiting", bit(ObjectState::waiting)},
    {"scheduled", bit(ObjectState::scheduled)}, {"running", bit(ObjectState::running)},
    {"present", bit(ObjectState::present)},     {"done", DoneStates},
    {"result", bit(ObjectState::result)},       {"error", bit(ObjectState::error)},
    {"cancelled", bit(ObjectState::cancelled)}, {"destroyed", bit(ObjectState::destroyed)},
    {"gone", bit(ObjectState::gone)},
};

struct Unit {
  const char16_t* word;
  double nanoseconds;
};

constexpr Unit Units[] = {{u"ns", 1},  {u"us", 1e3},   {u"µs", 1e3},  {u"ms", 1e6},
                          {u"s", 1e9}, {u"min", 60e9}, {u"h", 3600e9}};

bool isKey(const QString& word) {
  return !word.isEmpty() && std::all_of(word.begin(), word.end(), [](QChar c) {
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
  });
}

}  // namespace

std::optional<Filter> Filter::parse(const QString& text, QString* error) {
  FilterParser parser(text);
  std::optional<std::vector<FilterTerm>> terms = parser.parse();
  if (error) *error = parser.error();
  if (!terms) return std::nullopt;
  Filter filter;
  filter.terms_ = std::move(*terms);
  return filter;
}

std::optional<std::vector<FilterTerm>> FilterParser::parse() {
  std::vector<FilterTerm> terms;
  while (skipSpaces()) {
    Word word;
    FilterTerm term;
    if (!readWord(word) || !makeTerm(word, term)) return std::nullopt;
    terms.push_back(std::move(term));
  }
  return terms;
}

bool FilterParser::fail(qsizetype at, const QString& what) {
  error_ = tr("At character %1: %2").arg(at + 1).arg(what);
  return false;
}

bool FilterParser::skipSpaces() {
  while (at_ < text_.size() && text_[at_].isSpace()) ++at_;
  return at_ < text_.size();
}

bool FilterParser::readWord(Word& word) {
  word.at = at_;
  if (text_[at_] == u'-') {
    word.negated = true;
    ++at_;
  }
  while (at_ < text_.size() && !text_[at_].isSpace()) {
    if (text_[at_] != u'"') {
      word.text += text_[at_++];
      continue;
    }
    const qsizetype close = text_.indexOf(u'"', at_ + 1);
    if (close < 0) return fail(at_, tr("this quote is never closed; write a second \" after it."));
    if (word.quoted < 0) word.quoted = word.text.size();
    word.text += text_.mid(at_ + 1, close - at_ - 1);
    at_ = close + 1;
  }
  if (!word.text.isEmpty()) return true;
  if (word.quoted >= 0) return fail(word.at, tr("there is nothing between the quotes."));
  return fail(word.at, tr("a minus needs a word after it, as in -state:done."));
}

bool FilterParser::makeTerm(const Word& word, FilterTerm& term) {
  term.negated = word.negated;
  const bool plain = word.quoted == 0;
  if (!plain && word.text.startsWith(QLatin1String("age"), Qt::CaseInsensitive) &&
      word.text.size() > 3 && (word.text[3] == u'<' || word.text[3] == u'>')) {
    return makeAge(word, term);
  }
  const qsizetype colon = word.text.indexOf(u':');
  const bool quotedColon = word.quoted >= 0 && colon >= word.quoted;
  const bool doubleColon = colon + 1 < word.text.size() && word.text[colon + 1] == u':';
  if (plain || colon < 0 || quotedColon || doubleColon || !isKey(word.text.left(colon))) {
    setText(term, word.text);
    return true;
  }
  return makeKeyTerm(word, word.text.left(colon).toLower(), word.text.mid(colon + 1), term);
}

bool FilterParser::makeKeyTerm(const Word& word, const QString& key, const QString& value,
                               FilterTerm& term) {
  static const QStringList Keys{QStringLiteral("name"), QStringLiteral("thread"),
                                QStringLiteral("kind"), QStringLiteral("state")};
  if (key == QLatin1String("age")) {
    return fail(word.at, tr("an age is compared: write age>5s or age<200ms."));
  }
  if (!Keys.contains(key)) {
    return fail(word.at, tr("there is no key “%1”; the keys are state, kind, name, thread and age. "
                            "To look for this text, put it in quotes.")
                             .arg(key));
  }
  if (value.isEmpty()) {
    return fail(word.at, tr("“%1:” needs a value right after the colon.").arg(key));
  }
  if (key == QLatin1String("state")) return makeState(word, value.toLower(), term);
  if (key != QLatin1String("kind")) {
    setText(term, value);
    term.kind = key == QLatin1String("name") ? FilterTerm::Kind::name : FilterTerm::Kind::thread;
    return true;
  }
  const QString kind = value.toLower();
  term.kind = FilterTerm::Kind::kind;
  constexpr std::pair<const char*, ObjectKind> kinds[] = {{"future", ObjectKind::future},
                                                          {"task", ObjectKind::task},
                                                          {"primitive", ObjectKind::primitive}};
  for (const auto& [name, objectKind] : kinds) {
    if (kind != QLatin1String(name)) continue;
    term.objectKind = objectKind;
    return true;
  }
  return fail(word.at, tr("there is no kind “%1”; it is future, task or primitive.").arg(value));
}

bool FilterParser::makeState(const Word& word, const QString& value, FilterTerm& term) {
  term.kind = FilterTerm::Kind::state;
  QStringList words;
  for (const StateWord& one : StateWords) {
    if (value == QLatin1String(one.word)) {
      term.states = one.states;
      return true;
    }
    words << QLatin1String(one.word);
  }
  return fail(word.at, tr("there is no state “%1”; the states are %2.")
                           .arg(value, words.join(QStringLiteral(", "))));
}

bool FilterParser::makeAge(const Word& word, FilterTerm& term) {
  const bool older = word.text[3] == u'>';
  const QString value = word.text.mid(4);
  qsizetype digits = 0;
  while (digits < value.size() && (value[digits].isDigit() || value[digits] == u'.')) ++digits;
  bool isNumber = false;
  const double number = value.left(digits).toDouble(&isNumber);
  const QString unit = value.mid(digits).toLower();
  term.kind = older ? FilterTerm::Kind::olderThan : FilterTerm::Kind::youngerThan;
  for (const Unit& one : Units) {
    if (!isNumber || unit != QStringView(one.word)) continue;
    term.age = static_cast<std::int64_t>(std::min(number * one.nanoseconds, 9e18));
    return true;
  }
  if (isNumber && unit.isEmpty()) {
    return fail(word.at, tr("“%1” has no unit; write for example %1s or %1ms.").arg(value));
  }
  return fail(word.at, tr("“%1” is no age; write a number and ns, us, ms, s, min or h, as in 5s or "
                          "200ms.")
                           .arg(value));
}

void FilterParser::setText(FilterTerm& term, const QString& text) {
  term.text = text;
  const bool ascii = std::all_of(text.begin(), text.end(), [](QChar c) { return c < QChar(128); });
  if (ascii) term.ascii = text.toLower().toStdString();
}

}  // namespace loopscope::ui
