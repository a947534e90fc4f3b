// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <memory>
#include <thread>

#include <loopscope/inspect/inspector.h>
#include <loopscope/loop.h>

namespace loopscope::bench {

/// A loop that is inspected as the environment's LOOPSCOPE_BENCH_INSPECT says: "drained" (a thread reads
/// the journal ten times a millisecond), "stopped" (attached, but nobody reads), "counted" (the same with
/// a ring so large that each record of a small run fits: results then tell records_per_op), or not at
/// all.
class BenchLoop : public Loop {
 public:
  BenchLoop();
  ~BenchLoop();

 private:
  void drain();

  std::unique_ptr<inspect::Inspector> inspector_;
  std::atomic<bool> ends_{false};
  std::thread reader_;
};

}  // namespace loopscope::bench
