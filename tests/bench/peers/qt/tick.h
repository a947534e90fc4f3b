// SPDX-License-Identifier: MIT
// W8: a precise 16 ms tick (QTimer counts whole ms: 62.5 Hz) while one thread floods the loop with n
// calls as fast as it can. Lateness is against the tick's own schedule, which starts anew after a tick
// that missed a whole period (as QTimer's does). The run ends with the first tick after the last
// callback, so a tick that the flood held back is counted.
#pragma once

#include <QCoreApplication>
#include <QTimer>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "../../harness.h"

namespace bench {

class FloodedTick {
 public:
  explicit FloodedTick(std::uint64_t n) : n_(n) {}

  // post(this) is called n times by another thread, and has to call hit() in this one.
  template <class Post>
  void run(Post post) {
    tick_.setTimerType(Qt::PreciseTimer);
    QObject::connect(&tick_, &QTimer::timeout, &tick_, [&] { tick(post); });
    QTimer::singleShot(0, &tick_, [&] {
      due_ = now_ns() + period;
      tick_.start(16);
    });
    QCoreApplication::exec();
    producers_->join();
  }

  void hit() {
    if (++hits_ == n_) wall_ = now_ns() - wall_;
  }

  void print(const char* workload, const std::string& who) const {
    Out o(workload, who, n_);
    o.ns_per_op = wall_ / double(n_);
    o.samples_us = late_us_;
    o.add("callbacks_per_s", double(n_) / (wall_ / 1e9))
        .add("late_p99_us", percentile(late_us_, 0.99))
        .add("late_p50_us", percentile(late_us_, 0.5))
        .add("missed_ticks", missed_)
        .add("ticks", double(late_us_.size()))
        .add("idle_late_p99_us", percentile(idle_us_, 0.99))
        .add("idle_cpu_pct", idle_cpu_ * 100)
        .print();
  }

 private:
  static constexpr double period = 16e6;
  static constexpr int ticks_to_settle = 5;  // the first ones load code and touch memory
  static constexpr int idle_ticks = 45;

  template <class Post>
  void tick(Post& post) {
    const double t = now_ns(), late = t - due_;
    due_ = late < period ? due_ + period : t + period;
    if (producers_) {
      late_us_.push_back(std::max(0.0, late / 1e3));
      missed_ += late >= period ? int(late / period) : 0;
      if (hits_ == n_) QCoreApplication::quit();
      return;
    }
    idle_us_.push_back(std::max(0.0, late / 1e3));
    if (idle_us_.size() == ticks_to_settle) {
      cpu0_ = cpu_ns();
      idle_t0_ = t;
    }
    if (idle_us_.size() < idle_ticks) return;
    idle_cpu_ = (cpu_ns() - cpu0_) / (t - idle_t0_);
    producers_.emplace(1, n_, [&post, this] { post(this); });  // they spin until go()
    wall_ = now_ns();
    producers_->go();
  }

  std::uint64_t n_, hits_ = 0;
  QTimer tick_;
  std::optional<Producers> producers_;
  double wall_ = 0, due_ = 0, cpu0_ = 0, idle_t0_ = 0, idle_cpu_ = 0;
  int missed_ = 0;
  std::vector<double> idle_us_, late_us_;
};

}  // namespace bench
