// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loopscope::inspect {

/// Things that a command calls by name, in the order in which they were added. Safe on any thread.
template <class T>
class NamedList {
 public:
  /// Replaces what has the same name.
  void add(std::string name, T value) {
    const std::lock_guard guard(lock_);
    const auto known = place_of(name);
    if (known != entries_.end())
      known->second = std::move(value);
    else
      entries_.emplace_back(std::move(name), std::move(value));
  }

  void remove(std::string_view name) {
    const std::lock_guard guard(lock_);
    const auto known = place_of(name);
    if (known != entries_.end()) entries_.erase(known);
  }

  std::vector<std::string> names() const {
    const std::lock_guard guard(lock_);
    std::vector<std::string> names;
    names.reserve(entries_.size());
    for (const auto& entry : entries_) names.push_back(entry.first);
    return names;
  }

  /// A copy: it may be replaced meanwhile.
  std::optional<T> find(std::string_view name) const {
    const std::lock_guard guard(lock_);
    const auto known = const_cast<NamedList*>(this)->place_of(name);
    return known != entries_.end() ? std::optional<T>(known->second) : std::nullopt;
  }

 private:
  auto place_of(std::string_view name) {
    return std::find_if(entries_.begin(), entries_.end(),
                        [name](const auto& entry) { return entry.first == name; });
  }

  mutable std::mutex lock_;  // guards entries_
  std::vector<std::pair<std::string, T>> entries_;
};

}  // namespace loopscope::inspect
