// SPDX-License-Identifier: MIT
#include <QCoreApplication>

#include <string_view>

#include "../counted_malloc.h"
#include "workloads.h"

/// `loopscope-bench list`, or `loopscope-bench WORKLOAD loopscope [N]`: one JSON line a measurement, as
/// the peers print them. `list-curves` lists further ones, of which N is the size of what grows;
/// `sizes` prints those of the engine's objects.
int main(int argc, char** argv) {
  using namespace loopscope::bench;
  const std::vector<Case> cases{
      {"w1_batch", "loopscope", 1'000'000, post_batches},
      {"w1_pingpong", "loopscope", 1'000'000, post_hops},
      {"w2_p1", "loopscope", 1'000'000, post_from_1_thread},
      {"w2_p2", "loopscope", 1'000'000, post_from_2_threads},
      {"w2_p4", "loopscope", 1'000'000, post_from_4_threads},
      {"w3_same", "loopscope", 4'000, wake_round_trips},
      {"w3_cross", "loopscope", 4'000, wake_round_trips},
      {"w4_await", "loopscope", 200'000, await_resolved},
      {"w5_spawn", "loopscope", 100'000, spawn_tasks},
      {"w6_pending", "loopscope future + callback", 1'000'000, pending_futures},
      {"w6_pending", "loopscope task awaiting a future", 1'000'000, pending_tasks},
      {"w7_timers", "loopscope", 1'000'000, timers},
      {"w8_bridge", "loopscope", 20'000'000, bridge_flood},
      {"w9_nest", "loopscope", 1'000'000, nested_awaits},
      {"w9_cancel", "loopscope", 100'000, cancel_coroutines},
      {"w9_cancel", "loopscope task at each level", 100'000, cancel_tasks},
      {"w10_gather", "loopscope", 100'000, gather_tasks},
      {"w10_queue", "loopscope", 200'000, queue_handover},
      {"w10_lock", "loopscope", 200'000, lock_handover},
      {"w10_event", "loopscope", 200'000, event_handover},
  };
  const std::vector<Case> curves{
      {"curve_futures", "loopscope", 1'000'000, curve_futures},
      {"curve_tasks", "loopscope", 1'000'000, curve_tasks},
      {"curve_timers", "loopscope", 1'000'000, curve_timers},
      {"curve_callbacks", "loopscope", 1'000'000, curve_callbacks},
      {"curve_journal", "loopscope", 1'000'000, curve_journal},
      {"curve_all_tasks", "loopscope", 1'000'000, curve_all_tasks},
      {"curve_remove_callback", "loopscope", 1'000'000, curve_remove_callback},
      {"curve_cancel_group", "loopscope", 1'000'000, curve_cancel_group},
      {"curve_producers", "loopscope", 8, curve_producers},
  };
  const std::string_view first = argc > 1 ? argv[1] : "";
  if (first == "sizes") {
    print_sizes();
    return 0;
  }
  if (first == "list-curves") {
    char list[] = "list";
    argv[1] = list;
    return ::bench::main_with(curves, argc, argv);
  }
  if (first.starts_with("curve_")) return ::bench::main_with(curves, argc, argv);

  // Only the bridge's workload knows Qt; its dispatcher would weigh on the others' memory.
  const bool needs_qt = first == "w8_bridge";
  if (!needs_qt) return ::bench::main_with(cases, argc, argv);
  QCoreApplication application(argc, argv);
  return ::bench::main_with(cases, argc, argv);
}
