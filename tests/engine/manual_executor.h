// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <loopscope/executor.h>

namespace loopscope::test {

/// Keeps jobs until they are run by hand, on the calling thread.
class ManualExecutor final : public Executor {
 public:
  void execute(Job job) override {
    if (shut_down) throw RuntimeError("cannot schedule new futures after shutdown");
    jobs.push_back(std::move(job));
  }
  void shutdown(bool wait) override { shut_down = true, waited = waited || wait; }

  void run_all() {
    for (Job& job : jobs) job();
    jobs.clear();
  }

  std::vector<Job> jobs;
  bool shut_down = false;
  bool waited = false;
};

}  // namespace loopscope::test
