// SPDX-License-Identifier: MIT
#include <app/demo.h>

namespace loopscope::app {

const std::vector<Demo>& demos() {
  static const std::vector<Demo> all;
  return all;
}

}  // namespace loopscope::app
