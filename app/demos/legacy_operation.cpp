// SPDX-License-Identifier: MIT
#include <loopscope/app/demos/legacy_operation.h>

#include <loopscope/threads.h>

#include <utility>

namespace loopscope::demos {

LegacyOperation::LegacyOperation(std::chrono::milliseconds duration, OnDone on_done)
    : on_done_(std::move(on_done)), thread_([this, duration] { work(duration); }) {}

LegacyOperation::~LegacyOperation() {
  {
    const std::lock_guard guard(lock_);
    abandoned_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void LegacyOperation::work(std::chrono::milliseconds duration) {
  name_this_thread("legacy");
  {
    std::unique_lock guard(lock_);
    if (wake_.wait_for(guard, duration, [this] { return abandoned_; })) return;
  }
  on_done_(42);
}

}  // namespace loopscope::demos
