// SPDX-License-Identifier: MIT
// W8: one thread floods the loop of a Qt thread while a precise 16 ms tick turns there. Lateness is
// against the tick's own schedule, which begins anew after a tick that missed a whole period. The run
// ends with the first tick after the last callback, so that a tick which the flood held back counts. It
// takes as many callbacks as give some fifty ticks, as many as the peers see.
#include "workloads.h"

#include <QAbstractEventDispatcher>
#include <QCoreApplication>
#include <QTimer>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <loopscope/qt/bridge.h>

namespace loopscope::bench {
namespace {

constexpr double period = 16e6;
constexpr int ticks_to_settle = 5;  // the first ones load code and touch memory
constexpr int idle_ticks_first = 45;

class FloodedBridge {
 public:
  explicit FloodedBridge(uint64_t n) : end_(n), bridge_(loop_) {
    tick_.setTimerType(Qt::PreciseTimer);
    tick_.callOnTimeout([this] { tick(); });
    loop_.call_soon([this] {
      due_ = ::bench::now_ns() + period;
      tick_.start(16);
    });
    QCoreApplication::exec();
    producer_->join();
  }

  Out result(const char* workload, const std::string& peer) const {
    Out out(workload, peer, end_);
    out.ns_per_op = wall_ / static_cast<double>(end_);
    out.samples_us = late_us_;
    out.add("callbacks_per_s", static_cast<double>(end_) / (wall_ / 1e9))
        .add("late_p99_us", ::bench::percentile(late_us_, 0.99))
        .add("late_p50_us", ::bench::percentile(late_us_, 0.5))
        .add("missed_ticks", missed_)
        .add("ticks", static_cast<double>(late_us_.size()))
        .add("idle_late_p99_us", ::bench::percentile(idle_us_, 0.99))
        .add("idle_cpu_pct", idle_cpu_ * 100);
    return out;
  }

 private:
  void hit() {
    if (++hits_ == end_) wall_ = ::bench::now_ns() - wall_;
  }

  void tick() {
    const double now = ::bench::now_ns();
    const double late = now - due_;
    due_ = late < period ? due_ + period : now + period;
    if (!producer_) {
      idle_us_.push_back(std::max(0.0, late / 1e3));
      if (idle_us_.size() == ticks_to_settle) {
        idle_cpu_ = ::bench::cpu_ns();
        idle_since_ = now;
      }
      if (idle_us_.size() == idle_ticks_first) begin_flood(now);
      return;
    }
    late_us_.push_back(std::max(0.0, late / 1e3));
    if (late >= period) missed_ += static_cast<int>(late / period);
    if (hits_ == end_) QCoreApplication::quit();
  }

  void begin_flood(double now) {
    idle_cpu_ = (::bench::cpu_ns() - idle_cpu_) / (now - idle_since_);
    producer_.emplace(1, end_, [this] { door_.call_soon_threadsafe([this] { hit(); }); });
    wall_ = ::bench::now_ns();
    producer_->go();
  }

  uint64_t end_;
  uint64_t hits_ = 0;
  BenchLoop loop_;
  const LoopDoor door_ = loop_.door();
  qt::QtBridge bridge_;
  QTimer tick_;
  std::optional<::bench::Producers> producer_;  // made when the flood begins: it spins until go()
  double due_ = 0;
  double wall_ = 0;
  double idle_since_ = 0;
  double idle_cpu_ = 0;
  int missed_ = 0;
  std::vector<double> idle_us_;
  std::vector<double> late_us_;
};

}  // namespace

void bridge_flood(const Case& which, uint64_t n) {
  const QByteArray dispatcher = QAbstractEventDispatcher::instance()->metaObject()->className();
  const char* suffix = dispatcher.contains("Glib") ? " [glib]" : " [unix]";
  FloodedBridge(n).result(which.workload, std::string(which.peer) + suffix).print();
}

}  // namespace loopscope::bench
