// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <loopscope/ui/store/firing_entry.h>

namespace loopscope::ui {

class Store;

/// One word of a filter. All terms of a filter must hold.
struct FilterTerm {
  enum class Kind { text, name, thread, state, kind, olderThan, youngerThan };

  Kind kind = Kind::text;
  bool negated = false;
  QString text;              ///< text, name, thread: looked for without regard to case
  std::string ascii;         ///< the same in lower case, when it is ASCII: found without converting
  std::uint32_t states = 0;  ///< state: set of 1 << ObjectState
  ObjectKind objectKind = ObjectKind::future;
  std::int64_t age = 0;  ///< olderThan, youngerThan: ns
};

/// The filter language: words separated by spaces, all of which must hold.
///   fetch            name, type, value or error contains "fetch"
///   "two words"      the same with a space in it
///   name:fetch  thread:legacy  kind:task  kind:future
///   state:pending    (anything that is not done), waiting, scheduled, running, done, result, error,
///                    cancelled, destroyed
///   age>5s  age<200ms    ns, us, ms, s, min, h
///   -state:done      a leading minus: must not hold
class Filter {
 public:
  Filter() = default;

  /// Null when the text is no filter; then `error` says what is wrong, where, and what would be right.
  static std::optional<Filter> parse(const QString& text, QString* error = nullptr);

  bool isEmpty() const { return terms_.empty(); }
  bool usesAge() const;
  const std::vector<FilterTerm>& terms() const { return terms_; }

  bool matches(const Store& store, const ObjectRow& row) const;

  /// text, name and thread apply to what the line shows, state and kind to its object while that is
  /// kept, age to the time since the entry ran.
  bool matches(const Store& store, const FiringEntry& entry) const;

 private:
  std::vector<FilterTerm> terms_;
};

}  // namespace loopscope::ui
