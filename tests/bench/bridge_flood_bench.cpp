// SPDX-License-Identifier: MIT

// Four threads post as fast as they can while a 16 ms timer ticks on the thread of the bridge: how many
// callbacks run, how late the ticks are, and what the bridge costs when it has nothing to do. Usage:
// bridge_flood_bench [seconds]; QT_NO_GLIB=1 for Qt's other dispatcher.

#include <QAbstractEventDispatcher>
#include <QCoreApplication>
#include <QEvent>
#include <QEventLoop>
#include <QTimer>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <loopscope/loop.h>
#include <loopscope/qt/bridge.h>

using namespace loopscope;
using namespace std::chrono_literals;
using loopscope::qt::QtBridge;

namespace {

constexpr Duration interval = 16ms;
constexpr std::uint64_t most_under_way = 5000;  // of each thread

Duration steady_now() { return std::chrono::steady_clock::now().time_since_epoch(); }

Duration cpu_time() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

double milliseconds(Duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

std::string status_line(const std::string& key) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(key)) return line;
  return {};
}

void turn_qt_for(Duration time) {
  QEventLoop events;
  QTimer::singleShot(std::chrono::ceil<std::chrono::milliseconds>(time), Qt::PreciseTimer, &events,
                     &QEventLoop::quit);
  events.exec();
}

/// How long this thread was ready to run, but had no processor.
Duration waited_for_processor() {
  std::ifstream file("/proc/thread-self/schedstat");
  std::int64_t ran = 0;
  std::int64_t waited = 0;
  file >> ran >> waited;
  return std::chrono::nanoseconds(waited);
}

/// Ticks, and by how much each was late; a tick that was missed counts for the one that came.
class Ticks {
 public:
  Ticks() : start_(steady_now()), waited_(waited_for_processor()), due_(start_ + interval) {
    timer_.setTimerType(Qt::PreciseTimer);
    timer_.callOnTimeout([this] { tick(); });
    timer_.start(interval / 1ms);
  }

  void report(const char* what) {
    timer_.stop();
    std::sort(late_.begin(), late_.end());
    if (late_.empty()) late_.push_back(Duration::zero());
    const auto at = [this](double part) {
      return milliseconds(late_[static_cast<std::size_t>(part * double(late_.size() - 1))]);
    };
    std::printf(
        "%-6s ticks %zu, late by ms: p50 %.3f  p99 %.3f  max %.3f; without a processor %.0f %%\n",
        what, late_.size(), at(0.5), at(0.99), at(1),
        100 * milliseconds(waited_for_processor() - waited_) / milliseconds(steady_now() - start_));
  }

 private:
  void tick() {
    const Duration time = steady_now();
    late_.push_back(std::max(time - due_, Duration::zero()));
    while (due_ <= time) due_ += interval;
  }

  QTimer timer_;
  Duration start_;
  Duration waited_;
  Duration due_;
  std::vector<Duration> late_;
};

void quiet(Duration time) {
  Ticks ticks;
  turn_qt_for(time);
  ticks.report("quiet");
}

void flood(Loop& loop, Duration time) {
  std::atomic<bool> enough{false};
  std::uint64_t ran = 0;
  std::uint64_t posted = 0;
  std::vector<std::thread> threads;
  std::atomic<std::uint64_t> all_posted{0};
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      // A bound on what is under way, as any program needs one: the loop itself takes all.
      std::uint64_t own = 0;
      std::atomic<std::uint64_t> came_back{0};
      while (!enough.load(std::memory_order_relaxed)) {
        if (own - came_back.load(std::memory_order_relaxed) >= most_under_way) {
          std::this_thread::sleep_for(100us);
          continue;
        }
        loop.call_soon_threadsafe([&ran, &came_back] {
          ++ran;
          came_back.fetch_add(1, std::memory_order_relaxed);
        });
        ++own;
      }
      all_posted += own;
      while (came_back.load(std::memory_order_relaxed) < own) std::this_thread::sleep_for(100us);
    });
  Ticks ticks;
  const Duration start = steady_now();
  turn_qt_for(time);
  const auto while_posting = static_cast<double>(ran);
  const double seconds = std::chrono::duration<double>(steady_now() - start).count();
  enough = true;
  // The threads end when the last of their calls has run.
  turn_qt_for(50ms);
  for (std::thread& thread : threads) thread.join();
  posted = all_posted;
  ticks.report("flood");
  std::printf("       posted %.2f M/s, ran %.2f M/s, all after %.2f s; %s\n",
              static_cast<double>(posted) / seconds / 1e6, while_posting / seconds / 1e6,
              std::chrono::duration<double>(steady_now() - start).count(),
              status_line("VmHWM").c_str());
}

/// What the machine itself does to a thread that is busy beside four others that only compute.
void compute(Loop& loop, Duration time) {
  std::atomic<bool> enough{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      while (!enough.load(std::memory_order_relaxed)) {
      }
    });
  std::function<void()> again = [&] {
    if (!enough) loop.call_soon(again);
  };
  again();
  Ticks ticks;
  turn_qt_for(time);
  enough = true;
  for (std::thread& thread : threads) thread.join();
  ticks.report("spin");
  turn_qt_for(10ms);
}

void idle(QtBridge& bridge) {
  struct Count : QObject {
    bool eventFilter(QObject*, QEvent*) override { return ++events, false; }
    int events = 0;
  } count;
  bridge.installEventFilter(&count);
  const Duration start = cpu_time();
  turn_qt_for(1s);
  std::printf("idle   %.3f ms of CPU in 1 s, %d events to the bridge\n",
              milliseconds(cpu_time() - start), count.events);
}

/// A Qt event whose handler schedules a call, which posts the event again: one wake-up a round.
void wake_ups(Loop& loop) {
  struct Pinger : QObject {
    Loop& loop;
    QEventLoop events;
    int left = 200'000;
    explicit Pinger(Loop& its_loop) : loop(its_loop) {}
    void post() { QCoreApplication::postEvent(this, new QEvent(QEvent::User)); }
    bool event(QEvent* event) override {
      if (event->type() != QEvent::User) return QObject::event(event);
      loop.call_soon([this] { --left > 0 ? post() : events.quit(); });
      return true;
    }
  } pinger(loop);
  const int rounds = pinger.left;
  pinger.post();
  const Duration start = steady_now();
  pinger.events.exec();
  std::printf("wake   %.0f ns a round: Qt event, call_soon, slice\n",
              static_cast<double>((steady_now() - start).count()) / rounds);
}

}  // namespace

int main(int argc, char** argv) {
  const QCoreApplication application(argc, argv);
  const Duration time = std::chrono::seconds(argc > 1 ? std::max(1, std::atoi(argv[1])) : 3);
  Loop loop;
  QtBridge bridge(loop);
  std::printf("%s\n", QAbstractEventDispatcher::instance()->metaObject()->className());
  quiet(time);
  compute(loop, time);
  flood(loop, time);
  idle(bridge);
  wake_ups(loop);
}
