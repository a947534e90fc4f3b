// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>

#include <loopscope/loop.h>

#include "../harness.h"
#include "bench_loop.h"

namespace loopscope::bench {

using ::bench::Case;
using ::bench::Meter;
using ::bench::Out;
using std::uint64_t;
using Workload = void(const Case& which, uint64_t n);

/// Runs `once` for a tenth of the work, to warm up, then for all of it; the second is printed.
template <class Once>
void warm_then_measure(const Case& which, uint64_t n, Once once) {
  once(n / 10);
  Out out = once(n);
  out.workload = which.workload;
  out.peer = which.peer;
  out.print();
}

/// As Out, of a workload that is named later.
inline Out measured(uint64_t n, const Meter& meter) { return Out("", "", n).meter(meter); }

inline void require(bool holds) {
  if (!holds) std::abort();
}

// What each does stands in the README's table of workloads; the peers beside this folder do the same.
Workload post_batches, post_hops;
Workload post_from_1_thread, post_from_2_threads, post_from_4_threads;
Workload wake_round_trips;
Workload await_resolved, spawn_tasks;
Workload pending_futures, pending_tasks;
Workload timers;
Workload bridge_flood;
Workload nested_awaits, cancel_coroutines, cancel_tasks;
Workload gather_tasks, queue_handover, lock_handover, event_handover;

void print_sizes();

// curves.cpp
Workload curve_futures, curve_tasks, curve_timers, curve_callbacks, curve_producers, curve_journal;
Workload curve_remove_callback, curve_cancel_group, curve_all_tasks;

}  // namespace loopscope::bench
