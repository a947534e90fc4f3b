// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <utility>

#include <loopscope/detail/future_state.h>

namespace loopscope::detail {

/// A weak reference to a future, for its loop's thread. Its anchor lies in a done-callback of that
/// future: when the future is done, or gone, so is the callback.
class SourceLink {
 public:
  class Anchor {
   public:
    explicit Anchor(SourceLink& link) noexcept : target_(link.target_) {}
    Anchor(Anchor&&) noexcept = default;
    Anchor& operator=(Anchor&&) = delete;
    Anchor(const Anchor&) = delete;
    Anchor& operator=(const Anchor&) = delete;
    ~Anchor() {
      if (target_) *target_ = nullptr;
    }

   private:
    std::shared_ptr<FutureState*> target_;
  };

  explicit SourceLink(FutureState& source) : target_(std::make_shared<FutureState*>(&source)) {}

  /// Cancels the future if it is there.
  void cancel() const {
    if (*target_) (*target_)->cancel(std::nullopt);
  }

 private:
  std::shared_ptr<FutureState*> target_;
};

}  // namespace loopscope::detail
