// SPDX-License-Identifier: MIT
#pragma once

#include <random>

namespace loopscope::test {

using Random = std::minstd_rand;

inline unsigned below(Random& random, unsigned limit) {
  return static_cast<unsigned>(random() % limit);
}

}  // namespace loopscope::test
