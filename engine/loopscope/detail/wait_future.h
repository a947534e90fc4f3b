// SPDX-License-Identifier: MIT
#pragma once

#include <source_location>
#include <string>

#include <loopscope/loop.h>

namespace loopscope::detail {

/// A future that the engine itself makes for a task to wait on. No line of the program has made it; the
/// task's stack says where it is awaited. A name costs, so `describe()` is asked for one only when
/// somebody looks.
template <class T, class Describe>
Future<T> make_wait_future(Loop& loop, Describe describe) {
  return loop.create_future<T>(loop.core().observer() ? std::string(describe()) : std::string(),
                               std::source_location());
}

}  // namespace loopscope::detail
