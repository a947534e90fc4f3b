// SPDX-License-Identifier: MIT
#pragma once

#include <loopscope/detail/loop_core.h>

namespace loopscope::detail {

/// While one exists, user destructors run because the loop drops what they belong to. They may
/// resolve futures whose waiters can no longer be scheduled: that must not throw then.
class LoopCore::Dropping {
 public:
  explicit Dropping(LoopCore& core) noexcept : core_(core) { ++core_.dropping_; }
  Dropping(const Dropping&) = delete;
  Dropping& operator=(const Dropping&) = delete;
  ~Dropping() { --core_.dropping_; }

 private:
  LoopCore& core_;
};

}  // namespace loopscope::detail
