// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <string_view>
#include <utility>

#include <loopscope/detail/call.h>
#include <loopscope/detail/ref.h>

namespace loopscope {

/// A callable without parameters or value on its way to another thread: move-only, run at most
/// once. Dropping it without running it is allowed anywhere; what it owns is destroyed there.
class Job {
 public:
  Job() = default;

  template <class F>
    requires(!std::same_as<std::decay_t<F>, Job> && std::invocable<std::decay_t<F>&>)
  explicit Job(F&& callable)
      : call_(detail::Ref<detail::Call>::adopt(
            detail::make_call<detail::Call>(nullptr, std::forward<F>(callable)))) {}

  Job(Job&&) noexcept = default;
  Job& operator=(Job&&) noexcept = default;
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;
  ~Job() = default;

  /// Runs the callable, then destroys it. Passes exceptions on. Nothing when it ran before.
  void operator()() {
    const detail::Ref<detail::Call> call = std::move(call_);
    if (call) call->run();
  }

  explicit operator bool() const noexcept { return static_cast<bool>(call_); }

  /// See Named; empty for an empty job.
  std::string_view name() const noexcept { return call_ ? call_->name() : std::string_view(); }

 private:
  detail::Ref<detail::Call> call_;
};

}  // namespace loopscope
