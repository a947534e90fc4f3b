// SPDX-License-Identifier: MIT
// How long an observer is told that calls took.
#include "silent_observer.h"
#include "support.h"

#include <optional>

using namespace loopscope;
using namespace loopscope::test;

namespace {

/// Measures by the loop's own time.
class Stopwatch final : public SilentObserver {
 public:
  explicit Stopwatch(Loop& loop) : loop_(loop) { loop.core().set_observer(this); }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;
  ~Stopwatch() override { loop_.core().set_observer(nullptr); }

  Duration now() noexcept override {
    ++looks;
    return loop_.time();
  }
  void end(inspect::Ticket, const detail::CallInfo&, inspect::CallOutcome, Duration duration,
           const std::exception_ptr&) noexcept override {
    took.push_back(duration);
  }

  int looks = 0;
  std::vector<Duration> took;

 private:
  Loop& loop_;
};

}  // namespace

class CallDurationTest : public QObject {
  Q_OBJECT

 private slots:
  void oneCallEndsWhereTheNextBegins() {
    VirtualLoop loop;
    loop.clock().jump(1s);  // no clock shows 0 but one that has just begun
    Stopwatch stopwatch(loop);
    for (int i = 0; i < 3; ++i) loop.call_soon([] {});
    run_iterations(loop);
    QCOMPARE(stopwatch.took, (std::vector<Duration>(3)));
    QCOMPARE(stopwatch.looks, 4);
  }

  void whatTheLoopWaitsForIsNoPartOfACall() {
    VirtualLoop loop;
    Stopwatch stopwatch(loop);
    loop.call_soon([] {});
    loop.call_later(1h, [&] { loop.stop(); });
    loop.run_forever();
    QCOMPARE(loop.time(), Duration(1h));
    QCOMPARE(stopwatch.took, (std::vector<Duration>(2)));
  }

  void norIsWhatHappensBetweenTwoRuns() {
    VirtualLoop loop;
    Stopwatch stopwatch(loop);
    loop.call_soon([] {});
    run_iterations(loop);
    loop.clock().jump(1h);
    loop.call_soon([] {});
    run_iterations(loop);
    QCOMPARE(stopwatch.took, (std::vector<Duration>(2)));
  }

  void aNewObserverBeginsAnew() {
    VirtualLoop loop;
    std::optional<Stopwatch> stopwatch(std::in_place, loop);
    loop.call_soon([&] { stopwatch.reset(); });
    loop.call_soon([&] { loop.clock().jump(1h); });
    loop.call_soon([&] { stopwatch.emplace(loop); });
    loop.call_soon([] {});
    run_iterations(loop);
    QCOMPARE(stopwatch->took, (std::vector<Duration>(1)));
  }
};

QTEST_APPLESS_MAIN(CallDurationTest)
#include "call_duration_test.moc"
