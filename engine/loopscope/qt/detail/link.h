// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>

#include <atomic>
#include <memory>
#include <utility>
#include <vector>

#include <loopscope/door.h>
#include <loopscope/future.h>
#include <loopscope/named.h>

namespace loopscope::qt::detail {

/// Between a future and the Qt objects that may end it. Qt's side knows the future only through its
/// link, so that it keeps nothing alive; the future's side lets go when the future is done or gone.
class Link : public std::enable_shared_from_this<Link> {
 public:
  explicit Link(loopscope::detail::FutureState& future);

  /// Any thread, from a slot. The first time, if the future is still pending: `settle(future)` on its
  /// loop's thread; at once when that is this thread, else through the loop's door.
  template <class F>
  void deliver(F&& settle) noexcept {
    if (fired_.exchange(true, std::memory_order_relaxed)) return;  // orders nothing
    try {
      if (on_loop_thread()) return apply(settle);
      door_.call_soon_threadsafe(named(
          "Qt signal", [self = shared_from_this(), settle = std::forward<F>(settle)]() mutable {
            self->apply(settle);
          }));
    } catch (...) {
      could_not_deliver();
    }
  }

  // What to let go of.
  void add(QMetaObject::Connection connection) { connections_.push_back(std::move(connection)); }
  void add(TimerHandle timer) { timer_ = std::move(timer); }
  void add(std::unique_ptr<QObject> helper) { helper_ = std::move(helper); }

  /// Disconnects; then no slot reaches the future. Loop's thread, or any when the loop is gone.
  void let_go() noexcept;

 private:
  bool on_loop_thread() const noexcept;
  void could_not_deliver() noexcept;

  template <class F>
  void apply(F& settle) {
    if (future_ && !future_->done() && !door_.is_closed()) settle(*future_);
  }

  LoopDoor door_;
  loopscope::detail::FutureState* future_;  // loop's thread only
  std::vector<QMetaObject::Connection> connections_;
  TimerHandle timer_;
  std::unique_ptr<QObject> helper_;
  std::atomic<bool> fired_{false};
};

/// As a done-callback it lets go when the future is done, and as a member of one when the future is
/// destroyed while pending.
class LetGo {
 public:
  explicit LetGo(std::shared_ptr<Link> link) noexcept : link_(std::move(link)) {}
  LetGo(LetGo&&) = default;
  LetGo& operator=(LetGo&&) = default;
  ~LetGo() { (*this)(); }

  void operator()() noexcept {
    if (const auto link = std::exchange(link_, nullptr)) link->let_go();
  }

 private:
  std::shared_ptr<Link> link_;
};

}  // namespace loopscope::qt::detail
