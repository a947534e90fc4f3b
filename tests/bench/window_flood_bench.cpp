// SPDX-License-Identifier: MIT
// The "flood" demo in its window: does a 60 Hz tick on the GUI thread keep its pace while four threads
// post as fast as they can and the inspector shows it? Usage: window_flood_bench [SECONDS]
#include <QApplication>
#include <QElapsedTimer>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <loopscope/app/demo.h>
#include <loopscope/app/demo_stage.h>
#include <loopscope/ui/store/store.h>
#include <loopscope/ui/views/inspector_widget.h>
#include <loopscope/ui/views/inspector_window.h>

namespace {

using namespace loopscope;

constexpr double tick_ms = 1000.0 / 60;

double percentile(const std::vector<double>& sorted, double share) {
  return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

/// How late each tick comes after the one before it, beyond its interval.
std::vector<double> measure(int seconds) {
  std::vector<double> late;
  QElapsedTimer clock;
  clock.start();
  double due = tick_ms;
  QTimer tick;
  tick.setTimerType(Qt::PreciseTimer);
  tick.setInterval(1);
  QObject::connect(&tick, &QTimer::timeout, [&] {
    const double now = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    if (now < due) return;
    late.push_back(now - due);
    while (due <= now) due += tick_ms;
    if (now > seconds * 1000.0) QCoreApplication::quit();
  });
  tick.start();
  QCoreApplication::exec();
  std::sort(late.begin(), late.end());
  return late;
}

}  // namespace

int main(int argc, char** argv) {
  const int seconds = argc > 1 ? std::atoi(argv[1]) : 10;
  if (seconds <= 0) {
    std::fputs("usage: window_flood_bench [SECONDS]\n", stderr);
    return 2;
  }
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  ui::InspectorWindow window(nullptr);
  window.resize(1400, 900);
  app::DemoStage stage(window.inspector());
  window.show();
  for (const char* demo : {"", "flood"}) {
    if (*demo) stage.start(demo);
    const std::vector<double> late = measure(seconds);
    std::printf("%-8s ticks %zu of %d  late ms: median %.2f  p99 %.2f  max %.2f\n",
                *demo ? demo : "idle", late.size(), seconds * 60, percentile(late, 0.5),
                percentile(late, 0.99), late.back());
  }
  const ui::LoopStatus& status = stage.session()->store().status();
  const double per_second = 1.0 / seconds;
  std::printf("flood    records a second: %.0f shown, %.0f dropped\n",
              static_cast<double>(status.records) * per_second,
              static_cast<double>(status.dropped) * per_second);
  return 0;
}
