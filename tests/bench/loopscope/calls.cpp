// SPDX-License-Identifier: MIT
// W1, W2 and W3: calls posted from the loop and from other threads, and the wake-up of an idle loop.
#include "workloads.h"

#include <cstring>
#include <thread>
#include <vector>

namespace loopscope::bench {
namespace {

struct Batches {
  Loop& loop;
  uint64_t left;
  uint64_t end;
  uint64_t hits = 0;

  void hit() {
    if (++hits == end) loop.stop();
  }
  void step() {
    for (int i = 0; i < 1000; ++i) loop.call_soon([this] { hit(); });
    if (--left) loop.call_soon([this] { step(); });
  }
};

struct Hops {
  Loop& loop;
  uint64_t end;
  uint64_t hits = 0;

  void hop() {
    if (++hits < end)
      loop.call_soon([this] { hop(); });
    else
      loop.stop();
  }
};

struct Flood {
  Loop& loop;
  uint64_t end;
  uint64_t hits = 0;
  Meter meter{};

  void hit() {
    if (++hits < end) return;
    meter.stop();
    loop.stop();
  }
};

Meter run(Loop& loop) {
  Meter meter;
  meter.start();
  loop.run_forever();
  meter.stop();
  return meter;
}

template <int Threads>
void post_from_threads(const Case& which, uint64_t n) {
  warm_then_measure(which, n, [](uint64_t posts) {
    BenchLoop loop;
    Flood flood{loop, posts};
    const LoopDoor door = loop.door();
    ::bench::Producers producers(Threads, posts,
                                 [&] { door.call_soon_threadsafe([&flood] { flood.hit(); }); });
    loop.call_soon([&] {
      flood.meter.start();
      producers.go();
    });
    loop.run_forever();
    producers.join();
    return measured(posts, flood.meter)
        .add("wall_ms", flood.meter.ns / 1e6)
        .add("producers_ms", producers.longest_ns() / 1e6);
  });
}

}  // namespace

void post_batches(const Case& which, uint64_t n) {
  warm_then_measure(which, n, [](uint64_t posts) {
    BenchLoop loop;
    Batches batches{loop, posts / 1000, posts};
    loop.call_soon([&] { batches.step(); });
    return measured(posts, run(loop));
  });
}

void post_hops(const Case& which, uint64_t n) {
  warm_then_measure(which, n, [](uint64_t posts) {
    BenchLoop loop;
    Hops hops{loop, posts};
    loop.call_soon([&] { hops.hop(); });
    return measured(posts, run(loop));
  });
}

void post_from_1_thread(const Case& which, uint64_t n) { post_from_threads<1>(which, n); }
void post_from_2_threads(const Case& which, uint64_t n) { post_from_threads<2>(which, n); }
void post_from_4_threads(const Case& which, uint64_t n) { post_from_threads<4>(which, n); }

void wake_round_trips(const Case& which, uint64_t n) {
  BenchLoop loop;
  const LoopDoor door = loop.door();
  const bool cross = !std::strcmp(which.workload, "w3_cross");
  std::vector<double> microseconds;
  ::bench::pin_this_thread(0);
  std::thread asker([&] {
    microseconds = ::bench::wake_round_trips(cross, n, [&](::bench::Answer& answer) {
      door.call_soon_threadsafe([&answer] { answer.fire(); });
    });
    door.call_soon_threadsafe([&] { loop.stop(); });
  });
  loop.run_forever();
  asker.join();
  ::bench::emit_wake(which.workload, which.peer, microseconds);
}

}  // namespace loopscope::bench
