// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include <loopscope/ui/store/text.h>

namespace loopscope::ui {

/// The figures of the status bar.
struct LoopStatus {
  Text loopName;
  Text clock;
  std::uint32_t loopThread = 0;
  bool paused = false;
  std::uint64_t speed = 1000;  ///< thousandths of real time
  std::uint64_t iteration = 0;
  std::int64_t now = 0;              ///< loop time in ns
  std::int64_t recordTime = 0;       ///< loop time of the last record
  std::int64_t steady = 0;           ///< steady clock of the last record, ns
  std::size_t pending = 0;           ///< objects without an outcome
  std::size_t done = 0;              ///< finished objects that are kept
  std::uint64_t finishedTotal = 0;   ///< finished objects ever seen
  std::uint64_t evictedObjects = 0;  ///< finished objects dropped by retention or by clearing
  std::uint64_t evictedFirings = 0;
  std::size_t ready = 0;   ///< calls due
  std::size_t timers = 0;  ///< timers set and not yet fired
  std::uint64_t gaps = 0;
  std::uint64_t dropped = 0;  ///< records lost in gaps
  std::uint64_t records = 0;  ///< records read
  std::uint64_t errors = 0;   ///< unhandled and never retrieved errors, misuse
  bool uncertain = false;     ///< a gap has just passed: what is due may be out of date
};

}  // namespace loopscope::ui
