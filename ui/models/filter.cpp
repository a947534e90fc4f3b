// SPDX-License-Identifier: MIT
#include <loopscope/ui/models/filter.h>

#include <algorithm>

#include <loopscope/ui/models/object_text.h>
#include <loopscope/ui/store/store.h>
#include <loopscope/ui/store/words.h>

namespace loopscope::ui {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

/// Whether a UTF-8 text contains a term's text, without regard to case.
bool contains(std::string_view text, const FilterTerm& term) {
  if (term.ascii.empty()) return toQString(text).contains(term.text, Qt::CaseInsensitive);
  if (text.size() < term.ascii.size()) return false;
  const auto same = [](char a, char b) { return lower(a) == b; };
  return std::search(text.begin(), text.end(), term.ascii.begin(), term.ascii.end(), same) !=
         text.end();
}

bool textMatches(const Store& store, const ObjectRow& row, const FilterTerm& term) {
  if (contains(row.name, term) || contains(row.typeName, term)) return true;
  if (row.name.empty() && contains(displayName(row), term)) return true;
  switch (row.state) {
    case ObjectState::present:
    case ObjectState::result: return contains(row.value, term);
    case ObjectState::error: return contains(valueText(store, row), term);
    case ObjectState::cancelled: return contains(row.message, term);
    default: return false;
  }
}

bool termMatches(const Store& store, const ObjectRow& row, const FilterTerm& term) {
  switch (term.kind) {
    case FilterTerm::Kind::text: return textMatches(store, row, term);
    case FilterTerm::Kind::name:
      return row.name.empty() ? contains(displayName(row), term) : contains(row.name, term);
    case FilterTerm::Kind::thread: return contains(store.threadName(row.thread), term);
    case FilterTerm::Kind::state: return term.states >> static_cast<unsigned>(row.state) & 1;
    case FilterTerm::Kind::kind: return row.kind == term.objectKind;
    case FilterTerm::Kind::olderThan: return ageOf(store, row) > term.age;
    case FilterTerm::Kind::youngerThan: return ageOf(store, row) < term.age;
  }
  return false;
}

bool termMatches(const Store& store, const FiringEntry& entry, const FilterTerm& term) {
  const ObjectRow* row = store.object(entry.object);
  switch (term.kind) {
    case FilterTerm::Kind::text:
      return contains(entry.what, term) || contains(objectName(entry), term) ||
             contains(outcomeText(entry), term);
    case FilterTerm::Kind::name: return contains(objectName(entry), term);
    case FilterTerm::Kind::thread: return contains(fromThreadText(store, entry), term);
    case FilterTerm::Kind::state:
      return row && (term.states >> static_cast<unsigned>(row->state) & 1);
    case FilterTerm::Kind::kind: return entry.object != 0 && entry.objectKind == term.objectKind;
    case FilterTerm::Kind::olderThan: return store.status().now - entry.time > term.age;
    case FilterTerm::Kind::youngerThan: return store.status().now - entry.time < term.age;
  }
  return false;
}

}  // namespace

bool Filter::usesAge() const {
  return std::any_of(terms_.begin(), terms_.end(), [](const FilterTerm& term) {
    return term.kind == FilterTerm::Kind::olderThan || term.kind == FilterTerm::Kind::youngerThan;
  });
}

bool Filter::matches(const Store& store, const ObjectRow& row) const {
  return std::all_of(terms_.begin(), terms_.end(), [&](const FilterTerm& term) {
    return termMatches(store, row, term) != term.negated;
  });
}

bool Filter::matches(const Store& store, const FiringEntry& entry) const {
  return std::all_of(terms_.begin(), terms_.end(), [&](const FilterTerm& term) {
    return termMatches(store, entry, term) != term.negated;
  });
}

}  // namespace loopscope::ui
