// SPDX-License-Identifier: MIT
#pragma once

#include <QBasicTimer>
#include <QObject>

#include <atomic>
#include <chrono>
#include <optional>

#include <loopscope/detail/reactor.h>
#include <loopscope/loop.h>
#include <loopscope/qt/detail/no_coroutine_slots.h>
#include <loopscope/qt/detail/notifiers.h>

namespace loopscope::qt {

/// Runs a loop inside the Qt event loop of a thread: the thread that makes the bridge. Callbacks and
/// tasks may use any QObject of that thread, and Qt's slots may use the loop: what they schedule runs
/// in the order in which it was scheduled.
///
/// Qt sees at most one event in flight and at most one timer, whatever the loop has to do. The event
/// runs a slice: calls for slice_budget of time, no longer than the call that is then running; Qt's
/// own events, timers and sockets have their turn between slices.
///
/// A nested Qt event loop (a modal dialog opened by a callback or by a task) keeps everything else of
/// the loop running; the call or task that opened it goes on when the nested loop ends.
///
/// Bridge, loop and QCoreApplication (or the thread) may go in any order: whichever goes first ends
/// the drive. Only a call of the loop must not destroy the loop.
///
/// A FatalExit of a call ends the drive and QCoreApplication::exec(), on another thread the thread's
/// exec(), with its code. Usually a thread has one bridge; several loops may share a thread.
class QtBridge final : public QObject, private loopscope::detail::Reactor {
  Q_OBJECT

 public:
  /// Real time that one slice may take: what Qt waits for at most is little against the milliseconds by
  /// which its timers are late anyway, and a turn of Qt between slices costs a hundredth of it.
  static constexpr std::chrono::microseconds slice_budget{500};

  /// So many calls may each turn Qt's event loop inside of the one before (processEvents(), exec()); the
  /// next ones wait, so that the native stack has an end. A warning says so once.
  static constexpr int deepest_nesting = 100;

  /// Starts to drive. Throws as start() does.
  explicit QtBridge(Loop& loop, QObject* parent = nullptr);
  ~QtBridge() override;

  /// The loop; null when it is gone.
  Loop* loop() const noexcept { return core_->loop(); }

  /// Drives the loop from now until Loop::stop(). No effect when it does. Throws RuntimeError when
  /// the loop is closed, gone or running elsewhere, and on a thread without a Qt event dispatcher.
  void start();
  bool is_driving() const noexcept { return driving_; }

  /// As Loop::stop(): the drive ends after the iteration in progress, then stopped() is emitted.
  /// No effect when it does not drive.
  void stop() {
    if (driving_) loop()->stop();
  }

  // Loop's, for connecting to buttons. No effect when the loop is gone.
  void run();
  void pause();
  void step_callback();
  void step_iteration();
  /// Throws as Loop::set_speed does.
  void set_speed(double speed);

 Q_SIGNALS:
  /// The drive has ended, for whatever reason. Not emitted by the bridge's own destructor.
  void stopped();

 protected:
  bool event(QEvent* event) override;

 private:
  class Slice;

  // Reactor
  void wake() noexcept override { post(); }
  void watch(int fd, loopscope::detail::Interest interest) override;
  void wait(std::optional<Duration>, loopscope::detail::ReadySink*) override {}
  void loop_ends() noexcept override;

  void post() noexcept;
  void run_slice();
  void warn_of_nesting();
  bool nothing_to_do();
  bool advance(Slice& slice, Duration budget);
  void rearm();
  void arm_timer(std::optional<Duration> limit);
  void follow_end_of_thread();
  void end_drive();
  void detach() noexcept;
  static void application_ends();

  loopscope::detail::Ref<loopscope::detail::LoopCore> core_;
  detail::Notifiers notifiers_;
  Slice* innermost_ = nullptr;  // slices that are running, nested by nested event loops
  bool driving_ = false;
  bool warned_of_nesting_ = false;
  QMetaObject::Connection end_of_thread_;

  QBasicTimer timer_;
  Duration timer_due_{0};  // in time of std::chrono::steady_clock

  std::atomic<bool> in_flight_{false};  // an event is posted and not yet delivered
};

}  // namespace loopscope::qt
