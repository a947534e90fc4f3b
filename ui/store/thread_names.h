// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <deque>
#include <string>

#include <loopscope/ui/store/id_map.h>
#include <loopscope/ui/store/object_row.h>

namespace loopscope::ui {

/// The names of threads. Programs may start threads without end: the oldest names are forgotten.
class ThreadNames {
 public:
  static constexpr std::size_t Limit = 4096;

  void set(ThreadId thread, const Text& name) {
    if (thread == 0) return;
    if (!names_.find(thread)) order_.push_back(thread);
    names_[thread] = name;
    while (names_.size() > Limit) {
      names_.erase(order_.front());
      order_.pop_front();
    }
  }

  /// "thread 3" when it has no name; "" for 0.
  std::string name(ThreadId thread) const {
    if (thread == 0) return {};
    const Text* name = names_.find(thread);
    if (name && !name->empty()) return name->string();
    return "thread " + std::to_string(thread);
  }

 private:
  IdMap<Text> names_;
  std::deque<ThreadId> order_;
};

}  // namespace loopscope::ui
