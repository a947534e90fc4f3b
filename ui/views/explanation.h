// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include <QString>

#include <loopscope/ui/store/firing_entry.h>

namespace loopscope::ui {

class Store;

/// What the banner says about an entry of the firing order.
struct Explanation {
  QString title;
  QString html;
};

/// What is wrong and what would be right, for an entry that tells of a mistake in the observed
/// program; nothing for the others.
std::optional<Explanation> explain(const FiringEntry& entry);

/// The newest such entry among those from number `first` on; 0: none. Looks at a bounded number.
std::uint64_t newestMistake(const Store& store, std::uint64_t first);

}  // namespace loopscope::ui
