// SPDX-License-Identifier: MIT
#include <loopscope/qt/emissions.h>

#include <loopscope/detail/wait_future.h>
#include <loopscope/errors.h>

namespace loopscope::qt::detail {

void throw_emissions_lost(std::uint64_t lost) {
  throw EmissionsLostError("Emissions: " + std::to_string(lost) +
                           (lost == 1 ? " emission was" : " emissions were") +
                           " lost, because nobody took those before");
}

void require_emissions(const QObject* sender, const EmissionsOptions& options) {
  if (!sender) throw ValueError("Emissions needs an object");
  if (options.capacity == 0) throw ValueError("Emissions needs a capacity of at least 1");
}

Future<void> make_emission_waiter(const LoopDoor& door) {
  return loopscope::detail::make_wait_future<void>(*door.core().loop(), [] { return "emission"; });
}

}  // namespace loopscope::qt::detail
