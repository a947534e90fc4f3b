// SPDX-License-Identifier: MIT
#include "../../counted_malloc.h"
#include "qt.h"
#include "tick.h"

namespace {

// W8: the flood as queued calls.
void w8_bridge(const Case& c, uint64_t n) {
  QObject ctx;
  bench::FloodedTick tick(n);
  tick.run([&](auto* hit) { invoke(&ctx, [hit] { hit->hit(); }); });
  tick.print(c.workload, label(c));
}

}  // namespace

int main(int argc, char** argv) {
  QCoreApplication app(argc, argv);
  Cases all{{"w8_bridge", "Qt invokeMethod", 1000000, w8_bridge}};
  for (const Cases& some : {calls(), futures(), timers()})
    all.insert(all.end(), some.begin(), some.end());
  return bench::main_with(all, argc, argv);
}
